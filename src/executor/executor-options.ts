import { type Seconds, sleepMicros } from "../kernel/index.ts";
import type { ExecutorServices, ProcessInSlot, ProcessTimes, Worker } from "./worker.ts";
import type { MakeWorkerSlots } from "./worker-slots.ts";

export interface ExecutorOptions {
  /** Task processes that run at once; more wait in the broker, first in, first out. Default: no limit. */
  readonly workerSlots?: number;
  /** Other numbers of worker slots from these instants on, as workers come and go. What runs meanwhile keeps its slot. */
  readonly workerSlotsFrom?: readonly { readonly at: Seconds; readonly slots: number }[];
  /**
   * Takes back tasks that are queued for longer than `scheduler.taskQueuedTimeout`, as CeleryExecutor does. Default false, as
   * with the executors of Airflow itself: then they wait on.
   */
  readonly revokesStuckTasks?: boolean;
  /** Seconds that a slot is held before the task's process looks at its task. Default 0. */
  readonly taskStartup?: Seconds;
  /** Seconds that a task is in state running before its own code begins: its process reads the DAG file. Default 0. */
  readonly taskSetup?: Seconds;
  /** The same, by the name that it has from Airflow 3 on, where a task is running before its process has parsed the DAG. Default 0. */
  readonly taskParse?: Seconds;
  /** Seconds from a task's end, which is written, to that of its process: its supervisor beats meanwhile, and may end it. Default 0. */
  readonly taskExit?: Seconds;
  /** Seconds that a slot is held after the task has ended. Default 0. */
  readonly taskShutdown?: Seconds;
  /** The times of each process as it gets its slot, in place of `taskStartup` and `taskSetup`: recorded ones, say. */
  readonly processTimes?: (process: ProcessInSlot) => ProcessTimes;
}

/** A worker with the times that its processes take beside their tasks. */
export function workerOf(services: ExecutorServices, options: ExecutorOptions): Worker {
  return {
    ...services,
    startup: sleepMicros(options.taskStartup ?? 0),
    setup: sleepMicros((options.taskSetup ?? 0) + (options.taskParse ?? 0)),
    exit: sleepMicros(options.taskExit ?? 0),
    shutdown: sleepMicros(options.taskShutdown ?? 0),
    timesOf: options.processTimes,
  };
}

/** The options, and the place that the slots come from. */
export interface ExecutorSettings extends ExecutorOptions {
  readonly makeWorkerSlots?: MakeWorkerSlots;
}
