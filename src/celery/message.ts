import type { TaskInstance } from "../database/index.ts";

/** Celery's states of a task, as the result backend has them. */
export type CeleryState = "PENDING" | "STARTED" | "SUCCESS" | "FAILURE" | "REVOKED";

/** A command to run a task instance, on its way to a worker. It carries no number of a try: the executor's key does. */
export class CeleryMessage {
  readonly instance: TaskInstance;
  state: CeleryState = "PENDING";
  isRevoked = false;
  /** It waits in the broker. */
  isQueued = false;
  /** True while its run waits for it: until it is acknowledged, lost or thrown away. */
  isUnderWay = true;

  constructor(instance: TaskInstance) {
    this.instance = instance;
    instance.dagRun.commands += 1;
  }

  /** Nobody has it any more. */
  drop(): void {
    if (this.isUnderWay) this.instance.dagRun.commands -= 1;
    this.isUnderWay = false;
  }
}
