import type { Job, TaskInstance } from "../database/index.ts";

/** A task that the executor has done with, whatever became of it. */
export interface ExecutorEvent {
  readonly instance: TaskInstance;
  /** The try that it was queued as: part of its key. */
  readonly tryNumber: number;
  /** The end of its process, as far as the executor can tell; or that it was queued, under an id. Default success. */
  readonly outcome?: "success" | "failed" | "queued";
  /** True where it has failed by being silent for too long. */
  readonly isSilent?: boolean;
  /** The id of its message: where it was queued. */
  readonly externalExecutorId?: object;
}

/** An executor, as the scheduler uses it (airflow/executors/base_executor.py). */
export interface Executor {
  /** The number of tasks that it still takes: `parallelism` less what it runs and what it has queued. */
  readonly slotsAvailable: number;
  /** True while it holds tasks that it could not send yet. */
  readonly hasQueuedTasks: boolean;
  /** True while there are events, gathered or to be gathered, that `takeEvents` has not given out. */
  readonly hasEvents: boolean;
  queueCommand(instance: TaskInstance): void;
  /** Sends what is queued to the workers, then gathers what they have finished. */
  heartbeat(): void;
  /** `get_event_buffer`: what was gathered since it was last asked. */
  takeEvents(): readonly ExecutorEvent[];
  /** True where it takes back what was queued for too long, as CeleryExecutor does. */
  readonly revokesStuckTasks: boolean;
  /** Takes a queued task back, without a word (`revoke_task`). A worker that has it already goes on. */
  revoke(instance: TaskInstance): void;
  /** Takes it back and says that it has failed (`cleanup_stuck_queued_tasks`). */
  failStuck(instance: TaskInstance): void;
  /** Tells if the task instance, as the try it is in now, is queued or running in it. */
  hasTask(instance: TaskInstance): boolean;
  /** Calls the callbacks of a task instance that has ended, or failed and is tried again, without a process to call them. */
  callBack(instance: TaskInstance): void;
}

/** The things that a scheduler needs where it is not alone, and where something may die. */
export interface Ownership {
  /** The scheduler's own job. */
  readonly job: Job;
  readonly executor: OwningExecutor;
}

/** An executor whose scheduler may die: CeleryExecutor. */
export interface OwningExecutor extends Executor {
  /** Takes over a task that another scheduler's executor has sent. False where it does not know its message. */
  adopt(instance: TaskInstance): boolean;
  /** Hears that a task's process is lost, and gives its place back (`change_state`). */
  giveUp(instance: TaskInstance): void;
  /** Hands a request to the DAG processor (`send_callback`). */
  sendCallback(request: () => void): void;
}
