/**
 * How recorded scenarios are kept: a file for each group, a line for each scenario, with the trace written small. Keys of
 * task instances and runs are listed once and referred to by number; a component is written by its first letter.
 * @module
 */

/** @typedef {import("../../src/observe/index.ts").Trace} Trace */
/** @typedef {{ scenario: { name: string }, trace: Trace }} Recording */
/** @typedef {"2.7.2" | "2.10.5" | "2.11.0" | "3.2.1" | "3.3.2"} Version */
/** @typedef {Recording & { airflow: Version }} VersionedRecording */

/** What only scripts/oracle-more.py records. */
const MORE = /** @type {const} */ (["callbacks", "dataset_events", "sla_misses", "data_intervals", "paused_dags"]);

const ACTORS = ["scheduler", "worker", "triggerer", "user", "dag_processor"];

/**
 * A recording as a line.
 * @param {Recording} recording
 */
export function encode({ scenario, trace }) {
  /** @type {string[]} */
  const keys = [];
  /** @param {readonly unknown[]} key */
  const number = (key) => {
    const text = JSON.stringify(key);
    const known = keys.indexOf(text);
    return known >= 0 ? known : keys.push(text) - 1;
  };
  /** @type {Set<number>} */
  const seen = new Set();
  /** The rows that are in no state. @type {Set<number>} */
  const nulls = new Set();
  const events = trace.events.map((event) => {
    const head = [event.t, event.by[0]];
    if ("ti" in event) {
      const key = number(event.ti);
      // a row that was deleted and is written again has no state before
      const isAgain = seen.has(key) && event.from === null && event.state !== null;
      const wasNull = nulls.has(key);
      seen.add(key);
      if (event.state === null) nulls.add(key);
      else nulls.delete(key);
      return [...head, key, event.state, event.try, ...(isAgain && !wasNull ? ["again"] : [])];
    }
    if ("run" in event) return [...head, number(event.run), event.state];
    return [...head, event.event, event.trigger, ...(event.class === undefined ? [] : [event.class])];
  });
  const small = {
    ended_at: trace.ended_at,
    events,
    task_instances: trace.task_instances.map(({ ti, state, try_number, start, end, duration, queued }) => [
      number(ti),
      state,
      try_number,
      start,
      end,
      duration,
      queued,
    ]),
    dag_runs: trace.dag_runs.map(({ run, state, start, end, logical }) => [number(run), state, start, end, logical]),
    api_calls: trace.api_calls.map(({ t, actor, call, params }) => [t, actor[0], call, ...(params ? [params] : [])]),
    errors: trace.errors.map(({ t, task_id, run_id, map_index, type }) => [t, task_id, run_id, map_index, type]),
    reschedules: trace.reschedules,
    slots: trace.slots,
    ...moreOf(trace),
    keys: keys.map((key) => JSON.parse(key)),
  };
  return JSON.stringify({ scenario, trace: small });
}

/**
 * The recording of a line. Messages of errors are not kept.
 * @param {string} line
 * @returns {Recording}
 */
export function decode(line) {
  const { scenario, trace: small } = JSON.parse(line);
  /** @param {string} letter */
  const actor = (letter) => ACTORS.find((name) => name.startsWith(letter));
  /** @type {Map<number, string | null>} */
  const states = new Map();
  /** @param {any[]} row */
  const event = ([t, by, what, ...rest]) => {
    const head = { t, by: actor(by) };
    if (typeof what === "string")
      return { ...head, trigger: rest[0], event: what, ...(rest[1] === undefined ? {} : { class: rest[1] }) };
    const key = small.keys[what];
    if (key.length === 2) return { ...head, run: key, state: rest[0] };
    const from = rest[2] === "again" ? null : (states.get(what) ?? null);
    states.set(what, rest[0]);
    return { ...head, ti: key, state: rest[0], from, try: rest[1] };
  };
  const trace = {
    scenario: scenario.name,
    ended_at: small.ended_at,
    crashed: [],
    events: small.events.map(event),
    task_instances: small.task_instances.map((/** @type {any[]} */ row) => {
      const [key, state, try_number, start, end, duration, queued] = row;
      return { ti: small.keys[key], state, try_number, start, end, duration, queued };
    }),
    dag_runs: small.dag_runs.map((/** @type {any[]} */ [key, state, start, end, logical]) => {
      return { run: small.keys[key], state, start, end, logical };
    }),
    api_calls: small.api_calls.map((/** @type {any[]} */ [t, by, call, params]) => {
      return { t, actor: actor(by), call, ...(params === undefined ? {} : { params }) };
    }),
    errors: small.errors.map((/** @type {any[]} */ [t, task_id, run_id, map_index, type]) => {
      return { t, task_id, run_id, map_index, type, message: "" };
    }),
    reschedules: small.reschedules,
    slots: small.slots,
    ...moreOf(small),
  };
  return { scenario, trace: /** @type {Trace} */ (trace) };
}

/**
 * A recording by a later version, as a line: told from that of an earlier one where only tries differ, so that there is
 * little to keep.
 * @param {Recording} recording
 * @param {Recording | undefined} earlier
 */
export function encodeLater(recording, earlier) {
  if (earlier === undefined) return encode(recording);
  const { name } = recording.scenario;
  const tries = triesOf(recording.trace);
  if (JSON.stringify(withTries(earlier.trace, tries)) !== JSON.stringify(decode(encode(recording)).trace))
    return JSON.stringify({ ...JSON.parse(encode(recording)), scenario: name });
  return JSON.stringify({ scenario: name, ...(isEqual(tries, triesOf(earlier.trace)) ? {} : { tries }) });
}

/**
 * The recording of a line of a later version.
 * @param {string} line
 * @param {ReadonlyMap<string, Recording>} earlier by name
 * @returns {Recording}
 */
export function decodeLater(line, earlier) {
  const { scenario, trace, tries } = JSON.parse(line);
  if (typeof scenario !== "string") return decode(line);
  const known = earlier.get(scenario);
  if (known === undefined) throw new RangeError(`Expected a recording of ${scenario} by an earlier version`);
  if (trace !== undefined) return decode(JSON.stringify({ scenario: known.scenario, trace }));
  return { scenario: known.scenario, trace: withTries(known.trace, tries ?? triesOf(known.trace)) };
}

/** @typedef {{ events: number[], rows: number[] }} Tries */

/** @param {Trace} trace @returns {Tries} */
function triesOf({ events, task_instances: rows }) {
  return {
    events: events.flatMap((event) => ("ti" in event ? [event.try] : [])),
    rows: rows.map(({ try_number: tries }) => tries),
  };
}

/** @param {Trace} trace @param {Tries} tries @returns {Trace} */
function withTries(trace, { events, rows }) {
  let next = 0;
  return {
    ...trace,
    events: trace.events.map((event) => ("ti" in event ? { ...event, try: events[next++] ?? 0 } : event)),
    task_instances: trace.task_instances.map((row, i) => ({ ...row, try_number: rows[i] ?? 0 })),
  };
}

/** @param {unknown} a @param {unknown} b */
function isEqual(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

/**
 * As it is: it is little.
 * @param {Partial<Trace>} trace
 */
function moreOf(trace) {
  return Object.fromEntries(MORE.filter((key) => trace[key] !== undefined).map((key) => [key, trace[key]]));
}
