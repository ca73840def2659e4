/**
 * The parts that tasks of AWS's services are made of: how things go, and how one waits for them.
 * @module
 */

/** @typedef {import("./draft.js").Random} Random */
/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {import("./draft.js").Arguments} Arguments */

/**
 * Describes something. Calls of AWS take their time then: a trigger that asks at whole seconds and fails would fall on the clean-up of its loop.
 * @param {Draft} draft @param {string} service @param {string} list @param {Arguments} entry
 */
export function describe(draft, service, list, entry) {
  const cloud = draft.aws();
  cloud.latency = 0.031;
  const lists = /** @type {Record<string, Arguments[]>} */ (cloud[service] ?? {});
  cloud[service] = { ...lists, [list]: [...(lists[list] ?? []), entry] };
}

/** How things end: mostly well. @param {Random} at @param {string} good @param {readonly string[]} bad */
export function ends(at, good, bad) {
  const given = at.of("outcomes").weighted([
    [10, undefined],
    [2, [at.of("bad").pick(bad), good]],
    [2, [at.of("bad").pick(bad)]],
  ]);
  return given === undefined ? {} : { outcomes: given };
}

/** @param {Random} at */
export const deferrable = (at) => (at.of("deferrable").chance(0.55) ? { deferrable: true } : {});

/** Attempts that may be too few. @param {Random} at */
export const attempts = (at) => at.of("attempts").pick([2, 3, 5, 9, 14]);

/** @param {Random} at @param {boolean} [whole] */
export const waiter = (at, whole = false) => ({
  waiter_delay: whole ? at.of("delay").int(2, 6) : at.of("delay").odd(2, 6),
  waiter_max_attempts: attempts(at),
});

/** What a sensor waits by. @param {Random} at @param {boolean} [defers] @param {boolean} [whole] */
export const waiting = (at, defers = false, whole = false) => ({
  poke_interval: whole ? at.of("poke interval").int(2, 6) : at.of("poke interval").odd(2, 6),
  timeout: at.of("timeout").odd(11, 40),
  ...at
    .of("mode")
    .weighted(
      /** @type {[number, Arguments][]} */ ([
        [3, {}],
        [3, { mode: "reschedule" }],
        ...(defers ? [[5, { deferrable: true }]] : []),
      ]),
    ),
  ...(at.of("soft fail").chance(0.12) ? { soft_fail: true } : {}),
});

/** @param {Random} at @param {string} name */
export const seconds = (at, name, most = 9) => at.of(name).odd(0, most);
