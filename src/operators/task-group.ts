import {
  type DAG,
  type ExpandInput,
  type Mappable,
  MappedArgument,
  type MappedGroup,
  referencedTaskIds,
  type XComReference,
} from "../definition/index.ts";
import { namesOf, unknownKeys } from "../options/index.ts";
import { type Linkable, type LinkableTask, link } from "./chain.ts";

export interface TaskGroupArguments {
  readonly groupId: string;
  /** The DAG that it belongs to. May be left out where the parent is given. */
  readonly dag?: DAG;
  readonly parentGroup?: TaskGroup;
  /** True if the ids of its tasks and groups begin with its own. Default true. */
  readonly prefixGroupId?: boolean;
  /** Arguments for every task in it: over the DAG's, under the task's own. */
  readonly defaultArgs?: Readonly<Record<string, unknown>>;
}

const ARGUMENT_NAMES = namesOf<TaskGroupArguments>({
  groupId: true,
  dag: true,
  parentGroup: true,
  prefixGroupId: true,
  defaultArgs: true,
});

/** The values that a mapped group is expanded over: for each argument a list or mapping, or results of tasks. */
type GroupValues = Readonly<Record<string, Mappable | XComReference>>;

/** One of those values, as the tasks of the group are given it. */
type Value<Values> = Values extends readonly (infer Element)[]
  ? Element
  : Values extends XComReference
    ? never
    : readonly [key: string, value: Values[keyof Values]];

/**
 * Tasks that belong together (airflow/utils/task_group.py; spec/airflow-core.md, 7.2). Their ids begin with the group's.
 * What is put behind a group comes behind its leaves, what it is put behind comes before its roots: those that it has then.
 *
 * @example
 * const dag = new DAG("d");
 * const group = new TaskGroup({ dag, groupId: "load" });
 * new EmptyOperator({ taskGroup: group, taskId: "orders" });
 * chain(group, new EmptyOperator({ dag, taskId: "report" }));
 * console.log([...dag.tasks.keys()]); // [ 'load.orders', 'report' ]
 */
export class TaskGroup {
  /** With the ids of the groups that it is in. */
  readonly groupId: string;
  readonly dag: DAG | undefined;
  readonly prefixGroupId: boolean;
  readonly defaultArgs: Readonly<Record<string, unknown>>;
  /** The mapped groups among it and those that it is in, the innermost first. */
  readonly mappedGroups: readonly MappedGroup[];
  readonly #children: (LinkableTask | TaskGroup)[] = [];

  /** `values` are what the group is mapped over, where it is; `TaskGroup.expand` hands them on to its tasks. */
  constructor(given: TaskGroupArguments, values?: GroupValues | ExpandInput) {
    const { groupId, dag, parentGroup, prefixGroupId = true, defaultArgs = {} } = given;
    this.groupId = parentGroup?.childId(groupId) ?? groupId;
    this.dag = dag ?? parentGroup?.dag;
    this.prefixGroupId = prefixGroupId;
    this.defaultArgs = { ...parentGroup?.defaultArgs, ...defaultArgs };
    const outer = parentGroup?.mappedGroups ?? [];
    const expandInput = expandInputOf(values ?? {});
    this.mappedGroups = values === undefined ? outer : [{ groupId: this.groupId, expandInput }, ...outer];
    if (parentGroup !== undefined) parentGroup.#children.push(this);
    this.dag?.addTaskGroup({
      groupId: this.groupId,
      label: groupId,
      prefixGroupId,
      parentGroupId: parentGroup?.groupId,
      defaultArgs,
      unknownArguments: unknownKeys("", given, ARGUMENT_NAMES),
    });
  }

  /**
   * Makes a mapped group: all its tasks have an instance for each value, or for each combination, and each instance depends
   * on those of its own map index. `define` makes the tasks; its second argument holds what stands for the values, to be
   * passed on to tasks as an argument.
   */
  static expand<Values extends GroupValues>(
    given: TaskGroupArguments,
    values: Values,
    define: (group: TaskGroup, args: { readonly [Name in keyof Values]: Value<Values[Name]> }) => void,
  ): TaskGroup {
    const group = new TaskGroup(given, values);
    define(group, Object.fromEntries(Object.keys(values).map((name) => [name, group.argument(name)])) as never);
    return group.#behindSources();
  }

  /**
   * Makes a group that is mapped over dictionaries: given here, or results. `names` are those that its tasks are handed;
   * all dictionaries have to have them.
   */
  static expandKwargs<Name extends string>(
    given: TaskGroupArguments,
    value: readonly (Readonly<Record<Name, unknown>> | XComReference)[] | XComReference,
    names: readonly Name[],
    define: (group: TaskGroup, args: { readonly [Key in Name]: never }) => void,
  ): TaskGroup {
    const group = new TaskGroup(given, { kind: "list-of-dicts", value });
    define(group, Object.fromEntries(names.map((name) => [name, group.argument(name)])) as never);
    return group.#behindSources();
  }

  /** Puts it behind the tasks over whose results it is mapped. */
  #behindSources(): this {
    const [own] = this.mappedGroups;
    for (const taskId of own === undefined ? [] : referencedTaskIds(own.expandInput)) {
      const task = this.dag?.tasks.get(taskId) as LinkableTask | undefined;
      if (task !== undefined) this.setUpstream(task);
    }
    return this;
  }

  /** Returns the stand-in for a value that the group, or one that it is in, is mapped over. Throws where there is none of that name. */
  argument(name: string): MappedArgument {
    for (const { expandInput } of this.mappedGroups)
      if (expandInput.kind === "list-of-dicts" || expandInput.value.has(name))
        return new MappedArgument(expandInput, name);
    throw new RangeError(`Expected task group \`${this.groupId}\` to be mapped over \`${name}\`, it is not`);
  }

  /** The id of a task or group in it. */
  childId(label: string): string {
    return this.prefixGroupId ? `${this.groupId}.${label}` : label;
  }

  /** Takes a task in. An operator that is given the `taskGroup` argument does this itself. */
  add(task: LinkableTask): void {
    this.#children.push(task);
  }

  /** The tasks in it, and in the groups in it. */
  *tasks(): Generator<LinkableTask> {
    const open = [this.#children.values()]; // without recursion: groups may be nested deep
    for (let inner = open.at(-1); inner !== undefined; inner = open.at(-1)) {
      const { done, value: child } = inner.next();
      if (done === true) open.pop();
      else if (child instanceof TaskGroup) open.push(child.#children.values());
      else yield child;
    }
  }

  /** The tasks that come behind none of the group. */
  get roots(): readonly LinkableTask[] {
    const tasks = this.#byId();
    return [...tasks.values()].filter(({ upstreamTaskIds }) => ![...upstreamTaskIds].some((id) => tasks.has(id)));
  }

  /** The tasks that nothing of the group comes behind; in place of a teardown, what it comes behind. */
  get leaves(): readonly LinkableTask[] {
    const tasks = this.#byId();
    const last = [...tasks.values()].filter(
      ({ downstreamTaskIds }) => ![...downstreamTaskIds].some((id) => tasks.has(id)),
    );
    return last.flatMap((task) => (task.isTeardown ? beforeTeardown(task, tasks) : [task]));
  }

  /** `has_non_teardown_downstream`: so it is with what is before a teardown, and not last before it. */
  passes({ downstreamTaskIds }: LinkableTask): boolean {
    const tasks = this.#byId();
    return [...downstreamTaskIds].some((id) => tasks.get(id)?.isTeardown === false);
  }

  #byId(): ReadonlyMap<string, LinkableTask> {
    return new Map([...this.tasks()].map((task) => [task.taskId, task]));
  }

  /** Puts the group behind tasks or groups. */
  setUpstream(...others: readonly Linkable[]): this {
    for (const other of others) link(other, this);
    return this;
  }

  /** Puts tasks or groups behind the group. */
  setDownstream(...others: readonly Linkable[]): this {
    for (const other of others) link(this, other);
    return this;
  }
}

/** `recurse_for_first_non_teardown`. The way from a teardown to its setup is none of the group's. */
function beforeTeardown(teardown: LinkableTask, tasks: ReadonlyMap<string, LinkableTask>): LinkableTask[] {
  return [...teardown.upstreamTaskIds].flatMap((id) => {
    const task = tasks.get(id);
    if (task === undefined || task.isSetup) return [];
    return task.isTeardown ? beforeTeardown(task, tasks) : [task];
  });
}

function expandInputOf(values: GroupValues | ExpandInput): ExpandInput {
  return typeof values["kind"] === "string"
    ? (values as ExpandInput)
    : { kind: "dict-of-lists", value: new Map(Object.entries(values as GroupValues)) };
}
