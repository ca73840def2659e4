/**
 * Tasks one by one: which operator, and its own arguments.
 * @module
 */
import { amazonTask } from "./amazon.js";

/** @typedef {import("./draft.js").Random} Random */
/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {import("./draft.js").Arguments} Arguments */
/** @typedef {import("./amazon.js").Place} Place */

/** Arguments of a task of any kind. @param {Random} at @param {Draft} draft @param {Place} place @returns {Arguments} */
export function taskOfAnyKind(at, draft, place) {
  const make = at.of("kind").weighted([
    [34, work],
    [13, wait],
    [20, defer],
    [7, () => ({ operator: "EmptyOperator" })],
    [5, choose],
    [3, shortCircuit],
    [10, amazonTask],
    [7, mapped],
    [5, timeSensor],
  ]);
  return make(at, draft, place);
}

/** @param {Random} at */
function outcomes(at) {
  const given = at.of("outcomes").weighted([
    [82, undefined],
    [7, ["fail", "success"]],
    [4, ["fail"]],
    [4, ["skip"]],
    [2, ["fail", "fail", "success"]],
    [1, ["fail_without_retry"]],
  ]);
  return given === undefined ? {} : { outcomes: given };
}

/** @param {Random} at @returns {Arguments} */
export function work(at) {
  return { operator: "work", duration: at.of("duration").odd(0.3, 6), ...outcomes(at) };
}

/** @param {Random} at @returns {Arguments} */
function wait(at) {
  const mode = at.of("mode").pick(["poke", "reschedule"]);
  const poke = at.of("poke duration");
  const timeout = at.of("timeout");
  const backoff = at.of("backoff");
  const hasTimeout = timeout.chance(0.35);
  const backsOff = backoff.chance(0.15);
  // where a poke takes no time, a backoff would poke for ever once the time left until the timeout is rounded to none
  const takesTime = poke.chance(0.3) || (backsOff && hasTimeout && mode === "poke");
  return {
    operator: "wait",
    ready_at: at.of("ready").odd(0, 22),
    poke_interval: at.of("poke interval").odd(0.9, 6),
    mode,
    ...(takesTime ? { poke_duration: poke.odd(0.1, 1.5) } : {}),
    ...(hasTimeout ? { timeout: timeout.odd(4, 20) } : {}),
    ...(hasTimeout && timeout.chance(0.4) ? { soft_fail: true } : {}),
    ...(backsOff ? { exponential_backoff: true } : {}),
    ...(backsOff && backoff.chance(0.6) ? { max_wait: backoff.odd(3, 12) } : {}),
  };
}

/** @param {Random} at @param {Draft} draft @returns {Arguments} */
function defer(at, draft) {
  const until = at.of("until");
  const odd = at.of("oddity");
  const oddity = odd.weighted([
    [50, {}],
    [8, { deferrals: odd.int(2, 3) }],
    [8, { poll_interval: odd.odd(0.7, 5) }],
    [4, { result: "error" }],
    [3, { result: "raise" }],
    [2, { result: "exit" }],
    [4, { result: "never", trigger_timeout: odd.odd(2, 12) }],
    [2, { result: "never", execution_timeout: odd.odd(5, 20) }],
    [5, { trigger_timeout: odd.odd(3, 20) }],
    [6, { execution_timeout: odd.odd(3, 20) }],
    [2, { trigger_timeout: odd.odd(3, 20), execution_timeout: odd.odd(3, 20), deferrals: 2 }],
    // two that defer at once are in the order of the database, which matters where there is little room
    [draft.isLimited ? 0 : 4, { submit: 0, resume: 0 }],
  ]);
  return {
    operator: "defer",
    submit: at.of("submit").odd(0.1, 3),
    resume: at.of("resume").odd(0.1, 3),
    ...(until.chance(0.6) ? { wait: until.odd(0.2, 12) } : { ready_at: until.odd(1, 22) }),
    ...oddity,
    ...(at.of("ends otherwise").chance(0.5) ? outcomes(at) : {}),
  };
}

/** What it chooses is known when the tasks behind it are. @param {Random} at @returns {Arguments} */
function choose(at) {
  return { operator: "choose", choose: [], duration: at.of("duration").odd(0.1, 2) };
}

/** @param {Random} at @returns {Arguments} */
function shortCircuit(at) {
  const ignore = at.of("ignore").weighted([
    [2, {}],
    [2, { ignore_downstream_trigger_rules: false }],
  ]);
  return { operator: "ShortCircuitOperator", condition: at.of("condition").chance(0.5), ...ignore };
}

/** @param {Random} at @param {Draft} draft @returns {Arguments} */
function timeSensor(at, draft) {
  const kind = at
    .of("sensor")
    .pick([
      "TimeDeltaSensor",
      "DateTimeSensor",
      ...(draft.isLimited ? [] : ["TimeDeltaSensorAsync", "DateTimeSensorAsync"]),
    ]);
  const target = at.of("target").odd(-3, 25);
  const isAsync = kind.endsWith("Async");
  return {
    operator: kind,
    ...(kind.startsWith("TimeDelta") ? { delta: Math.abs(target) } : { target_time: target }),
    ...(isAsync ? {} : { poke_interval: at.of("poke interval").odd(0.9, 5) }),
    ...(!isAsync && at.of("mode").chance(0.5) ? { mode: "reschedule" } : {}),
    ...(!isAsync && at.of("timeout").chance(0.2) ? { timeout: at.of("timeout").odd(3, 15) } : {}),
  };
}

/** A task with an instance for each value. @param {Random} at @param {Draft} draft @returns {Arguments} */
function mapped(at, draft) {
  const count = at.of("count").weighted([
    [1, 0],
    [2, 1],
    [9, 2],
    [9, 3],
    [6, 4],
  ]);
  /** @param {string} name @param {number} least @param {number} most */
  const odds = (name, least, most) => Array.from({ length: count }, (_, i) => at.of(name).of(i).odd(least, most));
  const kind = at.of("mapped").weighted([
    [6, "work"],
    [2, "product"],
    [2, "wait"],
    [1, "keys"],
    // instances of one task that defer at one instant are in the order of the database
    [draft.isLimited ? 0 : 4, "defer"],
  ]);
  switch (kind) {
    case "work":
      return { operator: "work", expand: { duration: odds("duration", 0.3, 7) }, ...outcomes(at) };
    case "product": {
      const ends = [["success"], at.of("ends").pick([["fail"], ["skip"], ["fail", "success"]])];
      return { operator: "work", expand: { duration: odds("duration", 0.3, 5), outcomes: ends } };
    }
    case "wait": {
      const mode = at.of("mode").pick(["poke", "reschedule"]);
      const interval = at.of("poke interval").odd(0.9, 5);
      return { operator: "wait", mode, poke_interval: interval, expand: { ready_at: odds("ready", 1, 18) } };
    }
    case "keys": {
      const keys = odds("appears", 0, 15).map((appears) => {
        const key = `mapped/${draft.file()}`;
        draft.aws().s3.objects.push({ bucket: "b", key, at: appears });
        return key;
      });
      const interval = at.of("poke interval").odd(2, 5);
      const isDeferrable = !draft.isLimited && at.of("deferrable").chance(0.5);
      const mode = isDeferrable ? { deferrable: true } : {};
      return {
        operator: "S3KeySensor",
        bucket_name: "b",
        poke_interval: interval,
        expand: { bucket_key: keys },
        ...mode,
      };
    }
    default:
      return {
        operator: "defer",
        submit: at.of("submit").odd(0.1, 2),
        resume: at.of("resume").odd(0.1, 2),
        expand: { wait: odds("wait", 0.3, 9) },
      };
  }
}
