import { type Body, type Kernel, type Micros, NEVER, Process } from "../kernel/index.ts";

/** The cleaning up of a task that is ended: its `onKill`, which may wait for what it stops. */
export class OnKill extends Process<void> {
  readonly #clean: () => Body<void>;
  readonly #awake: () => void;
  readonly #then: (failure: unknown) => void;
  #deadlineError: () => unknown = () => undefined;

  /** `awake` is called before it goes on, `then` at its end, with what it has thrown. */
  constructor(kernel: Kernel, clean: () => Body<void>, awake: () => void, then: (failure: unknown) => void) {
    super(kernel);
    this.#clean = clean;
    this.#awake = awake;
    this.#then = then;
  }

  /** Begins to clean up. The time of the task's execution may go on: then `error` is thrown at the `deadline`. */
  start(deadline: Micros = NEVER, error: () => unknown = () => undefined): void {
    this.deadline = deadline;
    this.#deadlineError = error;
    this.begin();
  }

  /** Ends it where it is: its process is gone. */
  override kill(): void {
    super.kill();
  }

  protected override deadlineError(): unknown {
    return this.#deadlineError();
  }

  override fire(): void {
    this.#awake();
    super.fire();
  }

  protected override promiseSettled(goOn: () => void): void {
    this.#awake();
    super.promiseSettled(goOn);
  }

  protected override body(): Body<void> {
    return this.#clean();
  }

  protected override returned(): void {
    this.#then(undefined);
  }

  protected override threw(failure: unknown): void {
    this.#then(failure);
  }
}
