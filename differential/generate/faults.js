/**
 * Scenarios in which things die: workers, schedulers, processes of tasks and messages, with thresholds of seconds. What dies is
 * there: the scenario is run here to find which tasks have a process at a time.
 * @module
 */
import { traceHere } from "../here.js";
import { Random } from "../random.js";
import { baseArguments } from "./base-arguments.js";
import { Draft } from "./draft.js";
import { keepApart } from "./runs.js";

/** @typedef {import("./draft.js").ScenarioSpec} ScenarioSpec */
/** @typedef {import("./draft.js").Task} Task */
/** @typedef {import("./draft.js").Fault} Fault */
/** @typedef {import("./draft.js").Stay} Stay */
/** @typedef {import("airlapse").AirflowVersion} AirflowVersion */

/** Ends between the instants of the loops. */
const UNTIL = 140.35;

/** Options with what they may be. Intervals of timers are 64ths, so that none is a billionth early. */
const OPTIONS = /** @type {const} */ ([
  ["scheduler", "scheduler_zombie_task_threshold", 0.9, [9, 12, 15, 25, 40]],
  ["scheduler", "zombie_detection_interval", 0.7, [3.671875, 4.921875, 7.296875]],
  ["scheduler", "job_heartbeat_sec", 0.7, [2, 3, 4, 7]],
  ["scheduler", "scheduler_heartbeat_sec", 0.3, [2, 3, 6]],
  ["scheduler", "scheduler_health_check_threshold", 0.8, [8, 11, 15, 22]],
  ["scheduler", "orphaned_tasks_check_interval", 0.8, [5.921875, 9.171875, 14.421875, 33.046875]],
  ["scheduler", "task_queued_timeout", 0.6, [11, 17, 29]],
  ["scheduler", "task_queued_timeout_check_interval", 0.7, [4.296875, 6.546875, 13.171875]],
  ["scheduler", "num_stuck_in_queued_retries", 0.2, [0, 1]],
  ["scheduler", "schedule_after_task_execution", 0.15, [false]],
  ["scheduler", "local_task_job_heartbeat_sec", 0.1, [5, 12]],
  ["scheduler", "max_tis_per_query", 0.1, [1, 2]],
  ["core", "parallelism", 0.5, [1, 2, 3, 4, 6]],
  ["core", "killed_task_cleanup_time", 0.1, [3]],
  ["core", "task_success_overtime", 0.1, [4]],
  ["celery", "worker_prefetch_multiplier", 0.3, [2, 3]],
  ["celery", "worker_enable_remote_control", 0.25, [false]],
  ["celery_broker_transport_options", "visibility_timeout", 0.4, [13, 21, 34]],
  ["triggerer", "triggerer_health_check_threshold", 0.3, [7, 12]],
]);

/** @param {string | number} seed @param {number} index @param {AirflowVersion} airflow @returns {ScenarioSpec} */
export function faultsScenario(seed, index, airflow) {
  const at = new Random(`faults/${seed}/${index}`);
  const draft = new Draft();
  const pools = at.of("pools").chance(0.3) ? { p0: { slots: at.of("slots").int(1, 3) } } : undefined;
  if (pools !== undefined) draft.pools = ["p0"];
  const dags = Array.from({ length: at.of("dags").pick([1, 1, 2]) }, (_, i) =>
    dagOf(at.of(`dag ${i}`), draft, `d${i}`),
  );
  const runs = dags.flatMap(({ dag_id }) =>
    Array.from({ length: at.of(`runs ${dag_id}`).pick([1, 1, 2]) }, (_, i) => ({
      dag_id,
      run_id: `r${i}`,
      at: at.of(`run ${dag_id} ${i}`).odd(0.05, 9),
    })),
  );
  keepApart(runs);
  const startup = at.of("startup");
  const callback = at.of("callback");
  const scenario = {
    name: `faults-${seed}-${index}`,
    until: UNTIL,
    config: optionsOf(at.of("config"), airflow),
    executor: {
      class: /** @type {const} */ ("CeleryExecutor"),
      workers: workersOf(at.of("workers")),
      ...(at.of("broker").chance(0.25) ? { broker: /** @type {const} */ ("sqs") } : {}),
    },
    overheads: {
      task_startup: startup.odd(0.1, startup.chance(0.2) ? 6 : 2),
      ...(startup.of("end").chance(0.3) ? { task_shutdown: startup.of("end").odd(0.1, 2) } : {}),
    },
    dag_processor: { callback_delay: callback.odd(0.1, callback.chance(0.15) ? 12 : 2) },
    ...schedulersOf(at.of("schedulers")),
    ...triggerersOf(at.of("triggerers")),
    ...(pools === undefined ? {} : { pools }),
    dags,
    runs,
  };
  return withFaults(at.of("faults"), scenario, airflow);
}

/** @param {Random} at @param {Draft} draft @param {string} dagId */
function dagOf(at, draft, dagId) {
  /** @type {Task[]} */
  const tasks = [];
  for (let i = 0; i < at.of("count").int(1, 5); i += 1) {
    const of = at.of(`task ${i}`);
    const before = tasks.slice(-3).map(({ task_id }) => task_id);
    const up = of.of("upstream");
    const upstream = up.sample(before, up.pick([0, 0, 1, 1, 2]));
    /** @type {Task} */
    const task = { task_id: `t${i}`, ...(upstream.length > 0 ? { upstream } : {}), ...taskOf(of) };
    Object.assign(task, baseArguments(of, draft, task));
    const retries = of.of("more retries");
    if (retries.chance(0.6)) Object.assign(task, { retries: retries.int(1, 3), retry_delay: retries.odd(0.5, 12) });
    tasks.push(task);
  }
  const limit = at.of("limit");
  return {
    dag_id: dagId,
    schedule: null,
    ...(limit.chance(0.15) ? { max_active_tasks: limit.int(1, 3) } : {}),
    ...(limit.chance(0.08) ? { dagrun_timeout: limit.odd(20, 70) } : {}),
    tasks,
  };
}

/** Tasks that last long enough for something to happen to them. @param {Random} at @returns {{ operator: string }} */
function taskOf(at) {
  const of = at.of("operator");
  const outcomes = of.chance(0.12) ? { outcomes: ["fail", "success"] } : {};
  /** @type {readonly (readonly [number, { operator: string, [argument: string]: unknown }])[]} */
  const kinds = [
    [10, { operator: "work", duration: of.odd(0.5, 45), ...outcomes }],
    [3, { operator: "work", duration: of.odd(0.5, 6), ...outcomes }],
    [
      4,
      {
        operator: "wait",
        ready_at: of.odd(5, 60),
        poke_interval: of.odd(1, 8),
        mode: of.pick(["poke", "reschedule"]),
        ...(of.chance(0.3) ? { poke_duration: of.odd(0.2, 4) } : {}),
        ...(of.chance(0.3) ? { timeout: of.odd(15, 50) } : {}),
      },
    ],
    [
      6,
      {
        operator: "defer",
        submit: of.odd(0.2, 8),
        wait: of.odd(1, 25),
        resume: of.odd(0.2, 12),
        ...(of.chance(0.2) ? { deferrals: 2 } : {}),
        ...(of.chance(0.2) ? { trigger_timeout: of.odd(8, 30) } : {}),
      },
    ],
    [2, { operator: "work", expand: { duration: [of.odd(3, 30), of.odd(3, 30), of.odd(3, 30)] } }],
    [1, { operator: "EmptyOperator" }],
  ];
  return of.weighted(kinds);
}

/** @param {Random} at @param {AirflowVersion} airflow */
function optionsOf(at, airflow) {
  /** @type {Record<string, Record<string, unknown>>} */
  const config = {};
  for (const [section, option, chance, values] of OPTIONS) {
    const of = at.of(`${section}.${option}`);
    if (!of.chance(chance) || (option === "num_stuck_in_queued_retries" && airflow === "2.7.2")) continue;
    config[section] ??= {};
    config[section][option] = of.pick(/** @type {readonly unknown[]} */ (values));
  }
  return config;
}

/** @param {Random} at */
function workersOf(at) {
  const count = at.of("count").pick([1, 2, 2, 3]);
  const workers = Array.from({ length: count }, (_, i) => {
    const of = at.of(i);
    const start = i > 0 && of.of("start").chance(0.4) ? of.of("start").odd(1, 40) : undefined;
    return {
      name: `w${i}`,
      concurrency: of.of("concurrency").pick([1, 1, 2, 2, 3, 5]),
      ...(start === undefined ? {} : { start_at: start }),
      ...(of.of("stop").chance(0.5) ? endOf(of, start ?? 0) : {}),
    };
  });
  const last = at.of("last"); // somebody does the rest
  return [...workers, { name: "late", concurrency: last.int(1, 4), start_at: last.odd(20, 70) }];
}

/** @param {Random} at @param {number} start */
function endOf(at, start) {
  const of = at.of("end");
  const shutdown = of.weighted([
    [5, undefined],
    [3, "warm"],
    [3, "terminate"],
  ]);
  return {
    stop_at: rounded(start + of.odd(3, 50)),
    ...(shutdown === undefined ? {} : { shutdown }),
    ...(shutdown !== undefined && of.chance(0.4) ? { grace: of.odd(0.5, 15) } : {}),
  };
}

/** @param {Random} at @returns {{ schedulers?: Stay[] }} */
function schedulersOf(at) {
  const of = at.of("ends");
  const shutdown = of.chance(0.4) ? { shutdown: "terminate" } : {};
  const stop = of.odd(4, 45);
  /** @param {number} after */
  const start = (after) => ({ start_at: rounded(after + of.odd(0.5, 30)) });
  return at.weighted([
    [4, {}],
    [4, { schedulers: [{ stop_at: stop, ...shutdown }, start(stop)] }],
    [2, { schedulers: [{}, {}] }],
    [2, { schedulers: [{}, { start_at: of.odd(0.5, 20) }] }],
    [3, { schedulers: [{ stop_at: stop, ...shutdown }, {}] }],
    [1, { schedulers: [{ stop_at: stop, ...shutdown }, { ...start(0), stop_at: 61.187 }, start(45)] }],
  ]);
}

/** @param {Random} at @returns {{ triggerers?: Stay[] }} */
function triggerersOf(at) {
  const stop = at.odd(5, 40);
  return at.weighted([
    [6, {}],
    [1, { triggerers: [{ stop_at: stop }, { start_at: rounded(stop + at.odd(0.3, 20)) }] }],
    [1, { triggerers: [{ stop_at: stop, shutdown: "terminate" }, { start_at: rounded(stop + at.odd(0.3, 20)) }] }],
    [1, { triggerers: [{}, { start_at: at.odd(0.1, 0.9) }] }],
  ]);
}

/** A message seldom waits where it can be lost. */
const ATTEMPTS = 4;

/** Faults of processes and messages, each of one that is there. @param {Random} at @param {ScenarioSpec} scenario @param {AirflowVersion} airflow */
function withFaults(at, scenario, airflow) {
  let result = scenario;
  for (let i = 0; i < at.of("count").pick([0, 0, 1, 1, 2, 3]); i += 1)
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const more = withFault(at.of(i).of(attempt), result, airflow);
      if (more === undefined) continue;
      result = more;
      break;
    }
  return result;
}

/** Undefined where it finds nothing. @param {Random} at @param {ScenarioSpec} scenario @param {AirflowVersion} airflow */
function withFault(at, scenario, airflow) {
  const fault = at.chance(0.15) ? frozenScheduler(at, scenario) : faultOf(at, scenario, airflow);
  if (fault === undefined) return undefined;
  const more = { ...scenario, faults: [...(scenario.faults ?? []), fault].toSorted((a, b) => a.at - b.at) };
  return traceOf(more, airflow) === undefined ? undefined : more;
}

/** @param {Random} at @param {ScenarioSpec} scenario @returns {Fault} */
function frozenScheduler(at, { schedulers = [{}] }) {
  const scheduler = at.of("which").int(0, schedulers.length - 1);
  const since = schedulers[scheduler]?.start_at ?? 0;
  return {
    at: rounded(since + at.of("at").odd(3, 40)),
    freeze: "scheduler",
    ...(scheduler > 0 ? { scheduler } : {}),
    for: at.of("for").odd(1, 40),
  };
}

/** @param {Random} at @param {ScenarioSpec} scenario @param {AirflowVersion} airflow @returns {Fault | undefined} */
function faultOf(at, scenario, airflow) {
  const kind = at.of("kind").weighted([
    [4, { kill: "task" }],
    [4, { kill: "supervisor" }],
    [4, { freeze: "supervisor", for: at.of("for").odd(1, 40) }],
    [3, { lose: "message" }],
  ]);
  const state = "lose" in kind ? "queued" : "running";
  const stays = staysIn(state, scenario, airflow);
  if (stays.length === 0) return undefined;
  const { ti, from, to } = at.of("stay").pick(stays);
  const [dag_id, run_id, task_id, map_index] = ti;
  const moment = rounded(from + ((to - from) * at.of("moment").int(1, 99)) / 100);
  const target = { dag_id, run_id, task_id, ...(map_index < 0 ? {} : { map_index }) };
  return /** @type {Fault} */ ({ at: moment, ...kind, ...target });
}

/** From when to when task instances were in a state. @param {string} state @param {ScenarioSpec} scenario @param {AirflowVersion} airflow */
function staysIn(state, scenario, airflow) {
  /** @type {Map<string, number>} */
  const since = new Map();
  const stays = [];
  for (const event of traceOf(scenario, airflow)?.events ?? []) {
    if (!("ti" in event)) continue;
    const key = JSON.stringify(event.ti);
    const from = since.get(key);
    if (from !== undefined && event.t > from + 0.05) stays.push({ ti: event.ti, from, to: event.t });
    since.delete(key);
    if (event.state === state) since.set(key, event.t);
  }
  return stays;
}

/** Undefined where a fault finds nothing, or the scenario does not run: the campaign says so. @param {ScenarioSpec} scenario @param {AirflowVersion} airflow */
function traceOf(scenario, airflow) {
  try {
    return traceHere(scenario, airflow);
  } catch {
    return undefined;
  }
}

/** An odd number of thousandths and seven ten-thousandths: no loop is there at that instant. @param {number} value */
function rounded(value) {
  return Math.round(value * 1000) / 1000 + 0.0007;
}
