import { columns, duration, figure } from "../drawing/index.ts";
import type { Micros } from "../kernel/index.ts";
import { integral, peak, type StepSeries } from "../observe/index.ts";

const BARS = "▁▂▃▄▅▆▇█";

/** A quantity over time in one line: each letter is the mean of its part of the time, a point where that is nothing. */
export function sparkLine(series: StepSeries, until: Micros, most: number, width: number): string {
  let line = "";
  for (let i = 0; i < width; i += 1) {
    const [from, to] = [(i * until) / width, ((i + 1) * until) / width];
    const mean = to > from ? integral(series, from, to) / (to - from) : 0;
    const level = most > 0 ? Math.ceil((mean / most) * BARS.length - 1e-9) : 0;
    line += mean <= 0 ? "·" : (BARS[Math.min(Math.max(level, 1), BARS.length) - 1] as string);
  }
  return line;
}

/** The worker slots that somebody held over time. */
export interface SlotsOverTime {
  readonly label: string;
  readonly slots: StepSeries;
  readonly endedAt: Micros;
}

/** The fewest and the most letters of a line. */
const [NARROWEST, WIDEST] = [20, 60];

/**
 * Slots in use, a line for each, all on the same scale, in so many cells of a terminal. `workerSlots` is null where there is no
 * limit.
 */
export function slotLines(
  all: readonly SlotsOverTime[],
  workerSlots: number | null,
  cells: number = Number.POSITIVE_INFINITY,
): string[] {
  const until = all.reduce((latest, { endedAt }) => Math.max(latest, endedAt), 0);
  const most = workerSlots ?? all.reduce((highest, { slots }) => Math.max(highest, peak(slots)), 0);
  if (until === 0 || most === 0) return [];
  const title = `worker slots in use, of ${figure(most)}, over ${duration(until / 1e6)}`;
  const room = cells - 2 - Math.max(...all.map(({ label }) => label.length));
  const width = Math.min(Math.max(room, NARROWEST), WIDEST);
  return [title, ...columns(all.map(({ label, slots }) => [label, sparkLine(slots, until, most, width)]))];
}
