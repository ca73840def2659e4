/**
 * Levels as a chart of some width can show them: each change where there are few, else means over stretches that are wide
 * enough to be seen.
 * @module
 */
import type { Seconds } from "../../../kernel/index.ts";
import type { Levels } from "../../report-data.ts";

/** A part of the time. */
export interface Stretch {
  readonly from: Seconds;
  readonly to: Seconds;
}

/** Pixels of a mean. */
const COLUMN = 2;
/** Seconds of the means that a chart may show: round ones read best. */
const ROUND: readonly Seconds[] = [
  ...[0.1, 0.2, 0.5, 1, 2, 3, 5, 10, 15, 20, 30, 45],
  ...[1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45].map((minutes) => minutes * 60),
  ...[1, 2, 3, 4, 6, 8, 12, 24].map((hours) => hours * 3600),
];

/**
 * The levels in a window of time, and half of its length around it, in a width in pixels. `averagedOver` says over how much
 * time each value is a mean.
 */
export function resolved<Part extends string>(
  levels: Levels<Part>,
  { from, to }: Stretch,
  width: number,
): Levels<Part> {
  const around = (to - from) / 2;
  const first = Math.max(0, placeAt(levels.at, from - around));
  const last = Math.min(levels.at.length, placeAt(levels.at, to + around) + 2);
  const columns = Math.max(1, width / COLUMN);
  const inside = placeAt(levels.at, to) - placeAt(levels.at, from);
  const exact = slice(levels, first, last);
  if (inside <= columns) return exact;
  const least = (to - from) / columns;
  const stretch = ROUND.find((one) => one >= least) ?? least;
  if (levels.averagedOver !== null && stretch <= levels.averagedOver) return exact;
  return means(exact, stretch);
}

/** The place of the last instant that is not after this one; -1 where all are. */
export function placeAt(at: readonly Seconds[], instant: Seconds): number {
  let [low, high] = [0, at.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((at[middle] ?? 0) <= instant) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function slice<Part extends string>({ at, parts, ...rest }: Levels<Part>, first: number, last: number): Levels<Part> {
  const columns = Object.entries<readonly number[]>(parts).map(([part, column]) => [part, column.slice(first, last)]);
  return { ...rest, at: at.slice(first, last), parts: Object.fromEntries(columns) as Levels<Part>["parts"] };
}

/** The mean over each stretch, which begin at multiples of their length. What adds up over time stays the same. */
function means<Part extends string>({ at, parts, peak }: Levels<Part>, stretch: Seconds): Levels<Part> {
  const [start, end] = [Math.floor((at[0] ?? 0) / stretch), (at.at(-1) ?? 0) / stretch];
  const starts = Array.from({ length: Math.ceil(end - start) }, (_, i) => (start + i) * stretch);
  const columns = Object.entries<readonly number[]>(parts).map(([part, column]) => {
    const sums = starts.map(() => 0);
    for (let i = 0; i + 1 < at.length; i += 1) {
      const value = column[i] ?? 0;
      if (value !== 0) spread(sums, value, (at[i] ?? 0) / stretch - start, (at[i + 1] ?? 0) / stretch - start);
    }
    return [part, [...sums, column.at(-1) ?? 0]] as const;
  });
  return {
    at: [...starts, at.at(-1) ?? 0],
    parts: Object.fromEntries(columns) as unknown as Levels<Part>["parts"],
    peak,
    averagedOver: stretch,
  };
}

/** Adds a value from one place to another, both in stretches. */
function spread(sums: number[], value: number, from: number, to: number): void {
  for (let place = Math.floor(from); place < to; place += 1) {
    const share = Math.min(to, place + 1) - Math.max(from, place);
    sums[place] = (sums[place] ?? 0) + value * share;
  }
}
