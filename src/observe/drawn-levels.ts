import type { Levels } from "../drawing/index.ts";
import { type Micros, toSeconds } from "../kernel/index.ts";
import type { StepSeries } from "./analysis/step-series.ts";

/** The most instants of a chart: more could not be seen. */
const MOST_INSTANTS = 20_000;
/** The number of stretches that replace more instants. */
const STRETCHES = 4000;

/** Series of one whole on one column of instants, from the start to the end. */
export function levelsOf<Part extends string>(
  series: Readonly<Record<Part, StepSeries>>,
  endedAt: Micros,
): Levels<Part> {
  const all = Object.values<StepSeries>(series);
  const instants = [...new Set([0, ...all.flatMap(({ times }) => times), endedAt])].sort((a, b) => a - b);
  const exact = Object.fromEntries(
    Object.entries<StepSeries>(series).map(([part, steps]) => [part, valuesAt(steps, instants)]),
  ) as Record<Part, number[]>;
  const peak = peakOf(Object.values(exact));
  if (instants.length <= MOST_INSTANTS) return { at: instants.map(toSeconds), parts: exact, peak, averagedOver: null };
  const stretch = Math.ceil(endedAt / STRETCHES);
  const starts = Array.from({ length: Math.ceil(endedAt / stretch) }, (_, i) => i * stretch);
  const parts = Object.fromEntries(
    Object.entries<number[]>(exact).map(([part, column]) => [part, meansOf(instants, column, starts, stretch)]),
  ) as Record<Part, number[]>;
  return { at: starts.map(toSeconds), parts, peak, averagedOver: toSeconds(stretch) };
}

/** The values of a series at some instants, which include all of its own. */
function valuesAt({ times, values }: StepSeries, instants: readonly Micros[]): number[] {
  let next = 0;
  return instants.map((instant) => {
    while (next < times.length && (times[next] as Micros) <= instant) next += 1;
    return values[next - 1] ?? 0;
  });
}

/** The highest sum of all columns. */
function peakOf(columns: readonly (readonly number[])[]): number {
  const [first = []] = columns;
  return first.reduce(
    (most, _, i) =>
      Math.max(
        most,
        columns.reduce((sum, column) => sum + (column[i] ?? 0), 0),
      ),
    0,
  );
}

/** The mean over each stretch of time, so that what is added up over time stays the same. */
function meansOf(
  instants: readonly Micros[],
  column: readonly number[],
  starts: readonly Micros[],
  stretch: Micros,
): number[] {
  const sums = starts.map(() => 0);
  for (const [i, value] of column.entries()) {
    const to = instants[i + 1];
    if (to === undefined || value === 0) continue;
    for (let from = instants[i] as Micros; from < to; ) {
      const place = Math.floor(from / stretch);
      const until = Math.min(to, (place + 1) * stretch);
      sums[place] = (sums[place] ?? 0) + value * (until - from);
      from = until;
    }
  }
  return sums.map((sum) => sum / stretch);
}
