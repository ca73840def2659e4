/**
 * Tasks that start runs of another DAG, or wait for what is in it.
 * @module
 */

/** @typedef {import("./draft.js").Random} Random */
/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {import("./draft.js").Task} Task */
/** @typedef {import("./draft.js").Dag} Dag */
/** @typedef {import("./draft.js").Run} Run */

/** Puts a task somewhere into a DAG. @param {Random} at @param {Draft} draft @param {Dag} dag @param {Record<string, unknown>} own */
function insert(at, draft, dag, own) {
  const up = at.of("upstream");
  const upstream = up.sample(
    dag.tasks.filter(({ teardown_of }) => teardown_of === undefined).map(({ task_id }) => task_id),
    up.pick([0, 0, 1, 1, 2]),
  );
  const task = /** @type {Task} */ ({
    ...own,
    ...(upstream.length > 0 ? { upstream } : {}),
    priority_weight: draft.weight(at),
  });
  const retries = at.of("retries");
  if (retries.chance(0.25)) Object.assign(task, { retries: 1, retry_delay: retries.odd(0.5, 5) });
  dag.tasks.push(task);
}

/** A task of `source` that starts a run of `target`. @param {Random} at @param {Draft} draft @param {Dag} source @param {Dag} target @param {string} taskId */
export function addCall(at, draft, source, target, taskId) {
  const [states, conf] = [at.of("states"), at.of("conf")];
  insert(at, draft, source, {
    task_id: taskId,
    operator: "TriggerDagRunOperator",
    trigger_dag_id: target.dag_id,
    poke_interval: at.of("poke interval").odd(1.5, 5),
    ...at.of("run id").weighted([
      [5, { trigger_run_id: `made-by-${taskId}` }],
      [2, { trigger_run_id: "made-in-{{ run_id }}" }],
      [2, {}],
    ]),
    ...at.of("waits").weighted([
      [2, {}],
      [3, { wait_for_completion: true }],
      [3, { wait_for_completion: true, deferrable: true }],
      [1, { deferrable: true }],
    ]),
    ...(at.of("reset").chance(0.2) ? { reset_dag_run: true } : {}),
    ...(at.of("date").chance(0.15) ? { execution_date: "{{ ts }}" } : {}),
    ...(states.chance(0.15) ? { allowed_states: ["failed", "success"], failed_states: [] } : {}),
    ...(conf.chance(0.4) ? { conf: { folder: "in", from: "{{ run_id }}" } } : {}),
  });
}

/** Which states it waits for, fails or skips with. @param {boolean} isTask @returns {[number, Record<string, unknown>][]} */
function statesOf(isTask) {
  return [
    [4, {}],
    [2, { failed_states: isTask ? ["failed", "upstream_failed"] : ["failed"] }],
    [1, isTask ? { skipped_states: ["skipped"] } : {}],
    [1, { allowed_states: ["success", "failed"] }],
  ];
}

/** A task of `source` that waits for `target`, or one of its tasks. Without check_existence, which looks into a file that the oracle does not have. @param {Random} at @param {Draft} draft @param {Dag} source @param {Dag} target */
export function addExternalSensor(at, draft, source, target) {
  const ids = target.tasks.map(({ task_id }) => task_id);
  const of = at.of("what");
  const what = of.weighted([
    [6, { external_task_id: of.pick(ids) }],
    [2, { external_task_ids: of.sample(ids, 2) }],
    [3, {}],
  ]);
  const isDeferrable = "external_task_id" in what && at.of("deferrable").chance(0.35);
  const mode = isDeferrable ? { deferrable: true } : at.of("mode").pick([{}, { mode: "reschedule" }]);
  const isTask = Object.keys(what).length > 0;
  insert(at, draft, source, {
    task_id: "look",
    operator: "ExternalTaskSensor",
    external_dag_id: target.dag_id,
    ...what,
    ...mode,
    poke_interval: at.of("poke interval").odd(1.5, 5),
    timeout: at.of("timeout").odd(9, 30),
    ...at.of("states").weighted(statesOf(isTask)),
    ...(at.of("soft fail").chance(0.25) ? { soft_fail: true } : {}),
  });
}

/** Runs of two DAGs get the same logical date, by which such a sensor knows what to look at. @param {Random} at @param {readonly Run[]} runs @param {Dag} source @param {Dag} target */
export function alignDates(at, runs, source, target) {
  const ours = runs.filter(({ dag_id }) => dag_id === source.dag_id);
  const theirs = runs.filter(({ dag_id }) => dag_id === target.dag_id);
  for (const [i, run] of ours.entries()) {
    const other = theirs[i];
    if (other === undefined || !at.of(`aligned ${i}`).chance(0.85)) continue;
    const date = -(100 * (i + 1)) - at.of(`date ${i}`).odd(0, 9);
    run.logical_at = other.logical_at = Math.round(date * 1000) / 1000;
  }
}
