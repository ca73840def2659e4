/**
 * Compares two traces, for example of real Airflow and of airlapse, level by level as the oracle's compare.py does: states, times, final
 * rows, calls to AWS, worker slots, triggers, errors. Times may differ by a millisecond, because Python prints them rounded.
 * @module
 */
import type { Trace } from "./trace.ts";

const TOLERANCE = 0.001;
/** Events of a history that are shown before and after the first that differs. */
const AROUND = 4;

interface Step {
  readonly t: number;
  readonly what: string;
}

type Table = ReadonlyMap<string, readonly Step[]>;

/**
 * The differences between two traces of one scenario, in words, with both histories around the first difference of each kind;
 * empty where nothing does.
 */
export function traceDifferences(expected: Trace, actual: Trace): string[] {
  return [
    ...tables(histories(expected), histories(actual)),
    ...tables(finalRows(expected), finalRows(actual)),
    ...tables(calls(expected), calls(actual)),
    ...tables(triggers(expected), triggers(actual)),
    ...tables(errors(expected), errors(actual)),
    ...tables(slots(expected, expected.ended_at), slots(actual, expected.ended_at)),
    ...more(expected, actual),
    ...(expected.reschedules === actual.reschedules
      ? []
      : [`reschedules: expected ${expected.reschedules}, got ${actual.reschedules}`]),
  ];
}

/** Compares the tables that only some traces have. */
function more(expected: Trace, actual: Trace): string[] {
  const differing: string[] = [];
  if (expected.callbacks !== undefined) differing.push(...tables(callbacks(expected), callbacks(actual)));
  if (expected.dataset_events !== undefined) differing.push(...tables(datasetEvents(expected), datasetEvents(actual)));
  if (expected.sla_misses !== undefined) differing.push(...tables(slaMisses(expected), slaMisses(actual)));
  if (expected.paused_dags !== undefined) differing.push(...tables(pausedDags(expected), pausedDags(actual)));
  if (expected.data_intervals !== undefined) differing.push(...tables(dataIntervals(expected), dataIntervals(actual)));
  return differing;
}

function tables(expected: Table, actual: Table): string[] {
  const keys = [...new Set([...expected.keys(), ...actual.keys()])].sort();
  return keys.flatMap((key) => {
    const [wanted, got] = [expected.get(key) ?? [], actual.get(key) ?? []];
    const length = Math.max(wanted.length, got.length);
    for (let i = 0; i < length; i += 1) if (!isSame(wanted[i], got[i])) return [sideBySide(key, i, wanted, got)];
    return [];
  });
}

function isSame(a: Step | undefined, b: Step | undefined): boolean {
  return a !== undefined && b !== undefined && a.what === b.what && Math.abs(a.t - b.t) <= TOLERANCE;
}

/** Both histories around the first step that differs. */
function sideBySide(key: string, at: number, expected: readonly Step[], actual: readonly Step[]): string {
  const from = Math.max(0, at - AROUND);
  const lines = [`${key}: differs first in step ${at + 1}`];
  for (let i = from; i < Math.min(Math.max(expected.length, actual.length), at + AROUND + 1); i += 1) {
    const [wanted, got] = [stepText(expected[i]), stepText(actual[i])];
    lines.push(`  ${i === at ? ">" : " "} ${wanted.padEnd(60)} ${got}`);
  }
  return [lines[0], `    ${"expected".padEnd(60)} got`, ...lines.slice(1)].join("\n");
}

function stepText(step: Step | undefined): string {
  return step === undefined ? "-" : `${step.t.toFixed(6)} ${step.what}`;
}

function grouped(rows: Iterable<readonly [key: string, step: Step]>, isOrdered: boolean): Table {
  const table = new Map<string, Step[]>();
  for (const [key, step] of rows) {
    const steps = table.get(key);
    if (steps === undefined) table.set(key, [step]);
    else steps.push(step);
  }
  // the database may give rows of one instant in any order
  if (!isOrdered)
    for (const steps of table.values())
      steps.sort((a, b) => round(a.t) - round(b.t) || (a.what < b.what ? -1 : a.what > b.what ? 1 : 0));
  return table;
}

function round(t: number): number {
  return Math.round(t * 1000);
}

/** The states that each task instance and each run has gone through, with their tries. */
function histories({ events }: Trace): Table {
  const rows = events.flatMap((event): [string, Step][] => {
    if ("ti" in event)
      return [[`task instance ${event.ti.join("/")}`, { t: event.t, what: `${event.state} try ${event.try}` }]];
    return "run" in event ? [[`run ${event.run.join("/")}`, { t: event.t, what: event.state }]] : [];
  });
  return grouped(rows, true);
}

function finalRows({ task_instances, dag_runs }: Trace): Table {
  const rows: [string, Step][] = [];
  for (const { ti, state, try_number, start, end, queued } of task_instances) {
    const key = `row of task instance ${ti.join("/")}`;
    rows.push([key, { t: 0, what: `state ${state}, try_number ${try_number}` }]);
    rows.push([key, dated("start", start)], [key, dated("end", end)], [key, dated("queued", queued)]);
  }
  for (const { run, state, start, end, logical } of dag_runs) {
    const key = `row of run ${run.join("/")}`;
    rows.push([key, { t: 0, what: `state ${state}` }]);
    rows.push([key, dated("start", start)], [key, dated("end", end)], [key, dated("logical date", logical)]);
  }
  return grouped(rows, true);
}

function dated(what: string, t: number | null): Step {
  return t === null ? { t: 0, what: `no ${what}` } : { t, what };
}

/** Calls to AWS, by who made them. */
function calls({ api_calls }: Trace): Table {
  const sorted = (params: Readonly<Record<string, unknown>>) =>
    Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
  return grouped(
    api_calls.map(({ t, actor, call, params = {} }) => [
      `calls from the ${actor}`,
      { t, what: `${call} ${JSON.stringify(sorted(params))}` },
    ]),
    false,
  );
}

/** The events of triggers. Their ids are not compared. */
function triggers({ events }: Trace): Table {
  const rows = events.flatMap((event): [string, Step][] =>
    "trigger" in event ? [["triggers", { t: event.t, what: `${event.event} ${event.class ?? ""}` }]] : [],
  );
  return grouped(rows, false);
}

function errors(trace: Trace): Table {
  const rows = trace.errors.map(({ t, run_id, task_id, map_index, type }): [string, Step] => [
    "errors",
    { t, what: `${run_id}/${task_id}/${map_index} ${type}` },
  ]);
  return grouped(rows, false);
}

function callbacks(trace: Trace): Table {
  const rows = (trace.callbacks ?? []).map((call): [string, Step] => {
    const { t, by, callback } = call;
    const [key, about] =
      "ti" in call
        ? [call.ti.join("/"), ""]
        : "run" in call
          ? [call.run.join("/"), `, ${call.reason}`]
          : [call.dag, `: ${call.task_list.toSorted()}; blocking ${call.blocking_task_list.toSorted()}`];
    return [`callbacks of ${key}`, { t, what: `${callback} by ${by}${about}` }];
  });
  return grouped(rows, true);
}

function datasetEvents(trace: Trace): Table {
  const rows = (trace.dataset_events ?? []).map(({ t, dataset, ti }): [string, Step] => [
    `updates of ${dataset}`,
    { t, what: `by ${ti.join("/")}` },
  ]);
  return grouped(rows, false);
}

function slaMisses(trace: Trace): Table {
  const rows = (trace.sla_misses ?? []).map(({ t, dag_id, task_id, logical }): [string, Step] => [
    `SLA misses of ${dag_id}/${task_id}`,
    { t, what: `of ${logical.toFixed(6)}` },
  ]);
  return grouped(rows, false);
}

function pausedDags(trace: Trace): Table {
  const steps = (trace.paused_dags ?? []).map((what): Step => ({ t: 0, what }));
  return steps.length === 0 ? new Map() : new Map([["paused DAGs", steps]]);
}

function dataIntervals(trace: Trace): Table {
  const rows = (trace.data_intervals ?? []).flatMap(({ run, start, end }): [string, Step][] => [
    [`data interval of ${run.join("/")}`, { t: start ?? 0, what: start === null ? "none" : "start" }],
    [`data interval of ${run.join("/")}`, { t: end ?? 0, what: end === null ? "none" : "end" }],
  ]);
  return grouped(rows, true);
}

/** The number of worker slots in use, at each change. A trace may lack changes at the very end, so those are left out. */
function slots({ slots }: Trace, endedAt: number): Table {
  const sorted = slots.filter(([t]) => t < endedAt - TOLERANCE).toSorted(([a, m], [b, n]) => a - b || m - n);
  const levels: { t: number; level: number }[] = [];
  let level = 0;
  for (const [t, delta] of sorted) {
    level += delta;
    const last = levels.at(-1);
    if (last !== undefined && Math.abs(last.t - t) <= TOLERANCE) last.level = level;
    else levels.push({ t, level });
  }
  const changes = levels.filter((step, i) => step.level !== (levels[i - 1]?.level ?? 0));
  return new Map([["worker slots", changes.map(({ t, level }) => ({ t, what: `${level} in use` }))]]);
}
