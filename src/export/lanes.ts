import { Heap } from "../containers/index.ts";

/** Numbered places from 1 on, of which the lowest that is free is given away. */
export class Lanes {
  readonly #free = new Heap<number>((a, b) => a < b);
  readonly #opened: (lane: number) => void;
  #count = 0;

  /** `opened` is told of each place when it is given away for the first time. */
  constructor(opened: (lane: number) => void) {
    this.#opened = opened;
  }

  take(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    this.#count += 1;
    this.#opened(this.#count);
    return this.#count;
  }

  giveBack(lane: number): void {
    this.#free.push(lane);
  }
}
