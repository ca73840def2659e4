/**
 * Whatever has a limit stays within it: worker slots, parallelism, pools, max_active_tasks, max_active_tis_per_dag and
 * _per_dagrun, max_active_runs.
 *
 * Airflow itself goes beyond a limit in a few cases, which are left out here by name:
 * - a task instance that was cleared while it was queued is started by the process that was on its way, which counts only
 *   what is running (`Instance.isIrregular`);
 * - one that was changed from outside while it ran, and then defers, takes a place in a pool that includes deferred (the
 *   same);
 * - one that is `restarting` has a process, and no place;
 * - a run that a process sets back to running with its old copy was not started (`bounced`).
 * @module
 */
import { numberOption, Replay, taskFinder } from "./replay.js";

/** @typedef {import("./replay.js").Trace} Trace */
/** @typedef {import("./replay.js").ScenarioSpec} ScenarioSpec */
/** @typedef {import("./replay.js").Instance} Instance */

/** Something of which there are so many, and how many of them a task instance takes. */
/** @typedef {{ name: string, limit: number, takes: number, deferredToo: boolean }} Limit */

const DEFAULT_POOL = { slots: 128, include_deferred: false };
/** What a limit of 0 means where Airflow takes it for none. @param {number} value */
const orNone = (value) => (value === 0 ? Number.POSITIVE_INFINITY : value);

/** Worker slots in use are never more than there are, nor than parallelism allows. @param {ScenarioSpec} scenario @param {Trace} trace */
export function keepWorkerSlots(scenario, trace) {
  const slots = scenario.executor?.worker_slots ?? Number.POSITIVE_INFINITY;
  const parallelism = orNone(numberOption(scenario, "core", "parallelism", 32));
  /** @type {string[]} */
  const problems = [];
  let level = 0;
  for (const [t, delta] of trace.slots) {
    level += delta;
    if (level < 0) problems.push(`at ${t}: ${level} worker slots in use`);
    if (level > slots) problems.push(`at ${t}: ${level} worker slots in use of ${slots}`);
    if (level > parallelism) problems.push(`at ${t}: ${level} worker slots in use with parallelism ${parallelism}`);
  }
  return problems;
}

/** The limits that hold for a task instance. @param {ScenarioSpec} scenario */
function limitsOf(scenario) {
  const find = taskFinder(scenario);
  const parallelism = orNone(numberOption(scenario, "core", "parallelism", 32));
  const maxTasks = numberOption(scenario, "core", "max_active_tasks_per_dag", 16);
  /** @param {Instance} instance @returns {Limit[]} */
  return ({ ti }) => {
    const [dagId, runId, taskId] = ti;
    const task = find.task(ti);
    const pool = String(task["pool"] ?? "default_pool");
    const { slots, include_deferred = false } = scenario.pools?.[pool] ?? DEFAULT_POOL;
    const perDag = Number(task["max_active_tis_per_dag"] ?? Number.POSITIVE_INFINITY);
    const perRun = Number(task["max_active_tis_per_dagrun"] ?? Number.POSITIVE_INFINITY);
    const ofDag = Number(find.dag(dagId)["max_active_tasks"] ?? maxTasks);
    const one = { takes: 1, deferredToo: false };
    return [
      {
        name: `pool ${pool}`,
        limit: slots < 0 ? Number.POSITIVE_INFINITY : slots,
        takes: Number(task["pool_slots"] ?? 1),
        deferredToo: include_deferred,
      },
      { name: "parallelism", limit: parallelism, ...one },
      { name: `max_active_tasks of ${dagId}`, limit: ofDag, ...one },
      { name: `max_active_tis_per_dag of ${dagId}/${taskId}`, limit: perDag, ...one },
      { name: `max_active_tis_per_dagrun of ${dagId}/${runId}/${taskId}`, limit: perRun, ...one },
    ];
  };
}

/** @param {Limit} limit @param {Readonly<Instance> | undefined} instance */
function taken({ takes, deferredToo }, instance) {
  if (instance === undefined || instance.isIrregular) return 0;
  const { state } = instance;
  return state === "queued" || state === "running" || (deferredToo && state === "deferred") ? takes : 0;
}

/** Queued and running task instances stay within their limits. @param {ScenarioSpec} scenario @param {Trace} trace */
export function keepLimits(scenario, trace) {
  /** @type {string[]} */
  const problems = [];
  /** @type {Map<string, number>} */
  const levels = new Map();
  const limits = limitsOf(scenario);
  new Replay().through(trace, {
    instance: ({ key, t }, instance, before) => {
      for (const limit of limits(instance)) {
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

/** Running runs of a DAG stay within max_active_runs. @param {ScenarioSpec} scenario @param {Trace} trace */
export function keepActiveRuns(scenario, trace) {
  /** @type {string[]} */
  const problems = [];
  const find = taskFinder(scenario);
  const standard = numberOption(scenario, "core", "max_active_runs_per_dag", 16);
  /** @type {Map<string, Set<string>>} */
  const running = new Map(scenario.dags.map(({ dag_id }) => [dag_id, new Set()]));
  new Replay().through(trace, {
    run: ({ key, t, by, run: [dagId], state }) => {
      const ofDag = /** @type {Set<string>} */ (running.get(dagId));
      const bounced = by === "worker";
      if (state !== "running") ofDag.delete(key);
      else if (!bounced) {
        ofDag.add(key);
        const limit = find.dag(dagId).max_active_runs ?? standard;
        if (ofDag.size > limit) problems.push(`run ${key} at ${t}: ${ofDag.size} running, max_active_runs is ${limit}`);
      }
    },
  });
  return problems;
}
