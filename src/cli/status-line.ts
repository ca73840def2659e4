/** Milliseconds between two changes of the line. */
const INTERVAL = 100;

/** One line of progress at the bottom of a terminal; nothing where there is none. */
export class StatusLine {
  readonly #stream: NodeJS.WriteStream;
  #shownAt = 0;
  #isShown = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  /** Shows a text, unless one was shown just now: the text is not even made then. */
  show(text: () => string): void {
    if (!this.#stream.isTTY) return;
    const now = performance.now();
    if (now - this.#shownAt < INTERVAL) return;
    this.#shownAt = now;
    this.#isShown = true;
    this.#stream.write(`\r\u001b[2K${text().slice(0, (this.#stream.columns ?? 80) - 1)}`);
  }

  clear(): void {
    if (this.#isShown) this.#stream.write("\r\u001b[2K");
    this.#isShown = false;
  }
}
