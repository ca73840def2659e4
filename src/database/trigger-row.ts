import type { IntrusiveList } from "../containers/index.ts";
import type { Trigger } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { TaskInstance } from "./task-instance.ts";

/** A running or dead triggerer, as the database knows it (its row in the job table). */
export interface TriggererJob {
  readonly id: number;
  /** The heartbeat that the database holds. `order` is the asker's place among those that look around at this instant. */
  latestHeartbeat(order?: number): Micros;
  /** The rows that are assigned to it. */
  readonly assigned: IntrusiveList<TriggerRow>;
  /** A row that it has or had was deleted, was taken over by another, or runs no more: what follows is to be looked at. */
  unsettle(row: TriggerRow): void;
}

/**
 * A trigger that runs, as far as its row has to know of it: for a while two triggerers may run the same one, that which looked
 * dead and that which has taken it over.
 */
export interface RunningTrigger {
  /** The loop that it runs in. */
  readonly loop: object;
}

const NONE: readonly never[] = [];

/** A row of the trigger table. */
export class TriggerRow {
  readonly id: number;
  readonly trigger: Trigger;
  readonly kwargs: Readonly<Record<string, unknown>>;
  readonly createdDate: Micros;
  triggerer: TriggererJob | null = null;
  /** The trigger that its triggerer has made of it. */
  made: Trigger | null = null;
  /** The task instance that waits for it. */
  readonly taskInstance: TaskInstance;
  /** True while it is in the table. */
  exists = true;
  /** True where its task instance may not wait for it any more: `TriggerTable.suspect`. */
  isSuspect = false;
  /** The triggerers that have yet to look whether it runs in them, as it should or should not. */
  unsettledIn: readonly TriggererJob[] = NONE;
  /** The triggers that run for it. */
  running: readonly RunningTrigger[] = NONE;
  /** The place among those of its triggerer. */
  place = -1;

  constructor(id: number, trigger: Trigger, createdDate: Micros, taskInstance: TaskInstance) {
    this.id = id;
    this.trigger = trigger;
    this.kwargs = trigger.serialize();
    this.createdDate = createdDate;
    this.taskInstance = taskInstance;
  }
}
