import type { Logger } from "../definition/index.ts";

/** A log that calls a function at each line, also where nobody reads the lines. */
export class NoticedLog implements Logger {
  readonly #log: Logger;
  readonly #notice: () => void;

  constructor(log: Logger, notice: () => void) {
    this.#log = log;
    this.#notice = notice;
  }

  at(place: string): Logger {
    return new NoticedLog(this.#log.at(place), this.#notice);
  }

  info(template: string, ...values: readonly unknown[]): void {
    this.#notice();
    this.#log.info(template, ...values);
  }

  warning(template: string, ...values: readonly unknown[]): void {
    this.#notice();
    this.#log.warning(template, ...values);
  }

  error(template: string, ...values: readonly unknown[]): void {
    this.#notice();
    this.#log.error(template, ...values);
  }
}
