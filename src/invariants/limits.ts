/**
 * Limits hold: worker slots, parallelism, pools, maxActiveTasks, maxActiveTisPerDag and PerDagrun, maxActiveRuns.
 *
 * Airflow itself goes beyond a limit in a few cases, which are left out here by name:
 * - a task instance that was cleared while it was queued is started by the process that was on its way, which counts only what
 *   is running (`Instance.isIrregular`);
 * - one that was changed from outside while it ran, and then defers, takes a place in a pool that includes deferred (the same);
 * - one that is `restarting` has a process, and no place;
 * - a run that a process sets back to running with its old copy was not started.
 * @module
 */
import { BACKFILL_PREFIX, isMadeForDate } from "../definition/index.ts";
import type { Trace } from "../observe/index.ts";
import { dagOf, type Instance, Replay } from "./replay.ts";
import type { Setting } from "./setting.ts";

/** A limit, and how much of it a task instance takes. */
interface Limit {
  readonly name: string;
  readonly limit: number;
  readonly takes: number;
  readonly deferredToo: boolean;
}

/** Worker slots in use are never more than there are, nor than parallelism allows. */
export function keepWorkerSlots({ workerSlots, parallelism }: Setting, trace: Trace): string[] {
  const problems: string[] = [];
  let level = 0;
  for (const [t, delta] of trace.slots) {
    level += delta;
    if (level < 0) problems.push(`at ${t}: ${level} worker slots in use`);
    if (level > workerSlots) problems.push(`at ${t}: ${level} worker slots in use of ${workerSlots}`);
    if (level > parallelism) problems.push(`at ${t}: ${level} worker slots in use with parallelism ${parallelism}`);
  }
  return problems;
}

/** Lists the limits that hold for a task instance. */
function limitsOf(setting: Setting, { ti: [dagId, runId, taskId] }: Instance): readonly Limit[] {
  const { tasks, maxActiveTasks } = dagOf(setting, dagId);
  const task = tasks.get(taskId)?.settings;
  if (task === undefined) return [];
  const { slots = 0, includeDeferred = false } = setting.pools.get(task.pool) ?? {};
  const one = { takes: 1, deferredToo: false };
  const none = Number.POSITIVE_INFINITY;
  return [
    {
      name: `pool ${task.pool}`,
      limit: slots < 0 ? none : slots,
      takes: task.poolSlots,
      deferredToo: includeDeferred,
    },
    { name: "parallelism", limit: setting.parallelism, ...one },
    {
      name: `max_active_tasks of ${setting.rules.maxActiveTasksLimits === "runs" ? `${dagId}/${runId}` : dagId}`,
      limit: maxActiveTasks,
      ...one,
    },
    { name: `max_active_tis_per_dag of ${dagId}/${taskId}`, limit: task.maxActiveTisPerDag ?? none, ...one },
    {
      name: `max_active_tis_per_dagrun of ${dagId}/${runId}/${taskId}`,
      limit: task.maxActiveTisPerDagrun ?? none,
      ...one,
    },
  ];
}

function taken({ takes, deferredToo }: Limit, instance: Instance | undefined): number {
  if (instance === undefined || instance.isIrregular) return 0;
  const { state } = instance;
  return state === "queued" || state === "running" || (deferredToo && state === "deferred") ? takes : 0;
}

/** Queued and running task instances stay within their limits. */
export function keepLimits(setting: Setting, trace: Trace): string[] {
  const problems: string[] = [];
  const levels = new Map<string, number>();
  new Replay().through(trace, {
    instance: ({ key, t }, instance, before) => {
      for (const limit of limitsOf(setting, instance)) {
        const change = taken(limit, instance) - taken(limit, before);
        if (change === 0) continue;
        const level = (levels.get(limit.name) ?? 0) + change;
        levels.set(limit.name, level);
        if (change > 0 && level > limit.limit)
          problems.push(`${key} at ${t}: ${level} in ${limit.name}, of which there are ${limit.limit}`);
      }
    },
  });
  return problems;
}

/** Counts the runs that nobody has asked for by hand, which is what the command of a backfill counts (`_get_dag_run`). */
function madeForDates(keys: ReadonlySet<string>): number {
  return [...keys].filter((key) => isMadeForDate(key.slice(key.indexOf("/") + 1))).length;
}

/** Running runs of a DAG stay within maxActiveRuns. */
export function keepActiveRuns(setting: Setting, trace: Trace): string[] {
  const problems: string[] = [];
  const running = new Map([...setting.dags.keys()].map((dagId) => [dagId, new Set<string>()]));
  // one that a person has deleted has no row at the end, and left the state when nothing tells
  const kept = new Set(trace.dag_runs.map(({ run }) => run.join("/")));
  new Replay().through(trace, {
    run: ({ key, t, by, run: [dagId, runId], state }) => {
      // runs of such a backfill have a limit of their own
      if (setting.rules.backfillsAreRunBy === "the scheduler" && runId.startsWith(BACKFILL_PREFIX)) return;
      const ofDag = running.get(dagId) ?? new Set();
      if (state !== "running") ofDag.delete(key);
      else if (by !== "worker" && kept.has(key)) {
        ofDag.add(key);
        const { maxActiveRuns } = dagOf(setting, dagId);
        const count = runId.startsWith(BACKFILL_PREFIX) ? madeForDates(ofDag) : ofDag.size;
        if (count > maxActiveRuns)
          problems.push(`run ${key} at ${t}: ${count} running, max_active_runs is ${maxActiveRuns}`);
      }
    },
  });
  return problems;
}
