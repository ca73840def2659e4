import {
  argumentsAt,
  type Calendar,
  concatenates,
  type DAG,
  type ExpandInput,
  type GoneArgument,
  type Mappable,
  type MappedGroup,
  type Operator,
  type RunnableTask,
  referencedTaskIds,
  type TaskContext,
  type TaskDeferred,
  type TaskSettings,
  XComReference,
} from "../definition/index.ts";
import type { Problem } from "../options/index.ts";
import { CONCAT, type NewArguments, type Rules } from "../rules/index.ts";
import { argumentNamesOf, checkOwnArguments, unknownArguments } from "./argument-names.ts";
import { type BaseOperator, newArgumentsOf } from "./base-operator.ts";
import { BASE_ARGUMENT_NAMES, type BaseOperatorArguments, defaultArgs } from "./base-operator-arguments.ts";
import type { Linkable, LinkableTask } from "./chain.ts";

import { resultsRead } from "./mapped-arguments.ts";
import { deferralOf, type MappedStartArguments, mappedDeferral } from "./start-trigger-args.ts";
import type { TaskGroup } from "./task-group.ts";
import { keepFromRendering } from "./template-fields.ts";

type OperatorClass<A extends BaseOperatorArguments> = new (given: A) => BaseOperator;

/** The arguments of the operators of a class. */
type ArgumentsOf<Class> = Class extends new (given: infer A extends BaseOperatorArguments) => unknown ? A : never;

/** Values to map each argument over: a list or mapping, or the results of other tasks. */
export type Expanded<A> = { readonly [Name in keyof A]?: Mappable | XComReference };

/**
 * An operator whose other arguments are still to come: what `partial` returns.
 *
 * @example
 * const dag = new DAG("d");
 * const pythonCallable = (_: TaskContext, { file }: Readonly<Record<string, unknown>>) => file;
 * partial(PythonOperator, { dag, taskId: "t", pythonCallable }).expand({ opKwargs: [{ file: "a" }, { file: "b" }] });
 * const result = new Simulation({ dags: [dag] }).trigger("d", { runId: "r" }).run();
 * console.log(result.taskInstances.length); // 2
 */
export class OperatorPartial<A extends BaseOperatorArguments> {
  readonly #operatorClass: OperatorClass<A>;
  readonly #given: Partial<A> & BaseOperatorArguments;

  constructor(operatorClass: OperatorClass<A>, given: Partial<A> & BaseOperatorArguments) {
    this.#operatorClass = operatorClass;
    this.#given = given;
  }

  /** Maps the task over these values: over the cross product of them, the last argument varying fastest. */
  expand(values: Expanded<A>): MappedOperator<A> {
    const entries = Object.entries(values) as [string, Mappable | XComReference][];
    return new MappedOperator(this.#operatorClass, this.#given, { kind: "dict-of-lists", value: new Map(entries) });
  }

  /** Maps the task over dictionaries of arguments: given here, or results. An argument that `partial` was given too fails its instance. */
  expandKwargs(value: readonly (Partial<A> | XComReference)[] | XComReference): MappedOperator<A> {
    return new MappedOperator(this.#operatorClass, this.#given, { kind: "list-of-dicts", value });
  }
}

/** Begins a mapped task: `partial(PythonOperator, { dag, taskId, ... }).expand({ opKwargs: [...] })`. */
export function partial<Class extends new (given: never) => BaseOperator>(
  operatorClass: Class,
  given: Partial<ArgumentsOf<Class>> & BaseOperatorArguments,
): OperatorPartial<ArgumentsOf<Class>> {
  return new OperatorPartial(operatorClass as unknown as OperatorClass<ArgumentsOf<Class>>, given);
}

/**
 * A task with as many instances as there are values (airflow/models/mappedoperator.py).
 *
 * @example
 * const dag = new DAG("d");
 * const pythonCallable = (_: TaskContext, { file }: Readonly<Record<string, unknown>>) => file;
 * const mapped = partial(PythonOperator, { dag, taskId: "t", pythonCallable }).expand({ opKwargs: [{ file: "a" }, { file: "b" }] });
 * console.log(mapped.taskId, mapped.taskType); // t PythonOperator
 */
export class MappedOperator<A extends BaseOperatorArguments> implements Operator, LinkableTask {
  readonly expandInput: ExpandInput;
  readonly upstreamTaskIds: Set<string>;
  readonly passedUpstreamTaskIds: Set<string>;
  readonly downstreamTaskIds: Set<string>;
  readonly #operatorClass: OperatorClass<A>;
  readonly #given: Partial<A> & BaseOperatorArguments;
  /** As given, without the defaults of the DAG and of groups. */
  readonly #ownArguments: object;
  readonly #dag: DAG | undefined;
  readonly #taskGroup: TaskGroup | undefined;
  /** An operator with the arguments that are there, for what does not depend on the others. */
  readonly #prototype: BaseOperator;

  constructor(operatorClass: OperatorClass<A>, given: Partial<A> & BaseOperatorArguments, expandInput: ExpandInput) {
    const { taskGroup, dag = taskGroup?.dag, ...rest } = given;
    const taskId = taskGroup?.childId(given.taskId) ?? given.taskId;
    this.#operatorClass = operatorClass;
    this.#ownArguments = given;
    this.#dag = dag;
    this.#taskGroup = taskGroup;
    this.#given = { ...defaultArgs(given), ...rest, taskId } as Partial<A> & BaseOperatorArguments;
    this.#prototype = new operatorClass(this.#given as A);
    this.expandInput = expandInput;
    this.upstreamTaskIds = this.#prototype.upstreamTaskIds;
    this.passedUpstreamTaskIds = this.#prototype.passedUpstreamTaskIds;
    this.downstreamTaskIds = this.#prototype.downstreamTaskIds;
    taskGroup?.add(this);
    dag?.addTask(this);
    for (const taskId of referencedTaskIds(expandInput)) {
      const source = dag?.tasks.get(taskId) as LinkableTask | undefined;
      if (source !== undefined) this.setUpstream(source);
    }
  }

  get taskGroupId(): string | undefined {
    return this.#taskGroup?.groupId;
  }
  get mappedGroups(): readonly MappedGroup[] {
    return this.#taskGroup?.mappedGroups ?? [];
  }
  get taskId(): string {
    return this.#prototype.taskId;
  }
  get taskType(): string {
    return this.#prototype.taskType;
  }
  get settings(): TaskSettings {
    return this.#prototype.settings;
  }
  get isSetup(): boolean {
    return this.#prototype.isSetup;
  }
  get isTeardown(): boolean {
    return this.#prototype.isTeardown;
  }
  get onFailureFailDagrun(): boolean {
    return this.#prototype.onFailureFailDagrun;
  }
  get inheritsFromEmptyOperator(): boolean {
    return this.#prototype.inheritsFromEmptyOperator;
  }
  get looksAtRuns(): boolean {
    return this.#prototype.looksAtRuns;
  }

  get skipsDownstream(): boolean {
    return this.#prototype.skipsDownstream;
  }
  get reschedule(): boolean {
    return this.#prototype.reschedule;
  }
  get onlyWaits(): boolean {
    return this.#prototype.onlyWaits;
  }
  get isSensor(): boolean {
    return this.#prototype.isSensor;
  }

  /** A mapped task marks none: Airflow does not expand it where it looks for markers. */
  get recursionDepth(): null {
    return null;
  }

  get newArgumentsUsed(): NewArguments {
    const { newArguments } = this.#operatorClass as unknown as typeof BaseOperator;
    const { kind, value } = this.expandInput;
    const mapped = kind === "dict-of-lists" ? Object.fromEntries(value) : {};
    const used = newArgumentsOf(newArguments, { ...this.#given, ...mapped, expand: true });
    return concatenates(this.expandInput) ? { ...used, expand: CONCAT } : used;
  }

  get goneArgumentsUsed(): readonly GoneArgument[] {
    return this.#prototype.goneArgumentsUsed;
  }

  get ownArguments(): Readonly<Record<string, unknown>> {
    return this.#prototype.ownArguments;
  }

  get argumentNames(): readonly string[] {
    return argumentNamesOf(this.#operatorClass);
  }

  get unknownArguments(): readonly Problem[] {
    const { kind, value } = this.expandInput;
    const literal = kind === "list-of-dicts" && !(value instanceof XComReference) ? value.filter(isDict) : [];
    const given = [this.#ownArguments, kind === "dict-of-lists" ? Object.fromEntries(value) : {}, ...literal];
    return given.flatMap((names: object) => unknownArguments(this.#operatorClass, names));
  }

  /** Whatever its class can: each map index may be told otherwise. */
  get mayStartFromTrigger(): boolean {
    const { startFromTrigger } = this.#prototype.args as MappedStartArguments;
    return startFromTrigger === true || this.#maps("startFromTrigger");
  }

  #maps(name: string): boolean {
    const { kind, value } = this.expandInput;
    return kind === "dict-of-lists" && value.has(name);
  }

  /** `expand_start_from_trigger` and `expand_start_trigger_args`: from arguments and literal values only, not from results. */
  startDeferral(mapIndex: number, calendar: Calendar, rules: Rules): TaskDeferred | undefined {
    const operatorClass = this.#operatorClass as unknown as typeof BaseOperator;
    const ofClass = operatorClass.startTriggerArgs(this.#dag, calendar, rules);
    if (ofClass === null) return undefined;
    if (rules.mappedTasksStartFromTrigger === "as their class says") {
      const { startFromTrigger } = this.#given as MappedStartArguments;
      return startFromTrigger === true ? deferralOf(ofClass) : undefined;
    }
    const own = argumentsAt(this.expandInput, mapIndex, { resultOf: () => undefined });
    const given = { ...this.#given, ...own } as MappedStartArguments;
    return given.startFromTrigger === true ? mappedDeferral(ofClass, given) : undefined;
  }

  setUpstream(...tasks: readonly Linkable[]): this {
    this.#prototype.setUpstream(...tasks);
    return this;
  }

  setDownstream(...tasks: readonly Linkable[]): this {
    this.#prototype.setDownstream(...tasks);
    return this;
  }

  asSetup(): this {
    this.#prototype.asSetup();
    return this;
  }

  asTeardown(options: Parameters<BaseOperator["asTeardown"]>[0] = {}): this {
    this.#prototype.asTeardown(options);
    return this;
  }

  problems(): readonly Problem[] {
    const { kind, value } = this.expandInput;
    const problems = [...this.#prototype.problems()];
    if (kind === "dict-of-lists" && value.size === 0)
      problems.push({ path: "expand", message: "expected at least one argument to map over, got none" });
    if (this.mappedGroups.length > 0)
      problems.push({
        path: "expand",
        message: "operator expansion in an expanded task group is not yet supported: map either the group or the task",
      });
    if (this.settings.sla !== null)
      problems.push({
        path: "sla",
        message: `SLAs are unsupported with mapped tasks. Please leave out the \`sla\` of task '${this.taskId}'.`,
      });
    return problems;
  }

  /** `unmap`: the operator for one map index. */
  prepareForExecution(context: TaskContext): RunnableTask {
    const { expandInput } = this;
    const own = argumentsAt(expandInput, context.ti.mapIndex, resultsRead(context));
    if (expandInput.kind === "list-of-dicts")
      checkOwnArguments(this.#operatorClass, { base: BASE_ARGUMENT_NAMES, given: this.#given, own }, context.rules);
    const task = new this.#operatorClass({ ...(this.#given as A), ...(own as Partial<A>) });
    if (expandInput.kind === "dict-of-lists")
      keepFromRendering(
        task,
        Object.entries(own).flatMap(([name, value]) =>
          expandInput.value.get(name) instanceof XComReference ? [value] : [],
        ),
      );
    return task;
  }
}

function isDict(value: object): boolean {
  return !(value instanceof XComReference);
}
