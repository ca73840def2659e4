import { endProcess, type OwnerColumns, type RowAsRead, setOwner, type TaskInstance } from "../database/index.ts";
import { type TaskEnd, TaskProcess, type Worker } from "../executor/index.ts";

/** The supervisor of a task's process. */
export interface Watcher {
  /** The state of its task instance, or who runs it, has changed: its next heartbeat will see that. */
  watch(): void;
  /** Hears that its process has ended by itself. */
  childEnded(isDeferral: boolean): void;
}

/**
 * The process that runs a task (`airflow tasks run --raw`), a child of its supervisor. It writes its end whatever has become
 * of its task instance, also where nobody watches it any more.
 */
export class RawTask extends TaskProcess {
  readonly #owner: Omit<OwnerColumns, "queuedBy">;
  #watcher: Watcher | undefined;
  /** It has begun to run its task, and is not over. */
  isAlive = false;

  constructor(
    worker: Worker,
    watcher: Watcher,
    owner: Omit<OwnerColumns, "queuedBy">,
    instance: TaskInstance,
    tryNumber: number,
  ) {
    super(worker, () => {}, instance, tryNumber);
    this.#watcher = watcher;
    this.#owner = owner;
  }

  /** Runs its task, unless that is not to be run. */
  run(): boolean {
    return this.startTask();
  }

  protected override enterRunning(): RowAsRead {
    this.isAlive = true;
    this.instance.dagRun.commands += 1;
    setOwner(this.instance, this.#owner);
    return super.enterRunning();
  }

  protected override exited(end: TaskEnd): void {
    this.#over();
    this.#watcher?.childEnded(end === "deferred");
  }

  override stateChangedOutside(): void {
    this.#watcher?.watch();
  }

  /** Hears that its supervisor is dead. */
  orphan(): void {
    this.#watcher = undefined;
  }

  /** SIGTERM. One that has no handler for it yet is gone at once. */
  override terminate(): void {
    if (this.context !== undefined) super.terminate();
    else {
      this.die();
      this.#watcher?.childEnded(false);
    }
  }

  /** SIGKILL. Nothing of it runs any more, and nobody is told. */
  die(): void {
    if (!this.isAlive) return;
    this.context?.abandon();
    this.kill();
    this.kernel.cancel(this);
    endProcess(this.instance, this);
    this.#over();
  }

  #over(): void {
    this.isAlive = false;
    this.instance.dagRun.commands -= 1;
  }
}
