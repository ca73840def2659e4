import { type Micros, type Seconds, toSeconds } from "../../kernel/index.ts";

/** The spread of durations, in seconds. A percentile is the least duration that so many of them do not exceed: none is interpolated. */
export interface Percentiles {
  readonly count: number;
  readonly mean: Seconds;
  readonly min: Seconds;
  readonly p50: Seconds;
  readonly p90: Seconds;
  readonly p95: Seconds;
  readonly p99: Seconds;
  readonly max: Seconds;
}

/** Null where there is nothing to speak of. */
export function percentilesOf(durations: readonly Micros[]): Percentiles | null {
  const sorted = Float64Array.from(durations).sort();
  const count = sorted.length;
  if (count === 0) return null;
  const at = (percent: number) => toSeconds(sorted[Math.max(0, Math.ceil((percent / 100) * count) - 1)] as Micros);
  return {
    count,
    mean: toSeconds(sorted.reduce((sum, duration) => sum + duration, 0) / count),
    min: toSeconds(sorted[0] as Micros),
    p50: at(50),
    p90: at(90),
    p95: at(95),
    p99: at(99),
    max: toSeconds(sorted[count - 1] as Micros),
  };
}
