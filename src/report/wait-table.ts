import { WAIT_CAUSES } from "../database/index.ts";
import { columns, duration, figure } from "../drawing/index.ts";
import { toSeconds } from "../kernel/index.ts";
import { WAIT_WORDS, type WaitTotals } from "../observe/index.ts";

/** The waits of one simulation. */
export interface NamedWaits {
  readonly label: string;
  readonly waits: WaitTotals;
}

/** The waits of all task instances by cause, with a column for each simulation and the share of its waits. */
export function waitLines(all: readonly NamedWaits[]): string[] {
  const sums = all.map(({ waits }) => Object.values(waits).reduce((sum, wait) => sum + wait, 0));
  const causes = WAIT_CAUSES.filter((cause) => all.some(({ waits }) => (waits[cause] ?? 0) > 0));
  const rows = causes.map((cause) => [
    WAIT_WORDS[cause].label,
    ...all.flatMap(({ waits }, i) => cells(waits[cause] ?? 0, sums[i] ?? 0)),
  ]);
  const total = ["all waiting", ...sums.flatMap((sum) => [duration(sum / 1e6), ""])];
  return columns([["waited for", ...all.flatMap(({ label }) => [label, ""])], ...rows, total]);
}

function cells(wait: number, sum: number): [string, string] {
  return [duration(wait / 1e6), wait > 0 ? `${figure((100 * wait) / sum)} %` : ""];
}

/** Totals of waits, for machines. */
export function waitSeconds(waits: WaitTotals): Record<string, number> {
  return Object.fromEntries(Object.entries(waits).map(([cause, wait]) => [cause, toSeconds(wait)]));
}
