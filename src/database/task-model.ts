import type { ExpandInput, MappedGroup, Operator, TaskSettings } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { Rules } from "../rules/index.ts";
import type { DagModel } from "./dag-model.ts";
import type { Pool } from "./pool.ts";
import { ScheduledGroup } from "./scheduled-tasks.ts";
import { type UpstreamFacts, upstreamFacts } from "./upstream-facts.ts";
import { weightTotals } from "./weight-totals.ts";

/** The tasks that a task depends on: in the DAG, or in the part of it that the mini-scheduler looks at. */
export interface Relatives {
  readonly upstream: readonly TaskModel[];
  readonly upstreamFacts: UpstreamFacts;
  /** Setups further up that it needs all the same (`get_upstreams_only_setups`). */
  readonly relevantSetups: readonly TaskModel[];
  /** The tasks between a teardown and its setups that it waits for too: `Rules.teardownsAwaitTheirScope`. */
  readonly scope: readonly TaskModel[];
  /** True where `upstream` is the whole DAG's: then the counts in `upstreamStates` hold. */
  readonly complete: boolean;
}

/**
 * A task of a DAG in one simulation: the operator, its neighbours by reference, and what the database would have to
 * count over all runs. What only depends on the definition is worked out once, here.
 */
export class TaskModel {
  readonly dag: DagModel;
  readonly operator: Operator;
  readonly taskId: string;
  /** The place among the tasks of the DAG. */
  readonly index: number;
  readonly settings: TaskSettings;
  /** The inputs that it is mapped over, itself or by its groups; empty where it is not mapped. */
  readonly expandInputs: readonly ExpandInput[];
  /** The mapped task groups that it is in, the innermost first. */
  readonly mappedGroups: readonly MappedGroup[];
  /** True where it is mapped, or in a mapped task group: `needs_expansion`. */
  readonly isMapped: boolean;
  /** True where it waits for itself in the run before. */
  readonly dependsOnPast: boolean;
  readonly startDate: Micros | null;
  readonly endDate: Micros | null;
  downstream: readonly TaskModel[] = [];
  relatives: Relatives = {
    upstream: [],
    upstreamFacts: upstreamFacts([]),
    relevantSetups: [],
    scope: [],
    complete: true,
  };
  /** The tasks that wait for this one though it is not directly upstream of them: it is their setup, or they are teardowns. */
  readonly indirectDependents: TaskModel[] = [];
  /** True where its state decides the run's (`_tis_for_dagrun_state`). */
  isEffectiveLeaf = true;
  /** Own weight and those that the weight rule adds. */
  priorityWeightTotal: number;
  /** True where the scheduler sets it to success by itself, without any worker. */
  readonly isTriviallyEmpty: boolean;
  /** True where some of its instances may start without a worker. */
  readonly mayStartFromTrigger: boolean;
  /** The mapped tasks that are expanded over its result. */
  mappedDependants: readonly TaskModel[] = [];
  /** The tasks over whose results it, or the innermost mapped group that it is in, is expanded, where those decide it: `Rules.sourcesDecideMappedTasks`. */
  decidingSources: readonly TaskModel[] = [];

  /** The pool; undefined where it does not exist, so that the task is never queued. */
  readonly pool: Pool | undefined;
  /** The task instances in state scheduled, with those of other tasks. */
  readonly scheduled: ScheduledGroup;
  /** Task instances in state running, over all runs. */
  running = 0;
  /** Task instances in states queued and running, over all runs. */
  active = 0;
  get upstream(): readonly TaskModel[] {
    return this.relatives.upstream;
  }

  get relevantSetups(): readonly TaskModel[] {
    return this.relatives.relevantSetups;
  }

  /** All tasks that it waits for, those that are not directly upstream too, each once. */
  get awaited(): readonly TaskModel[] {
    const { upstream, relevantSetups, scope } = this.relatives;
    if (relevantSetups.length + scope.length === 0) return upstream;
    return [...new Set([...upstream, ...relevantSetups, ...scope])];
  }

  constructor(dag: DagModel, operator: Operator, index: number, pool: Pool | undefined) {
    const { settings } = operator;
    this.dag = dag;
    this.operator = operator;
    this.taskId = operator.taskId;
    this.index = index;
    this.settings = settings;
    this.pool = pool;
    this.scheduled = hasOwnLimits(settings)
      ? new ScheduledGroup(dag.dagId, settings.pool, this)
      : dag.scheduledIn(settings.pool);
    const { expandInput, mappedGroups } = operator;
    this.expandInputs = expandInput === undefined ? mappedGroups.map((group) => group.expandInput) : [expandInput];
    this.mappedGroups = mappedGroups;
    this.isMapped = this.expandInputs.length > 0;
    const isImplied = expandInput === undefined || dag.rules.partialImpliesDependsOnPast;
    this.dependsOnPast = settings.dependsOnPast || (settings.waitForDownstream && isImplied);
    this.startDate = later(dag.instant(settings.startDate), dag.startDate);
    this.endDate = earlier(dag.instant(settings.endDate), dag.endDate);
    this.priorityWeightTotal = settings.priorityWeight;
    this.mayStartFromTrigger = operator.mayStartFromTrigger;
    this.isTriviallyEmpty =
      operator.inheritsFromEmptyOperator &&
      settings.onExecuteCallback.length === 0 &&
      settings.onSuccessCallback.length === 0 &&
      settings.outlets.length === 0;
  }
}

/** Tells if there are limits that hold for the task alone. */
function hasOwnLimits({ poolSlots, maxActiveTisPerDag, maxActiveTisPerDagrun }: TaskSettings): boolean {
  return poolSlots !== 1 || maxActiveTisPerDag !== null || maxActiveTisPerDagrun !== null;
}

/** A task begins no earlier than its DAG, and has its date where it has none (`DAG.add_task`). */
function later(own: Micros | null, dags: Micros | null): Micros | null {
  return own !== null && dags !== null ? Math.max(own, dags) : (own ?? dags);
}

function earlier(own: Micros | null, dags: Micros | null): Micros | null {
  return own !== null && dags !== null ? Math.min(own, dags) : (own ?? dags);
}

/** All tasks that can be reached from a task, downstream or upstream (`get_flat_relatives`). */
export function flatRelatives(task: TaskModel, direction: "downstream" | "upstream"): TaskModel[] {
  const seen = new Uint8Array(task.dag.tasks.length);
  const reached: TaskModel[] = [];
  const visit = (next: TaskModel) => {
    if (seen[next.index] === 1) return;
    seen[next.index] = 1;
    reached.push(next);
  };
  for (const next of task[direction]) visit(next);
  for (let i = 0; i < reached.length; i += 1) for (const next of (reached[i] as TaskModel)[direction]) visit(next);
  return reached;
}

/** Works out what the neighbours of tasks make of them. All tasks of the DAG have to be linked by then. */
export function resolveRelations(tasks: readonly TaskModel[], rules: Rules): void {
  for (const rule of ["downstream", "upstream"] as const) {
    const weighed = tasks.filter(({ settings }) => settings.weightRule === rule);
    const totals = weighed.length > 0 ? weightTotals(tasks, rule) : new Float64Array();
    for (const task of weighed) task.priorityWeightTotal = totals[task.index] as number;
  }
  for (const task of tasks) resolveRelationsOf(task, rules);
  for (const task of tasks)
    for (const other of [...task.relevantSetups, ...task.relatives.scope]) other.indirectDependents.push(task);
}

function resolveRelationsOf(task: TaskModel, { teardownsAwaitTheirScope }: Rules): void {
  task.isEffectiveLeaf =
    (!task.operator.isTeardown || task.operator.onFailureFailDagrun) &&
    task.downstream.every(({ operator }) => operator.isTeardown && !operator.onFailureFailDagrun);
  if (!task.dag.hasSetups) return;
  if (!task.operator.isTeardown) task.relatives = { ...task.relatives, relevantSetups: upstreamsOnlySetups(task) };
  else if (teardownsAwaitTheirScope) task.relatives = { ...task.relatives, scope: scopeOf(task) };
}

/**
 * `get_upstreams_only_setups`: the setups upstream of a task that it depends on, however far away they are: those
 * without teardown, and those whose teardown comes after the task.
 */
function upstreamsOnlySetups(task: TaskModel): TaskModel[] {
  const teardowns = new Set(flatRelatives(task, "downstream").filter(({ operator }) => operator.isTeardown));
  return flatRelatives(task, "upstream").filter(
    (setup) =>
      setup.operator.isSetup &&
      (!setup.downstream.some(({ operator }) => operator.isTeardown) ||
        setup.downstream.some((next) => teardowns.has(next))),
  );
}

/** The tasks upstream of a teardown, not directly, that come behind a setup of its own. */
function scopeOf(teardown: TaskModel): TaskModel[] {
  const setups = teardown.upstream.filter(({ operator }) => operator.isSetup);
  const behind = new Set(setups.flatMap((setup) => flatRelatives(setup, "downstream")));
  for (const direct of teardown.upstream) behind.delete(direct);
  return flatRelatives(teardown, "upstream").filter((task) => behind.has(task));
}
