import type { Kernel } from "./kernel.ts";
import { type Body, Process } from "./process.ts";

/** A process by itself, whose result is kept. An error that no other process waits for ends the kernel's run. */
export class SpawnedProcess<T> extends Process<T> {
  readonly #body: (process: Process<T>) => Body<T>;
  #begun = false;
  #result: { readonly value: T } | undefined;

  constructor(kernel: Kernel, body: (process: Process<T>) => Body<T>) {
    super(kernel);
    this.#body = body;
  }

  /** What the body returned; an error where it has not. */
  get value(): T {
    if (this.#result === undefined)
      throw new Error(`Expected the process to have returned, it ${this.ended ? "threw" : "is still running"}`);
    return this.#result.value;
  }

  override fire(): void {
    if (this.#begun) {
      super.fire();
      return;
    }
    this.#begun = true;
    this.begin();
  }

  protected override body(): Body<T> {
    return this.#body(this);
  }

  protected override returned(value: T): void {
    this.#result = { value };
  }

  protected override threw(error: unknown): void {
    if (!this.awaited) this.kernel.fail(error);
  }
}
