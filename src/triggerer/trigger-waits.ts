/**
 * What deferred task instances wait for where no triggerer has their trigger: told to who asks.
 * @module
 */
import type { Metadata, TriggererJob } from "../database/index.ts";

/** No triggerer has room: what is left without one waits for that. */
export function explainCapacity({ triggers, observer }: Metadata): void {
  for (const { taskInstance } of triggers.unassigned())
    if (taskInstance.state === "deferred") observer.waits?.waitsFor(taskInstance, "triggererCapacity");
}

/** A triggerer is dead: what it had waits for another. */
export function explainAbsence({ observer }: Metadata, triggerer: TriggererJob): void {
  for (const { taskInstance } of triggerer.assigned.toArray())
    if (taskInstance.state === "deferred") observer.waits?.waitsFor(taskInstance, "noTriggerer");
}
