import type { Metadata, TaskInstance, TriggererJob, TriggerRow } from "../database/index.ts";
import { BaseTaskEndEvent, exceptionMessage, exceptionName, type TriggerEvent } from "../definition/index.ts";
import type { FailedTrigger } from "./trigger-runner.ts";

/** A triggerer, as the others and the simulation know it. */
export interface AnyTriggerer extends TriggererJob {
  /** Triggers that it runs at once. */
  readonly capacity: number;
  readonly isStopped: boolean;
  /** True if its heartbeat in the database may grow too old. */
  readonly mayLookDead: boolean;
  /** Something in the database has changed. */
  wake(): void;
  /** The process is killed: nothing of it runs any more, and the database is not told. */
  crash(): void;
  /** It ends in order, and says so: another may take its triggers at once. */
  signOff(): void;
  /** Logs how many triggers run, as often as that is due. */
  logStatus(): void;
}

/** True if its task instance has stopped waiting for it. A row whose task instance was cleared stays until that has a state again. */
function isUnused(row: TriggerRow): boolean {
  const { trigger, state } = row.taskInstance;
  return trigger !== row || (state !== "deferred" && state !== null);
}

/** The work of a triggerer on the database (models/trigger.py). */
export class TriggererDesk {
  readonly #triggerer: AnyTriggerer;
  readonly #metadata: Metadata;
  readonly #peers: readonly AnyTriggerer[];
  readonly #onTaskEnd: (instance: TaskInstance) => void;

  /** `onTaskEnd` is told of each task that a trigger has ended, at the end of a round's events. */
  constructor(
    triggerer: AnyTriggerer,
    metadata: Metadata,
    peers: readonly AnyTriggerer[],
    onTaskEnd: (instance: TaskInstance) => void,
  ) {
    this.#triggerer = triggerer;
    this.#metadata = metadata;
    this.#peers = peers;
    this.#onTaskEnd = onTaskEnd;
  }

  /** `Trigger.clean_unused`. */
  cleanUnused(): void {
    this.#metadata.triggers.deleteUnused(isUnused, this.#deleted);
  }

  readonly #deleted = (row: TriggerRow) => {
    this.#metadata.life.triggerDeleted(row);
    this.#metadata.observer.trigger(row, "deleted", this.#metadata.actor);
    row.triggerer?.unsettle(row);
  };

  /** `Trigger.assign_unassigned`: takes what it has room for. Returns it. */
  assign(isAlive: (peer: AnyTriggerer) => boolean): readonly TriggerRow[] {
    const { triggers, observer, actor } = this.#metadata;
    const { assigned, capacity } = this.#triggerer;
    const room = capacity - assigned.size;
    if (room <= 0 || (!triggers.hasUnassigned && this.#peers.length <= 1)) return NONE;
    let dead: readonly AnyTriggerer[] = NONE;
    for (const peer of this.#peers) if (peer.assigned.size > 0 && !isAlive(peer)) dead = [...dead, peer];
    const rows = triggers.assign(this.#triggerer, room, dead);
    for (const row of rows) observer.trigger(row, "assigned", actor);
    return rows;
  }

  /** Records that the triggers which are left wait for room, if no live triggerer has any. */
  explainCapacity(): void {
    const { triggers, observer } = this.#metadata;
    if (observer.waits === undefined) return;
    const hasNoRoom = ({ isStopped, assigned, capacity }: AnyTriggerer) => isStopped || assigned.size >= capacity;
    if (!this.#peers.every(hasNoRoom)) return;
    for (const { taskInstance } of triggers.unassigned())
      if (taskInstance.state === "deferred") observer.waits.waitsFor(taskInstance, "triggererCapacity");
  }

  /** Records that its triggers wait for another triggerer, because it is dead. */
  explainAbsence(): void {
    const { waits } = this.#metadata.observer;
    if (waits === undefined) return;
    for (const { taskInstance } of this.#triggerer.assigned.toArray())
      if (taskInstance.state === "deferred") waits.waitsFor(taskInstance, "noTriggerer");
  }

  /** The first event of a trigger resumes the task, or ends it; later ones find it gone. */
  handleEvents(events: (readonly [TriggerRow, TriggerEvent])[]): void {
    if (events.length === 0) return;
    const { life, observer } = this.#metadata;
    const ended: TaskInstance[] = [];
    for (const [row, event] of events) {
      observer.triggerHandled(row, "succeeded");
      observer.waits?.because(row.taskInstance, { kind: "triggerFired" });
      if (!(event instanceof BaseTaskEndEvent)) life.submitEvent(row, event.payload);
      else if (life.endByTrigger(row, event)) ended.push(row.taskInstance);
    }
    while (events.length > 0) events.pop(); // setting its length would give its memory back
    for (const instance of ended) this.#onTaskEnd(instance);
  }

  handleFailures(failed: FailedTrigger[]): void {
    if (failed.length === 0) return;
    const { life, observer } = this.#metadata;
    for (const { row, error } of failed.splice(0)) {
      const message = error === null ? null : `${exceptionName(error)}: ${exceptionMessage(error)}`;
      observer.waits?.because(row.taskInstance, { kind: "triggerFailed", message });
      life.submitFailure(row, error);
      observer.triggerHandled(row, "failed");
    }
  }
}

const NONE: readonly never[] = [];
