/**
 * Values for what history does not have: a try that did not happen, a run beyond the window. They are drawn from the task's own
 * values, else from those of its class, and by name, so that the same question has the same answer under all settings.
 * @module
 */
import type { Seconds } from "../kernel/index.ts";
import type { RandomStreams, StreamName } from "../random/index.ts";

/** Observed values of tasks, and how to draw from them. */
export class Observed {
  readonly #ofTask = new Map<string, Seconds[]>();
  readonly #ofClass = new Map<string, Seconds[]>();
  readonly #otherwise: Seconds;

  constructor(otherwise: Seconds) {
    this.#otherwise = otherwise;
  }

  add(task: string, operator: string, seconds: Seconds): void {
    push(this.#ofTask, task, seconds);
    push(this.#ofClass, operator, seconds);
  }

  ofTask(task: string): readonly Seconds[] {
    return this.#ofTask.get(task) ?? [];
  }

  /** Values to draw from, the best first. */
  *#nearest(task: string, operator: string): Generator<readonly Seconds[] | undefined> {
    yield this.#ofTask.get(task);
    yield this.#ofClass.get(operator);
    yield [...this.#ofClass.values()].flat();
  }

  /** A value of at least `least`: where none is known that is, a quarter more than that. */
  draw(streams: RandomStreams, task: string, operator: string, name: StreamName, least = 0): Seconds {
    for (const values of this.#nearest(task, operator)) {
      const fitting = least === 0 ? values : values?.filter((value) => value > least);
      if (fitting !== undefined && fitting.length > 0) return pick(streams, fitting, name);
    }
    return Math.max(this.#otherwise, least * 1.25);
  }
}

function push(map: Map<string, Seconds[]>, key: string, value: Seconds): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

export function pick<Value>(streams: RandomStreams, values: ArrayLike<Value>, name: StreamName): Value {
  return values[Math.floor(streams.stream(name)() * values.length)] as Value;
}

export function median(values: ArrayLike<number>): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor(sorted.length / 2)];
}
