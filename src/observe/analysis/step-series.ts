import type { Micros } from "../../kernel/index.ts";

/**
 * A quantity over time, exact: `values[i]` holds from `times[i]` on, up to `times[i + 1]`, and the last one up to the end.
 * Before the first it is 0. What comes and goes within one instant does not show.
 */
export interface StepSeries {
  readonly times: readonly Micros[];
  readonly values: readonly number[];
}

/** Puts a series together, from its values in the order of time. */
export class StepSeriesBuilder implements StepSeries {
  readonly times: Micros[] = [];
  readonly values: number[] = [];

  get value(): number {
    return this.values.at(-1) ?? 0;
  }

  set(at: Micros, value: number): void {
    const last = this.times.length - 1;
    if (this.times[last] === at) {
      if ((this.values[last - 1] ?? 0) === value) {
        this.times.pop();
        this.values.pop();
      } else this.values[last] = value;
    } else if (value !== this.value) {
      this.times.push(at);
      this.values.push(value);
    }
  }

  add(at: Micros, delta: number): void {
    if (delta !== 0) this.set(at, this.value + delta);
  }
}

/** Several quantities added up. */
export function sumOf(all: readonly StepSeries[]): StepSeries {
  const changes = all.flatMap(({ times, values }) =>
    times.map((at, i) => ({ at, delta: (values[i] as number) - (values[i - 1] ?? 0) })),
  );
  const sum = new StepSeriesBuilder();
  for (const { at, delta } of changes.sort((a, b) => a.at - b.at)) sum.add(at, delta);
  return sum;
}

/** The value at an instant. */
export function valueAt({ times, values }: StepSeries, at: Micros): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as Micros) <= at) low = middle + 1;
    else high = middle;
  }
  return values[low - 1] ?? 0;
}

/** Value times time, from one instant to another, in units times microseconds. */
export function integral({ times, values }: StepSeries, from: Micros, to: Micros): number {
  let sum = 0;
  for (let i = 0; i < times.length; i += 1) {
    const begin = Math.max(times[i] as Micros, from);
    const end = Math.min(times[i + 1] ?? to, to);
    if (end > begin) sum += (values[i] as number) * (end - begin);
  }
  return sum;
}

/** The greatest value that holds for any time at all. */
export function peak({ values }: StepSeries): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
