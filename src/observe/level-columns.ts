import type { Levels } from "../drawing/index.ts";
import { type Micros, toSeconds } from "../kernel/index.ts";

/** Quantities that go up and down, written down wherever they change. Instants come in order. */
export class LevelColumns<Part extends string> {
  readonly #parts: readonly Part[];
  readonly #now: Record<Part, number>;
  readonly #at: Micros[] = [0];
  readonly #columns: Record<Part, number[]>;

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
    this.#now = Object.fromEntries(parts.map((part) => [part, 0])) as Record<Part, number>;
    this.#columns = Object.fromEntries(parts.map((part) => [part, [0]])) as unknown as Record<Part, number[]>;
  }

  change(at: Micros, part: Part, delta: number): void {
    this.#now[part] += delta;
    this.#write(at);
  }

  /** What an instant leaves behind is what counts: of several changes in it, the last. */
  #write(at: Micros): void {
    if (this.#at.at(-1) !== at) {
      this.#at.push(at);
      for (const part of this.#parts) this.#columns[part].push(0);
    }
    for (const part of this.#parts) this.#columns[part][this.#at.length - 1] = this.#now[part];
  }

  /** All of it, to the end. */
  levels(endedAt: Micros): Levels<Part> {
    this.#write(endedAt);
    return { at: this.#at.map(toSeconds), parts: this.#columns };
  }
}
