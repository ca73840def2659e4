/** Does one thing after another, each in a frame of its own, so that the first is soon to be seen. */
export class Frames {
  readonly #waiting: (() => void)[] = [];

  add(act: () => void): void {
    this.#waiting.push(act);
    if (this.#waiting.length === 1) requestAnimationFrame(() => this.#next());
  }

  /** Does nothing more. */
  stop(): void {
    this.#waiting.length = 0;
  }

  #next(): void {
    this.#waiting[0]?.();
    this.#waiting.shift();
    if (this.#waiting.length > 0) requestAnimationFrame(() => this.#next());
  }
}
