import type { DateTime } from "luxon";
import type { Calendar, DAG, DataInterval, TimeRestriction, Timetable } from "../definition/index.ts";
import {
  datasetCondition,
  datasetUriBy,
  PartitionedAssetTimetable,
  type PartitionMapper,
  referencedTaskIds,
  totalLength,
} from "../definition/index.ts";
import { durationMicros, type Micros } from "../kernel/index.ts";
import type { AirflowConfig, Rules } from "../rules/index.ts";
import type { DagRun } from "./dag-run.ts";
import { byTaskId, type PassOrder, passOrder } from "./pass-order.ts";
import type { Pool } from "./pool.ts";
import { byLogicalDate, QueuedRuns } from "./queued-runs.ts";
import { RunDates } from "./run-dates.ts";
import { RunIds } from "./run-ids.ts";
import { ScheduledGroup } from "./scheduled-tasks.ts";
import { resolveRelations, TaskModel } from "./task-model.ts";
import { upstreamFacts } from "./upstream-facts.ts";

/** A DAG in one simulation: its definition, its tasks, and what the database knows of it. */
export class DagModel {
  readonly definition: DAG;
  readonly dagId: string;
  /** In the order of the definition, which is that in which rows are made. */
  readonly tasks: readonly TaskModel[];
  readonly passOrder: PassOrder;
  readonly maxActiveRuns: number;
  readonly maxActiveTasks: number;
  /** True where `maxActiveTasks` limits each run for itself: see `Rules.maxActiveTasksLimits`. */
  readonly limitsRuns: boolean;
  readonly dagrunTimeout: Micros | null;
  readonly failStop: boolean;
  /** Failed runs in a row after which it is paused; 0 for never. */
  readonly maxConsecutiveFailedDagRuns: number;
  readonly catchup: boolean;
  readonly startDate: Micros | null;
  readonly endDate: Micros | null;
  readonly timetable: Timetable;
  readonly rules: Rules;
  /** See `Rules.triesCountedWhen`. */
  readonly countsTriesWhenScheduled: boolean;
  /** The datasets that it waits for; empty where it does not. */
  readonly datasetUris: ReadonlySet<string>;
  /** Tells if the condition of its schedule holds once those datasets were updated. */
  readonly isMetBy: (updated: { has(uri: string): boolean }) => boolean;
  /** The mapper of partition keys of each of those datasets; null where it waits for no partitions. */
  readonly mapperOf: ((uri: string) => PartitionMapper) | null;
  readonly timeRestriction: TimeRestriction;
  readonly hasSetups: boolean;
  /** True where any task depends on the previous run's. */
  readonly hasDependsOnPast: boolean;
  /** True where any task limits its own instances: `has_task_concurrency_limits`. */
  readonly hasTaskConcurrencyLimits: boolean;
  readonly hasMappedTasks: boolean;
  /** True where any task is not expanded with its run: it is mapped over the results of another, or over nothing. */
  readonly hasRunTimeMapping: boolean;
  /** True where the tasks that it is mapped over decide any task: `Rules.sourcesDecideMappedTasks`. */
  readonly hasDecidingSources: boolean;
  /** Tasks that share one of several upstreams with others: a part of the DAG may hold only some of their upstreams. */
  readonly cutOffCandidates: readonly TaskModel[];
  /** The tasks whose states decide a run's. */
  readonly leaves: readonly TaskModel[];

  /** The instant at which the next run of the schedule is created, and its interval; null for none, or where the DAG is full. */
  nextDagrunCreateAfter: Micros | null = null;
  nextDagrunDataInterval: DataInterval | null = null;
  /** True where it was found to have as many runs as it may: see `Rules.fullDagsHave`. */
  exceedsMaxRuns = false;
  /** True where its runs look at those before them: then all of them are at hand in `runs`. */
  readonly looksBack: boolean;
  /** The runs by logical date, those without one first, where they look back; else none. */
  readonly runs: DagRun[] = [];
  /** The ids and dates of its runs: `RunRows` finds them. */
  readonly runIds = new RunIds();
  readonly runDates = new RunDates();
  readonly queuedRuns = new QueuedRuns();
  /** The number of runs so far whose ids have random letters in Airflow: those of datasets, and of partitions. */
  undatedRuns = 0;
  isPaused = false;
  /** Runs in state running. */
  runningRuns = 0;
  /** The same runs, where any task depends on the previous run's. */
  readonly runsUnderWay = new Set<DagRun>();
  /** Task instances in state running. */
  runningTasks = 0;
  /** Task instances in states queued and running. */
  activeTasks = 0;

  readonly #calendar: Calendar;
  readonly #scheduled = new Map<string, ScheduledGroup>();
  readonly #byId: ReadonlyMap<string, TaskModel>;

  constructor(
    definition: DAG,
    config: AirflowConfig,
    calendar: Calendar,
    timetable: Timetable,
    pools: ReadonlyMap<string, Pool>,
    rules: Rules,
  ) {
    const given = definition.arguments;
    this.#calendar = calendar;
    this.definition = definition;
    this.dagId = definition.dagId;
    this.timetable = timetable;
    this.rules = rules;
    this.countsTriesWhenScheduled = rules.triesCountedWhen === "scheduled";
    const condition = datasetCondition(given.schedule);
    const uriOf = datasetUriBy(rules);
    this.datasetUris = new Set([...(condition?.datasets() ?? [])].map(uriOf));
    this.isMetBy = (updated) => condition?.evaluate((dataset) => updated.has(uriOf(dataset))) === true;
    const { schedule } = given;
    this.mapperOf = schedule instanceof PartitionedAssetTimetable ? (uri) => schedule.mapperOf(uri, uriOf) : null;
    this.maxActiveRuns = given.maxActiveRuns ?? config.core.maxActiveRunsPerDag;
    this.maxActiveTasks = given.maxActiveTasks ?? config.core.maxActiveTasksPerDag;
    this.limitsRuns = rules.maxActiveTasksLimits === "runs";
    this.dagrunTimeout = given.dagrunTimeout === undefined ? null : durationMicros(given.dagrunTimeout);
    this.failStop = given.failFast ?? given.failStop ?? false;
    this.maxConsecutiveFailedDagRuns =
      given.maxConsecutiveFailedDagRuns || config.core.maxConsecutiveFailedDagRunsPerDag;
    this.catchup = given.catchup ?? false;
    this.startDate = this.instant(given.startDate ?? null);
    this.endDate = this.instant(given.endDate ?? null);
    const operators = [...definition.tasks.values()];
    this.hasSetups = operators.some(({ isSetup }) => isSetup);
    this.tasks = operators.map(
      (operator, index) => new TaskModel(this, operator, index, pools.get(operator.settings.pool)),
    );
    this.hasDependsOnPast = this.tasks.some(({ dependsOnPast }) => dependsOnPast);
    this.looksBack =
      this.hasDependsOnPast ||
      this.maxConsecutiveFailedDagRuns > 0 ||
      this.datasetUris.size > 0 ||
      operators.some(({ settings }) => settings.sla !== null);
    this.hasTaskConcurrencyLimits = operators.some(
      ({ settings }) => settings.maxActiveTisPerDag !== null || settings.maxActiveTisPerDagrun !== null,
    );
    this.passOrder = passOrder(rules, this.tasks);
    this.#byId = new Map(this.tasks.map((task) => [task.taskId, task]));
    this.timeRestriction = this.#restriction();
    this.#link();
    resolveRelations(this.tasks, rules);
    this.hasMappedTasks = this.tasks.some(({ isMapped }) => isMapped);
    this.hasRunTimeMapping = this.tasks.some(
      ({ isMapped, expandInputs }) => isMapped && (totalLength(expandInputs, () => undefined) ?? 0) === 0,
    );
    this.hasDecidingSources = this.tasks.some(({ decidingSources }) => decidingSources.length > 0);
    this.cutOffCandidates = this.tasks.filter(
      ({ upstream }) => upstream.length > 1 && upstream.some(({ downstream }) => downstream.length > 1),
    );
    const leaves = this.tasks.filter(({ isEffectiveLeaf }) => isEffectiveLeaf);
    this.leaves = leaves.length > 0 ? leaves : this.tasks.filter(({ downstream }) => downstream.length === 0);
  }

  /** The group of the scheduled task instances in a pool whose tasks have no limits of their own. */
  scheduledIn(pool: string): ScheduledGroup {
    const known = this.#scheduled.get(pool);
    if (known !== undefined) return known;
    const group = new ScheduledGroup(this.dagId, pool);
    this.#scheduled.set(pool, group);
    return group;
  }

  task(taskId: string): TaskModel | undefined {
    return this.#byId.get(taskId);
  }

  addRun(run: DagRun): void {
    this.runIds.add(run.runId, run.id);
    if (run.logicalDate !== null) this.runDates.add(run.logicalDate, run.id);
    if (!this.looksBack) return;
    let place = this.runs.length;
    while (place > 0 && byLogicalDate(run, this.runs[place - 1] as DagRun)) place -= 1;
    this.runs.splice(place, 0, run);
  }

  removeRun(run: DagRun): void {
    this.runIds.remove(run.runId);
    if (run.logicalDate !== null) this.runDates.remove(run.logicalDate);
    if (this.looksBack) this.runs.splice(this.runs.indexOf(run), 1);
  }

  /** A date as microseconds since the start of the simulation. */
  instant(date: DateTime | null): Micros | null {
    return date === null ? null : this.#calendar.instant(date);
  }

  /** `_time_restriction`: tasks have the DAG's dates where they have none of their own. */
  #restriction(): TimeRestriction {
    const starts = [this.startDate, ...this.tasks.map(({ startDate }) => startDate)].filter((date) => date !== null);
    const ends = this.tasks.map(({ endDate }) => endDate).filter((date) => date !== null);
    const earliest = starts.length > 0 ? starts.reduce((a, b) => Math.min(a, b)) : null;
    const latest =
      ends.length > 0 && ends.length === this.tasks.length ? ends.reduce((a, b) => Math.max(a, b)) : this.endDate;
    return { earliest, latest, catchup: this.catchup };
  }

  /** Tells if a task comes directly behind another: see `Rules.groupsWithTeardownsEndWith`. */
  isDirectlyBehind({ operator }: TaskModel, { taskId }: TaskModel): boolean {
    const leavesOutPassed = this.rules.groupsWithTeardownsEndWith === "the last tasks before them";
    return operator.upstreamTaskIds.has(taskId) && !(leavesOutPassed && operator.passedUpstreamTaskIds.has(taskId));
  }

  #link(): void {
    const find = (ids: Iterable<string>) =>
      [...ids]
        .map((id) => this.#byId.get(id))
        .filter((task) => task !== undefined)
        .sort(byTaskId);
    for (const task of this.tasks) {
      const upstream = find(task.operator.upstreamTaskIds).filter((before) => this.isDirectlyBehind(task, before));
      task.relatives = { ...task.relatives, upstream, upstreamFacts: upstreamFacts(upstream) };
      task.downstream = find(task.operator.downstreamTaskIds).filter((after) => this.isDirectlyBehind(after, task));
    }
    for (const task of this.tasks) {
      const references = task.expandInputs.flatMap(referencedTaskIds);
      for (const source of find(references)) source.mappedDependants = [...source.mappedDependants, task];
      const [own] = task.expandInputs;
      if (own !== undefined && this.rules.sourcesDecideMappedTasks)
        task.decidingSources = find(new Set(referencedTaskIds(own)));
    }
  }
}
