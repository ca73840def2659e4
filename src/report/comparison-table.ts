import type { Comparison, ModeResult } from "./comparison.ts";
import { change, columns, duration, figure } from "./text.ts";

/** A figure of each mode: how to get it and how to write it. Null is a figure that there is not. */
interface Row {
  readonly label: string;
  readonly value: (mode: ModeResult) => number | null;
  readonly write: (value: number) => string;
  /** Whether how much it differs from the first mode's is of interest. */
  readonly compared: boolean;
}

const percent = (value: number) => `${figure(value * 100)} %`;

const ROWS: readonly Row[] = [
  { label: "makespan", value: ({ usage }) => usage.makespan, write: duration, compared: true },
  { label: "worker-slot seconds", value: ({ usage }) => usage.slotSeconds, write: figure, compared: true },
  { label: "worker slots, peak", value: ({ usage }) => usage.peakSlots, write: figure, compared: false },
  { label: "worker slots, mean", value: ({ usage }) => usage.meanSlots, write: figure, compared: false },
  { label: "worker slots, utilisation", value: ({ utilisation }) => utilisation, write: percent, compared: false },
  { label: "time queued", value: ({ usage }) => usage.queuedSeconds, write: duration, compared: true },
  { label: "reschedules", value: ({ usage }) => usage.reschedules, write: figure, compared: false },
  { label: "deferrals", value: ({ usage }) => usage.deferrals, write: figure, compared: false },
  { label: "trigger seconds", value: ({ usage }) => usage.triggerSeconds, write: figure, compared: false },
  { label: "triggers, peak", value: ({ usage }) => usage.peakTriggers, write: figure, compared: false },
];

/** The runs that have come to an end, or not, by state. */
const RUN_STATES = ["success", "failed", "running", "queued"] as const;

/** A comparison as a table: a column for each mode, and how much it differs from the first. */
export function comparisonTable(comparison: Comparison): string[] {
  const { modes } = comparison;
  const header = ["", ...modes.flatMap(({ mode }, i) => (i === 0 ? [mode] : [mode, ""]))];
  const rows = [...runRows(modes), ...ROWS, ...callRows(modes)].filter(
    ({ value }) => value === ROWS[0]?.value || modes.some((mode) => value(mode) !== null && value(mode) !== 0),
  );
  return [title(comparison), "", ...columns([header, ...rows.map((row) => cells(row, modes))])];
}

function title({ scenario, runs, workerSlots }: Comparison): string {
  const slots = workerSlots === null ? "as many worker slots as it takes" : `${workerSlots} worker slots`;
  return `${scenario}: ${runs} ${runs === 1 ? "run" : "runs"} on ${slots}`;
}

function cells({ label, value, write, compared }: Row, modes: readonly ModeResult[]): string[] {
  const base = modes[0] === undefined ? null : value(modes[0]);
  const texts = modes.flatMap((mode, i) => {
    const own = value(mode);
    const text = own === null ? "not ended" : write(own);
    return i === 0 ? [text] : [text, compared ? change(own, base) : ""];
  });
  return [label, ...texts];
}

function runRows(modes: readonly ModeResult[]): Row[] {
  return RUN_STATES.filter((state) => state === "success" || modes.some(({ runs }) => runs[state] !== undefined)).map(
    (state) => ({
      label: `runs, ${state}`,
      value: ({ runs }) => runs[state] ?? 0,
      write: figure,
      compared: false,
    }),
  );
}

/** Calls of each service from each place. */
function callRows(modes: readonly ModeResult[]): Row[] {
  const keys = modes.flatMap(({ usage }) => usage.apiCalls.map(({ service, by }) => `${service} calls, ${by}`));
  return [...new Set(keys)].sort().map((label) => ({
    label,
    value: ({ usage }) => usage.apiCalls.find(({ service, by }) => `${service} calls, ${by}` === label)?.count ?? 0,
    write: figure,
    compared: true,
  }));
}
