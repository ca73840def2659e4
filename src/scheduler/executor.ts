import type { TaskInstance } from "../database/index.ts";

/** A task that the executor has done with, whatever became of it. */
export interface ExecutorEvent {
  readonly instance: TaskInstance;
  /** The try that it was queued as: part of its key. */
  readonly tryNumber: number;
  /** Whether its process ended well, as far as the executor can tell. Default success. */
  readonly outcome?: "success" | "failed";
}

/** What the scheduler asks of an executor (airflow/executors/base_executor.py). */
export interface Executor {
  /** How many more it takes: `parallelism` less what it runs and what it has queued. */
  readonly slotsAvailable: number;
  /** Whether it holds tasks that it could not send yet. */
  readonly hasQueuedTasks: boolean;
  /** Whether anything was gathered, or is to be, that `takeEvents` has not given out. */
  readonly hasEvents: boolean;
  queueCommand(instance: TaskInstance): void;
  /** Sends what is queued to the workers, then gathers what they have finished. */
  heartbeat(): void;
  /** `get_event_buffer`: what was gathered since it was last asked. */
  takeEvents(): readonly ExecutorEvent[];
  /** Whether it takes back what was queued for too long, as CeleryExecutor does. */
  readonly revokesStuckTasks: boolean;
  /** Takes a queued task back, without a word (`revoke_task`). A worker that has it already goes on. */
  revoke(instance: TaskInstance): void;
  /** Takes it back and says that it has failed (`cleanup_stuck_queued_tasks`). */
  failStuck(instance: TaskInstance): void;
  /** Whether the task instance, as the try it is in now, is queued or running in it. */
  hasTask(instance: TaskInstance): boolean;
  /** Calls the callbacks of a task instance that has ended, or failed and is tried again, without a process to call them. */
  callBack(instance: TaskInstance): void;
}
