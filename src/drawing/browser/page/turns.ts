/** Draws charts one after another, each in a frame of its own, and only those near the part of the page that is seen. */
export class Turns {
  readonly #waiting = new Map<Element, () => void>();
  readonly #near = new Set<Element>();
  readonly #resized = new Map<Element, () => void>();
  readonly #sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) this.#resized.get(target)?.();
  });
  readonly #places = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) this.#near.add(target);
        else this.#near.delete(target);
      }
      this.#ask();
    },
    { rootMargin: "50%" },
  );
  readonly #beforePrint = () => this.#drawAll();
  #isAsked = false;

  constructor() {
    addEventListener("beforeprint", this.#beforePrint);
  }

  /** Takes up a chart. `resized` is called when its width may have changed. */
  watch(chart: Element, resized: () => void): void {
    this.#resized.set(chart, resized);
    this.#sizes.observe(chart);
    this.#places.observe(chart);
  }

  /** Draws a chart when its turn comes. Only the last call of those that wait counts. */
  add(chart: Element, draw: () => void): void {
    this.#waiting.set(chart, draw);
    this.#ask();
  }

  /** Draws nothing more: the charts are replaced. */
  stop(): void {
    this.#waiting.clear();
    this.#sizes.disconnect();
    this.#places.disconnect();
    removeEventListener("beforeprint", this.#beforePrint);
  }

  #ask(): void {
    if (this.#isAsked || this.#next() === undefined) return;
    this.#isAsked = true;
    requestAnimationFrame(() => {
      this.#isAsked = false;
      const next = this.#next();
      if (next !== undefined) this.#take(next);
      this.#ask();
    });
  }

  #next(): Element | undefined {
    for (const chart of this.#waiting.keys()) if (this.#near.has(chart)) return chart;
    return undefined;
  }

  #take(chart: Element): void {
    const draw = this.#waiting.get(chart);
    this.#waiting.delete(chart);
    draw?.();
  }

  /** On paper all charts are seen. */
  #drawAll(): void {
    for (const chart of [...this.#waiting.keys()]) this.#take(chart);
  }
}
