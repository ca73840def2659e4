import { type Micros, NEVER } from "../kernel/index.ts";
import type { Executor } from "./executor.ts";
import type { Step } from "./step.ts";

/** Lets the executor send what it has queued and take in what has ended (`self.job.executor.heartbeat()`). */
export class ExecutorHeartbeat implements Step {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  due(from: Micros): Micros {
    return this.#executor.hasQueuedTasks ? from : NEVER;
  }

  run(): void {
    this.#executor.heartbeat();
  }
}
