import type { Metadata, Runtime } from "../database/index.ts";
import type { Micros, Seconds } from "../kernel/index.ts";
import type { Dependencies, MiniScheduler } from "../scheduler/index.ts";

/** The rooms below, as an executor and its workers use them. */
export interface ExecutorServices {
  readonly metadata: Metadata;
  readonly runtime: Runtime;
  readonly dependencies: Dependencies;
  readonly miniScheduler: MiniScheduler;
}

/** A process of a task that has got its worker slot. */
export interface ProcessInSlot {
  readonly dagId: string;
  readonly runId: string;
  readonly taskId: string;
  /** -1 where the task is not mapped. */
  readonly mapIndex: number;
  /** The try that it was queued as, from 1. */
  readonly tryNumber: number;
  /** Microseconds since the start of the simulation. */
  readonly now: Micros;
}

/** The seconds that one process takes beside its task's own code. */
export interface ProcessTimes {
  /** In place of `taskStartup`. */
  readonly startup: Seconds;
  /** In place of `taskSetup`. */
  readonly setup: Seconds;
}

/** The worker that processes of tasks run in: what they use, and how long they hold a slot beside their task. */
export interface Worker extends ExecutorServices {
  /** From the slot to the look at the task. */
  readonly startup: Micros;
  /** From the state running to the task's own code. */
  readonly setup: Micros;
  /** From the end of the task to that of the slot. */
  readonly shutdown: Micros;
  /** The time from a task's end, as it is written, to that of its process. */
  readonly exit: Micros;
  /** The times of one process, in place of `startup` and `setup`. */
  readonly timesOf: ((process: ProcessInSlot) => ProcessTimes) | undefined;
}
