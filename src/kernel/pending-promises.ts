/** The promises that virtual time stands still for. */
export class PendingPromises {
  #count = 0;
  #onNone: (() => void) | undefined;

  get areAny(): boolean {
    return this.#count > 0;
  }

  /** Resolves once none is left. To be called while there are any. */
  none(): Promise<void> {
    return new Promise((resolve) => {
      this.#onNone = resolve;
    });
  }

  hold(): void {
    this.#count += 1;
  }

  release(): void {
    this.#count -= 1;
    if (this.#count === 0) this.#onNone?.();
  }
}

/**
 * A promise that virtual time stands still for, until it settles. Meanwhile the code behind it may sleep in virtual time:
 * then time passes.
 */
export class PendingPromise {
  readonly #all: PendingPromises;
  #isHeld = false;
  #isSettled = false;

  constructor(all: PendingPromises) {
    this.#all = all;
    this.hold();
  }

  /** Lets time stand still for it again. */
  hold(): void {
    if (this.#isHeld || this.#isSettled) return;
    this.#isHeld = true;
    this.#all.hold();
  }

  /** Lets time pass, because the code behind it sleeps. */
  release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#all.release();
  }

  settle(): void {
    this.#isSettled = true;
    this.release();
  }
}
