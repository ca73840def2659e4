import type { Metadata, Runtime } from "../database/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { Dependencies, MiniScheduler } from "../scheduler/index.ts";

/** The rooms below, as an executor and its workers use them. */
export interface ExecutorServices {
  readonly metadata: Metadata;
  readonly runtime: Runtime;
  readonly dependencies: Dependencies;
  readonly miniScheduler: MiniScheduler;
}

/** The worker that processes of tasks run in: what they use, and how long they hold a slot beside their task. */
export interface Worker extends ExecutorServices {
  /** From the slot to the look at the task. */
  readonly startup: Micros;
  /** From the state running to the task's own code. */
  readonly setup: Micros;
  /** From the end of the task to that of the slot. */
  readonly shutdown: Micros;
}
