/**
 * A run ends as its leaves do, and what is at the end agrees with what has happened.
 * @module
 */
import { Replay, taskFinder } from "./replay.js";

/** @typedef {import("./replay.js").Trace} Trace */
/** @typedef {import("./replay.js").ScenarioSpec} ScenarioSpec */
/** @typedef {import("./replay.js").Instance} Instance */
/** @typedef {import("./replay.js").Dag} Dag */
/** @typedef {import("./replay.js").Task} Task */

const FINISHED = new Set(["success", "failed", "skipped", "upstream_failed", "removed"]);
/** While an unfinished task has one of these, nobody looks for a deadlock. */
const WAITS = ["depends_on_past", "wait_for_downstream", "max_active_tis_per_dag", "max_active_tis_per_dagrun"];

/** Tasks whose states decide: with nothing behind them but teardowns, and no teardowns themselves; else plain leaves. @param {Dag} dag */
function leavesOf({ tasks }) {
  const isTeardown = new Set(
    tasks.filter(({ teardown_of }) => teardown_of !== undefined).map(({ task_id }) => task_id),
  );
  /** @type {Map<string, string[]>} */
  const downstream = new Map(tasks.map(({ task_id }) => [task_id, []]));
  for (const { task_id, upstream = [], teardown_of = [] } of tasks)
    for (const before of [...upstream, ...teardown_of]) downstream.get(before)?.push(task_id);
  const ids = [...downstream.keys()];
  const effective = ids.filter(
    (id) => !isTeardown.has(id) && downstream.get(id)?.every((next) => isTeardown.has(next)),
  );
  return new Set(effective.length > 0 ? effective : ids.filter((id) => downstream.get(id)?.length === 0));
}

/** Whether a task instance may be waiting for what is outside of its run: then the run is no deadlock. @param {Task} task @param {Instance} instance */
function mayWait(task, { state }) {
  return state === "deferred" || WAITS.some((argument) => Boolean(task[argument]));
}

/**
 * Whether a run may end so: with nothing unfinished, as its leaves say; or failed, because there is nothing that could go on.
 * @param {string} state
 * @param {readonly Instance[]} instances
 * @param {readonly Instance[]} leaves
 * @param {(instance: Instance) => boolean} waits
 */
function mayEnd(state, instances, leaves, waits) {
  const unfinished = instances.filter((one) => !FINISHED.has(one.state ?? ""));
  const isBad = leaves.some((one) => one.state === "failed" || one.state === "upstream_failed");
  if (unfinished.length === 0) return isBad === (state === "failed");
  return state === "failed" && !unfinished.some(waits);
}

/**
 * A run that succeeds or fails does so for a reason: by its task instances as they are at that point, or at the end of that
 * instant, as real Airflow writes the run first and what the test for a deadlock has marked after it.
 * @param {ScenarioSpec} scenario
 * @param {Trace} trace
 */
export function followLeaves(scenario, trace) {
  const find = taskFinder(scenario);
  const leaves = new Map(scenario.dags.map((dag) => [dag.dag_id, leavesOf(dag)]));
  const replay = new Replay();
  /**
   * All starts of a run: a task's process that began before a clear writes back the start that it has read
   * (`Rules.taskEndReadsRunState`), so that the timeout counts from there. @type {Map<string, number[]>}
   */
  const starts = new Map();
  /** @type {Map<string, Map<string, Instance>>} */
  const ofRun = new Map();
  /** Ends for which there was no reason yet. @type {{ run: string, t: number, isRight: () => boolean }[]} */
  let doubtful = [];
  /** @type {string[]} */
  const problems = [];
  const decide = () => {
    for (const { run, t, isRight } of doubtful)
      if (!isRight()) problems.push(`run ${run} at ${t}: ends so without a reason`);
    doubtful = [];
  };
  replay.through(trace, {
    instance: ({ t, ti: [dagId, runId], key }, instance) => {
      if (doubtful.some((end) => end.t < t)) decide();
      const run = `${dagId}/${runId}`;
      ofRun.set(run, (ofRun.get(run) ?? new Map()).set(key, instance));
    },
    run: ({ key, t, run: [dagId], state }) => {
      if (doubtful.some((end) => end.t < t)) decide();
      if (state === "running") starts.set(key, [...(starts.get(key) ?? []), t]);
      if (state !== "success" && state !== "failed") return;
      const timeout = find.dag(dagId).dagrun_timeout;
      if (state === "failed" && timeout !== undefined && starts.get(key)?.some((start) => t - start > timeout)) return;
      const isRight = () => {
        const instances = [...(ofRun.get(key)?.values() ?? [])];
        const relevant = instances.filter((one) => leaves.get(dagId)?.has(one.ti[2]) && one.state !== "removed");
        return mayEnd(state, instances, relevant, (one) => mayWait(find.task(one.ti), one));
      };
      if (!isRight()) doubtful.push({ run: `${key}, ${state},`, t, isRight });
    },
  });
  decide();
  return problems;
}

/** The last event of each task instance and run is its row at the end. @param {ScenarioSpec} _scenario @param {Trace} trace */
export function agreeWithRows(_scenario, trace) {
  const replay = new Replay();
  replay.through(trace, {});
  const problems = [
    ...trace.task_instances
      .filter(({ ti, state }) => replay.instances.get(ti.join("/"))?.state !== state)
      .map(({ ti, state }) => `${ti.join("/")}: ends as ${state}, and its history does not`),
    ...trace.dag_runs
      .filter(({ run, state }) => replay.runs.get(run.join("/")) !== state)
      .map(({ run, state }) => `run ${run.join("/")}: ends as ${state}, and its history does not`),
  ];
  return problems;
}
