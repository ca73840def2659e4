import { append } from "../containers/index.ts";
import type { DagRun, Pool, Starved, TaskInstance, TaskModel } from "../database/index.ts";
import type { SchedulerLog } from "./scheduler-log.ts";

/** Takes scheduled task instances in Airflow's order: no more than `limit`, none that is starved, none a second time. */
export type TakeScheduled = (limit: number, starved: Starved) => readonly TaskInstance[];

/**
 * Which scheduled task instances are queued now: `_executable_task_instances_to_queued`
 * (jobs/scheduler_job_runner.py; spec/airflow-core.md, 1.7). It changes no state.
 *
 * The query returns at most `maxTis` rows. Blocked ones among them are not replaced: only where not one of a batch can be
 * queued is the query asked again, without what was found starved.
 */
export function criticalSection(
  maxTis: number,
  pools: Iterable<Pool>,
  query: TakeScheduled,
  log?: SchedulerLog,
): readonly TaskInstance[] {
  const starved = new StarvedSoFar();
  let freeSlots = 0;
  for (const pool of pools) {
    freeSlots += Math.max(0, pool.open);
    if (pool.open <= 0) starved.addPool(pool.name);
  }
  if (freeSlots === 0) return NOTHING;
  const limit = Math.min(maxTis, freeSlots); // a number of task instances is compared with a number of slots: Airflow's way
  let queued: TaskInstance[] = [];
  for (;;) {
    const batch = query(limit, starved);
    const taken: Taken = batch.length > 1 ? new Map() : undefined;
    log?.upForExecution(batch);
    for (const instance of batch) {
      const refusal = examine(instance, starved, taken, queued);
      if (refusal === undefined) {
        if (batch.length === 1 && log === undefined) return batch;
        queued = append(queued, instance);
        if (taken !== undefined) take(instance, taken);
      }
      if (log !== undefined) tell(log, refusal, instance, taken);
    }
    if (queued.length > 0 || batch.length < limit) return queued;
  }
}

const NOTHING: readonly never[] = [];
/** Stands for a set that nothing is in yet: mostly nothing is starved, and no set is made. */
const NONE = new Set<never>();
const NO_RUNS = new Map<never, never>();

class StarvedSoFar implements Starved {
  pools: Set<string> = NONE;
  dags: Set<string> = NONE;
  tasks: Set<TaskModel> = NONE;
  runs: Map<TaskModel, Set<DagRun>> = NO_RUNS;

  addPool(name: string): void {
    if (this.pools === NONE) this.pools = new Set();
    this.pools.add(name);
  }

  addDag(dagId: string): void {
    if (this.dags === NONE) this.dags = new Set();
    this.dags.add(dagId);
  }

  addTask(task: TaskModel): void {
    if (this.tasks === NONE) this.tasks = new Set();
    this.tasks.add(task);
  }

  addRun(task: TaskModel, run: DagRun): void {
    if (this.runs === NO_RUNS) this.runs = new Map();
    this.runs.set(task, (this.runs.get(task) ?? new Set()).add(run));
  }
}

/** The slots that the rows before have taken of pools, DAGs and tasks; undefined where there is only one row. */
type Taken = Map<object, number> | undefined;

/** Why a task instance is not queued; `undefined` is that it is. */
type Refusal = "poolMissing" | "poolFull" | "poolTooSmall" | "tooFewSlots" | "dagFull" | "taskFull" | "taskFullInRun";

/** One row, against the limits in Airflow's order. */
function examine(
  instance: TaskInstance,
  starved: StarvedSoFar,
  taken: Taken,
  queued: readonly TaskInstance[],
): Refusal | undefined {
  const { task, dagRun } = instance;
  const { settings, dag, pool } = task;
  if (pool === undefined) {
    starved.addPool(settings.pool);
    return "poolMissing";
  }
  const open = pool.open - takenOf(taken, pool);
  if (open <= 0) {
    starved.addPool(pool.name);
    return "poolFull";
  }
  if (settings.poolSlots > open) {
    starved.addTask(task);
    return settings.poolSlots > pool.slots ? "poolTooSmall" : "tooFewSlots";
  }
  const limited = dag.limitsRuns ? dagRun : dag;
  if (limited.activeTasks + takenOf(taken, limited) >= dag.maxActiveTasks) {
    starved.addDag(dag.dagId);
    return "dagFull";
  }
  if (settings.maxActiveTisPerDag !== null && task.active + takenOf(taken, task) >= settings.maxActiveTisPerDag) {
    starved.addTask(task);
    return "taskFull";
  }
  if (settings.maxActiveTisPerDagrun !== null && activeInRun(instance, queued) >= settings.maxActiveTisPerDagrun) {
    starved.addRun(task, dagRun);
    return "taskFullInRun";
  }
  return undefined;
}

/** Counts the slots that a row takes, for the rows after it. */
function take({ task, dagRun }: TaskInstance, taken: NonNullable<Taken>): void {
  const { settings, dag, pool } = task;
  if (pool !== undefined) taken.set(pool, takenOf(taken, pool) + settings.poolSlots);
  const limited = dag.limitsRuns ? dagRun : dag;
  taken.set(limited, takenOf(taken, limited) + 1);
  if (settings.maxActiveTisPerDag !== null) taken.set(task, takenOf(taken, task) + 1);
}

/** The lines about one row. What it has taken itself was not taken yet. */
function tell(log: SchedulerLog, refusal: Refusal | undefined, instance: TaskInstance, taken: Taken): void {
  const { dag, pool } = instance.task;
  const limited = dag.limitsRuns ? instance.dagRun : dag;
  const open = pool === undefined ? 0 : pool.open - takenOf(taken, pool);
  const active = limited.activeTasks + takenOf(taken, limited);
  switch (refusal) {
    case "poolMissing":
      log.poolMissing(instance);
      return;
    case "poolFull":
      log.poolFull(instance, open);
      return;
    case "poolTooSmall":
      log.poolTooSmall(instance, pool?.slots ?? 0);
      return;
    case "tooFewSlots":
      log.tooFewSlots(instance, open);
      return;
    case undefined:
      log.activeTasks(dag, taken === undefined ? active : active - 1);
      return;
    default:
      log.activeTasks(dag, active);
      log[refusal](instance);
  }
}

function takenOf(taken: Taken, limited: object): number {
  return taken === undefined ? 0 : (taken.get(limited) ?? 0);
}

function activeInRun({ task, dagRun }: TaskInstance, queued: readonly TaskInstance[]): number {
  return (
    (dagRun.active?.get(task) ?? 0) + queued.filter((other) => other.task === task && other.dagRun === dagRun).length
  );
}
