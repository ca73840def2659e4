import type { DagRun, Pool, Starved, TaskInstance, TaskModel } from "../model/index.ts";

/** Takes scheduled task instances in Airflow's order: no more than `limit`, none that is starved, none a second time. */
export type TakeScheduled = (limit: number, starved: Starved) => readonly TaskInstance[];

/**
 * Which scheduled task instances are queued now: `_executable_task_instances_to_queued`
 * (jobs/scheduler_job_runner.py; spec/airflow-core.md, 1.7). It changes no state.
 *
 * The query returns at most `maxTis` rows. Blocked ones among them are not replaced: only where not one of a batch can be
 * queued is the query asked again, without what was found starved.
 */
export function criticalSection(maxTis: number, pools: Iterable<Pool>, take: TakeScheduled): readonly TaskInstance[] {
  const starved: StarvedSoFar = { pools: new Set(), dags: new Set(), tasks: new Set(), runs: new Map() };
  let freeSlots = 0;
  for (const pool of pools) {
    freeSlots += Math.max(0, pool.open);
    if (pool.open <= 0) starved.pools.add(pool.name);
  }
  if (freeSlots === 0) return [];
  const limit = Math.min(maxTis, freeSlots); // a number of task instances is compared with a number of slots: Airflow's way
  const queued: TaskInstance[] = [];
  const taken = new Map<object, number>();
  for (;;) {
    const batch = take(limit, starved);
    for (const instance of batch) examine(instance, starved, taken, queued);
    if (queued.length > 0 || batch.length < limit) return queued;
  }
}

interface StarvedSoFar {
  readonly pools: Set<string>;
  readonly dags: Set<string>;
  readonly tasks: Set<TaskModel>;
  readonly runs: Map<TaskModel, Set<DagRun>>;
}

/** One row, against the limits in Airflow's order; what it would take counts for the rows after it. */
function examine(
  instance: TaskInstance,
  starved: StarvedSoFar,
  taken: Map<object, number>,
  queued: TaskInstance[],
): void {
  const { task, dagRun } = instance;
  const { settings, dag, pool } = task;
  const takenOf = (limited: object) => taken.get(limited) ?? 0;
  if (pool === undefined) starved.pools.add(settings.pool);
  else if (pool.open - takenOf(pool) <= 0) starved.pools.add(pool.name);
  else if (settings.poolSlots > pool.slots || settings.poolSlots > pool.open - takenOf(pool)) starved.tasks.add(task);
  else if (dag.activeTasks + takenOf(dag) >= dag.maxActiveTasks) starved.dags.add(dag.dagId);
  else if (settings.maxActiveTisPerDag !== null && task.active + takenOf(task) >= settings.maxActiveTisPerDag)
    starved.tasks.add(task);
  else if (settings.maxActiveTisPerDagrun !== null && activeInRun(instance, queued) >= settings.maxActiveTisPerDagrun)
    starved.runs.set(task, (starved.runs.get(task) ?? new Set()).add(dagRun));
  else {
    queued.push(instance);
    taken.set(pool, takenOf(pool) + settings.poolSlots);
    taken.set(dag, takenOf(dag) + 1);
    if (settings.maxActiveTisPerDag !== null) taken.set(task, takenOf(task) + 1);
  }
}

function activeInRun({ task, dagRun }: TaskInstance, queued: readonly TaskInstance[]): number {
  return (
    (dagRun.active?.get(task) ?? 0) + queued.filter((other) => other.task === task && other.dagRun === dagRun).length
  );
}
