/**
 * The arguments that every operator has.
 * @module
 */

/** @typedef {import("./draft.js").Random} Random */
/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {import("./draft.js").Task} Task */
/** @typedef {import("./draft.js").Arguments} Arguments */

const TRIGGER_RULES = /** @type {const} */ ([
  [9, "all_success"],
  [1, "all_done"],
  [1, "none_failed"],
  [1, "none_failed_min_one_success"],
  [1, "one_success"],
  [1, "one_failed"],
  [1, "one_done"],
  [1, "all_failed"],
  [1, "none_skipped"],
  [1, "all_skipped"],
  [1, "always"],
]);
const TRIGGER_RULES_OF_3 = /** @type {const} */ ([...TRIGGER_RULES, [1, "all_done_min_one_success"]]);

/** @param {Random} at @param {Draft} draft @param {Task} task @returns {Arguments} */
export function baseArguments(at, draft, task) {
  const isEmpty = task.operator === "EmptyOperator";
  return {
    ...(isEmpty ? {} : { ...retries(at), ...executionTimeout(at, task) }),
    ...pool(at, draft),
    ...limits(at),
    ...past(at),
    ...(task.upstream === undefined ? {} : triggerRule(at, draft)),
    priority_weight: draft.weight(at),
  };
}

/** @param {Random} at */
function retries(at) {
  const of = at.of("retries");
  if (!of.chance(0.3)) return {};
  return {
    retries: of.int(1, 2),
    retry_delay: of.odd(0.5, 7),
    ...(of.chance(0.15) ? { retry_exponential_backoff: true } : {}),
    ...(of.chance(0.1) ? { max_retry_delay: of.odd(1, 6) } : {}),
  };
}

/** @param {Random} at @param {Task} task */
function executionTimeout(at, { operator, expand, execution_timeout }) {
  const of = at.of("execution timeout");
  if (execution_timeout !== undefined || operator === "defer") return {};
  const isPlain = ["work", "wait", "choose"].includes(operator) && expand === undefined;
  return of.chance(isPlain ? 0.06 : 0.03) ? { execution_timeout: of.odd(1, 9) } : {};
}

/** @param {Random} at @param {Draft} draft */
function pool(at, { pools }) {
  const of = at.of("pool");
  if (pools.length === 0 || !of.chance(0.5)) return {};
  return { pool: of.pick(pools), ...(of.chance(0.25) ? { pool_slots: of.int(2, 3) } : {}) };
}

/** @param {Random} at */
function limits(at) {
  const of = at.of("limits");
  return {
    ...(of.chance(0.07) ? { max_active_tis_per_dag: of.int(1, 2) } : {}),
    ...(of.chance(0.05) ? { max_active_tis_per_dagrun: of.int(1, 2) } : {}),
  };
}

/** @param {Random} at */
function past(at) {
  const of = at.of("past");
  return of.weighted([
    [40, {}],
    [1, { depends_on_past: true }],
    [1, { wait_for_downstream: true }],
  ]);
}

/** @param {Random} at @param {Draft} draft */
function triggerRule(at, draft) {
  const of = at.of("trigger rule");
  const rules = draft.airflow.startsWith("3") ? TRIGGER_RULES_OF_3 : TRIGGER_RULES;
  const rule = of.chance(0.5) ? of.weighted(rules) : "all_success";
  return rule === "all_success" ? {} : { trigger_rule: rule };
}
