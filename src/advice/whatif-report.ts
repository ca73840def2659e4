import { duration } from "../drawing/index.ts";
import type { Measured } from "../replay/index.ts";
import { percent, signed } from "./calibration-report.ts";
import { changeLines } from "./change-lines.ts";
import type { Part, Report } from "./document.ts";
import { missingLines } from "./inferred.ts";
import { type Outcome, outcomeOf, type WhatIf } from "./whatif.ts";

interface Row {
  readonly name: string;
  readonly of: (outcome: Outcome) => number;
  readonly show: (value: number) => string;
  /** The error of the calibration that this figure has. */
  readonly error: (whatIf: WhatIf) => number;
}

const one = (value: number) => value.toFixed(1);
const whole = (value: number) => value.toFixed(0);

const ROWS: readonly Row[] = [
  { name: "slot hours", of: (o) => o.slotHours, show: one, error: ({ errors }) => Math.abs(errors.slotHours) },
  { name: "queue hours", of: (o) => o.queueHours, show: one, error: ({ errors }) => Math.abs(errors.queueHours) },
  {
    name: "hours scheduled, not queued",
    of: (o) => o.scheduledHours,
    show: one,
    error: ({ errors }) => Math.abs(errors.queueHours),
  },
  { name: "hours deferred", of: (o) => o.deferredHours, show: one, error: () => 0 },
  { name: "visits to a worker", of: (o) => o.visits, show: whole, error: () => 0 },
  { name: "most slots in use", of: (o) => o.peakSlots, show: whole, error: () => 0 },
  { name: "slots in use, mean", of: (o) => o.meanSlots, show: one, error: ({ errors }) => Math.abs(errors.slotHours) },
  { name: "most queued", of: (o) => o.peakQueued, show: whole, error: () => 0 },
  { name: "most deferred", of: (o) => o.peakDeferred, show: whole, error: () => 0 },
  { name: "runs that have ended", of: (o) => o.runsEnded, show: whole, error: () => 0 },
  { name: "runs that have not", of: (o) => o.runsOpen, show: whole, error: () => 0 },
  {
    name: "a run that has ended took, mean",
    of: (o) => o.runSeconds,
    show: duration,
    error: ({ errors }) => errors.runSeconds.median,
  },
];

/** The answer to a what-if: before and after, how wide it is, and what of it is above the error. */
export function whatIfReport(whatIf: WhatIf): Report {
  const { recording, changes, errors, before, after } = whatIf;
  const missing = missingLines(recording);
  return {
    title: "What if",
    verdict: verdictOf(whatIf),
    parts: [
      { heading: "", lines: [...changeLines(recording, changes), ...billLines(after)] },
      {
        heading: "",
        lines: [
          `the replay is off by ${percent(errors.ends.median)} in the ends of runs, ${signed(errors.slotHours)} in slot hours, ${signed(errors.queueHours)} in queue hours`,
        ],
      },
      figurePart(whatIf),
      {
        heading: "Worker slots in use",
        series: {
          all: [
            { label: "before", level: before.slots },
            { label: "after", level: after.slots },
          ],
          most: Math.max(Math.min(before.workerSlots, 10_000), Math.min(after.workerSlots, 10_000)),
          unit: "worker slots",
        },
      },
      { heading: "DAGs that change most", table: dagTable(before, after) },
      ...(missing.length === 0 ? [] : [{ heading: "Missing, and what it costs", lines: missing }]),
    ],
  };
}

/** The answer in a sentence: what changes by more than the replay is off. */
function verdictOf({ recording, errors, before, after }: WhatIf): string[] {
  const [was, is] = [outcomeOf(recording, before), outcomeOf(recording, after)];
  const share = is.slotHours / was.slotHours - 1;
  const queued = is.queueHours / was.queueHours - 1;
  const parts = [
    ...(Math.abs(share) > Math.max(0.001, Math.abs(errors.slotHours))
      ? [share < 0 ? `frees ${percent(-share)} of the slot hours` : `takes ${percent(share)} more slot hours`]
      : []),
    ...(Math.abs(queued) > Math.max(0.01, Math.abs(errors.queueHours))
      ? [`has tasks queued for ${one(is.queueHours)} hours in all instead of ${one(was.queueHours)}`]
      : []),
    ...(is.runsEnded === was.runsEnded
      ? []
      : [`lets ${is.runsEnded} runs end in this time instead of ${was.runsEnded}`]),
    ...(is.deadlines === was.deadlines ? [] : [`holds ${is.deadlines} of the deadlines instead of ${was.deadlines}`]),
  ];
  return [parts.length === 0 ? "It changes nothing by more than the replay is off." : `It ${parts.join("; ")}.`];
}

/** The bill of an environment in place of the workers that there were. */
function billLines({ environment }: Measured): string[] {
  if (environment === undefined) return [];
  const { bill, peakWorkers, workerHours } = environment;
  return [
    `at most ${peakWorkers} ${peakWorkers === 1 ? "worker" : "workers"}, ${one(workerHours)} hours of workers; $${bill.month.toFixed(0)} a month like this history (docs/mwaa.md says what is guessed)`,
  ];
}

function figurePart(whatIf: WhatIf): Part {
  const { recording, truth, before, after, orders } = whatIf;
  const [was, base, is] = [truth, before, after].map((measured) => outcomeOf(recording, measured)) as [
    Outcome,
    Outcome,
    Outcome,
  ];
  const drawn = orders.map((order) => outcomeOf(recording, order.after));
  const named = recording.history.byHand.deadlines?.length ?? 0;
  const deadlines: Row = { name: `deadlines held, of ${named}`, of: (o) => o.deadlines, show: whole, error: () => 0 };
  let outside = 0;
  const rows = [...ROWS, ...(named > 0 ? [deadlines] : [])].map(({ name, of, show, error }) => {
    const values = drawn.map(of);
    const shown = [of(is), ...values].map(show);
    if (values.length > 0 && isOutside(of(is), values) && new Set(shown).size > 1) outside += 1;
    const width = values.length === 0 ? "" : `${show(Math.min(...values))} to ${show(Math.max(...values))}`;
    return [name, show(of(was)), show(of(base)), show(of(is)), width, gainOf(of(base), of(is), error(whatIf))];
  });
  const width = `after, ${orders.length} other ${orders.length === 1 ? "order" : "orders"}`;
  const head = ["", "observed", "simulated before", "after", width, "change"];
  return {
    heading: "",
    lines: outside === 0 ? [] : [outsideLine(outside, rows.length, orders.length)],
    table: [head, ...rows].map((cells) => (orders.length === 0 ? cells.filter((_, index) => index !== 4) : cells)),
  };
}

/** The recorded order is one of all that there may be: a few drawn ones need not reach as far. */
function outsideLine(outside: number, rows: number, orders: number): string {
  return `the order in which DAGs due at once came lies outside of the ${orders} drawn in ${outside} of ${rows} figures: another night may be further off than they show; --orders ${Math.max(20, orders * 4)} draws more`;
}

function isOutside(value: number, others: readonly number[]): boolean {
  return value < Math.min(...others) || value > Math.max(...others);
}

/** The change in per cent, unless the calibration is further off than that. */
export function gainOf(before: number, after: number, error: number): string {
  if (before === after) return "";
  if (before === 0) return "new";
  const share = after / before - 1;
  return Math.abs(share) <= error ? "below the calibration error" : signed(share);
}

function dagTable(before: Measured, after: Measured): string[][] {
  const mean = (measured: Measured) => {
    const sums = new Map<string, { seconds: number; count: number; open: number }>();
    for (const { dagId, start, end } of measured.runs) {
      const known = sums.get(dagId) ?? { seconds: 0, count: 0, open: 0 };
      if (start === null || end === null) known.open += 1;
      else {
        known.seconds += end - start;
        known.count += 1;
      }
      sums.set(dagId, known);
    }
    return sums;
  };
  const [was, is] = [mean(before), mean(after)];
  const rows = [...was].map(([dagId, a]) => {
    const b = is.get(dagId) ?? { seconds: 0, count: 0, open: 0 };
    const [from, to] = [a.seconds / Math.max(1, a.count), b.seconds / Math.max(1, b.count)];
    return { dagId, from, to, a, b, size: Math.abs(to - from) + Math.abs(a.count - b.count) * 3600 };
  });
  const most = rows
    .filter(({ size }) => size > 1)
    .sort((x, y) => y.size - x.size)
    .slice(0, 15);
  return [
    ["DAG", "a run that ended took, before", "after", "ended, before", "after"],
    ...most.map(({ dagId, from, to, a, b }) => [
      dagId,
      duration(from),
      b.count === 0 ? "-" : duration(to),
      String(a.count),
      String(b.count),
    ]),
  ];
}
