/**
 * What a scenario's DAGs run on: pools, worker slots, overheads, triggerers, phases and options.
 * @module
 */

/** @typedef {import("./draft.js").Random} Random */
/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {import("./draft.js").ScenarioSpec} ScenarioSpec */
/** @typedef {Pick<ScenarioSpec, "pools" | "executor" | "overheads" | "triggerers" | "phases" | "config">} Environment */

/** @param {Random} at @param {Draft} draft @returns {Environment} */
export function environment(at, draft) {
  const slots = at.of("worker slots");
  const overheads = at.of("overheads");
  const config = options(at.of("config"));
  return {
    ...pools(at.of("pools"), draft),
    ...(slots.chance(0.6) ? { executor: { worker_slots: slots.int(1, 5) } } : {}),
    ...(overheads.chance(0.5)
      ? { overheads: { task_startup: overheads.odd(0, 1.5), task_shutdown: overheads.odd(0, 1.5) } }
      : {}),
    ...triggerers(at.of("triggerers"), draft),
    ...phases(at.of("phases")),
    ...(Object.keys(config).length > 0 ? { config } : {}),
  };
}

/** @param {Random} at @param {Draft} draft */
function pools(at, draft) {
  if (!at.chance(0.45)) return {};
  const entries = Array.from({ length: at.int(1, 2) }, (_, i) => {
    const of = at.of(i);
    const slots = of.weighted([
      [1, -1],
      [3, 1],
      [9, 2],
      [9, 3],
      [9, 4],
    ]);
    return [`p${i}`, { slots, ...(of.of("deferred").chance(0.35) ? { include_deferred: true } : {}) }];
  });
  draft.pools = entries.map(([name]) => String(name));
  if (at.of("missing").chance(0.03)) draft.pools.push("missing");
  const byDefault = at.of("default");
  if (byDefault.chance(0.12)) entries.push(["default_pool", { slots: byDefault.int(1, 6) }]);
  return { pools: Object.fromEntries(entries) };
}

/** @param {Random} at @param {Draft} draft */
function triggerers(at, draft) {
  const limited = at.of("limited");
  if (limited.chance(0.12)) {
    draft.isLimited = true;
    const second = limited.chance(0.3) ? [{ capacity: limited.int(1, 2), start_at: limited.odd(0.1, 4) }] : [];
    return { triggerers: [{ capacity: limited.int(1, 3) }, ...second] };
  }
  return at.weighted([
    [72, {}],
    [8, { triggerers: meetingTriggerers(at.of("meeting")) }],
    [6, { triggerers: [{}, { start_at: at.odd(0.1, 0.9) }] }],
    [6, { triggerers: [{ stop_at: at.odd(4, 12) }, { start_at: at.odd(5, 20) }] }],
    [3, { triggerers: [{ start_at: at.odd(1, 9) }] }],
    [3, { triggerers: [{ stop_at: at.odd(4, 15) }, { start_at: at.odd(0.1, 0.9) }, { start_at: at.odd(2, 9) }] }],
  ]);
}

/**
 * Triggerers that come and go at quarters of a second, so that rounds of theirs fall on instants of each other's and of the
 * scheduler's: which of them comes first then shows in the trace.
 * @param {Random} at
 */
export function meetingTriggerers(at) {
  return Array.from({ length: at.of("count").pick([1, 2, 2, 3]) }, (_, i) => {
    const [starts, stops] = [at.of(`start ${i}`), at.of(`stop ${i}`)];
    const start = i === 0 && starts.chance(0.5) ? 0 : starts.int(0, 48) / 4;
    const stop = start + stops.int(4, 60) / 4;
    return { ...(start > 0 ? { start_at: start } : {}), ...(i === 0 && stops.chance(0.5) ? { stop_at: stop } : {}) };
  });
}

/** @param {Random} at */
function phases(at) {
  if (at.of("meet").chance(0.1)) {
    const quarter = (/** @type {string} */ name) => at.of(name).int(0, 4) / 4;
    return { phases: { scheduler: quarter("s"), triggerer: quarter("t"), trigger_runner: quarter("r") } };
  }
  if (!at.chance(0.25)) return {};
  const [scheduler, triggerer, runner] = [at.of("scheduler"), at.of("triggerer"), at.of("runner")];
  return {
    phases: { scheduler: scheduler.odd(0, 1), triggerer: triggerer.odd(0, 1), trigger_runner: runner.odd(0, 1) },
  };
}

/**
 * Options, each with its chance and its values. Intervals of the scheduler's timers are 64ths: the oracle's monotonic clock
 * counts from a million in floating point, and a timer that is a billionth early costs an iteration more; and so that they
 * do not meet the triggerer's loops for a minute. What Airflow reads while it is imported the oracle cannot set.
 */
const OPTIONS = /** @type {const} */ ([
  ["core", "parallelism", 0.25, [1, 2, 3, 4, 5, 6, 0]],
  ["core", "max_active_tasks_per_dag", 0.06, [1, 2, 3]],
  ["core", "max_active_runs_per_dag", 0.05, [1, 2]],
  ["scheduler", "max_tis_per_query", 0.12, [1, 2, 3, 4, 0]],
  ["scheduler", "schedule_after_task_execution", 0.12, [false]],
  ["scheduler", "scheduler_idle_sleep_time", 0.12, [0.5, 0.731, 1.7, 3, 4.13]],
  ["scheduler", "max_dagruns_per_loop_to_schedule", 0.06, [1, 2, 3]],
  ["scheduler", "max_dagruns_to_create_per_loop", 0.05, [1]],
  ["scheduler", "job_heartbeat_sec", 0.08, [2, 3, 7]],
  ["scheduler", "trigger_timeout_check_interval", 0.08, [2.296875, 4.734375, 9.171875]],
  ["scheduler", "pool_metrics_interval", 0.04, [2.921875]],
  ["scheduler", "zombie_detection_interval", 0.03, [3.671875]],
  ["scheduler", "orphaned_tasks_check_interval", 0.03, [5.921875]],
  ["triggerer", "default_capacity", 0.03, [50]],
  ["triggerer", "triggerer_health_check_threshold", 0.08, [6, 7, 12]],
  ["triggerer", "job_heartbeat_sec", 0.04, [2, 4]],
]);

/** @param {Random} at */
function options(at) {
  /** @type {Record<string, Record<string, unknown>>} */
  const config = {};
  for (const [section, option, chance, values] of OPTIONS) {
    const of = at.of(`${section}.${option}`);
    if (!of.chance(chance)) continue;
    config[section] ??= {};
    config[section][option] = of.pick(/** @type {readonly unknown[]} */ (values));
  }
  return config;
}
