/**
 * When what a sensor waits for came.
 * @module
 */

import type { Instant, OutsideJob, TaskInstanceRecord, TryRecord } from "../history/index.ts";
import { isObject } from "../options/index.ts";
import { type TaskFacts, wasPaused } from "./task-facts.ts";

/** The outside's own history. */
export interface Arrivals {
  /** When objects were last modified, by `bucket/key`. */
  readonly objects: ReadonlyMap<string, Instant>;
  readonly jobs: readonly OutsideJob[];
}

export interface Arrival {
  readonly at: Instant;
  /** False where the first look found it, so that it came any time before. */
  readonly isKnown: boolean;
}

/**
 * When it came: exactly, where the object's own date is there; else in the middle of the last interval, before whose end a poke
 * found it and at whose start none did.
 */
export function arrivalOf(facts: TaskFacts, instance: TaskInstanceRecord, one: TryRecord, outside: Arrivals): Arrival {
  const { end } = one;
  const start = firstStart(one);
  const interval = facts.interval.seconds * 1e6;
  const last = end ?? start ?? 0;
  const exact = modified(instance, outside.objects);
  if (exact !== undefined && exact <= last) return { at: exact, isKnown: true };
  if (facts.defers && wasPaused(one))
    return { at: Math.max(start ?? 0, (one.queued ?? last) - interval / 2), isKnown: true };
  const before = facts.reschedules && one.visits.length > 1 ? (one.visits.at(-2) as Instant) : last - interval;
  if (before < (start ?? last)) return { at: start ?? last, isKnown: false };
  return { at: (before + last) / 2, isKnown: true };
}

/** A try that rescheduled itself may have the start of its last visit in its row. */
function firstStart({ start, visits }: TryRecord): Instant | null {
  const [first] = visits;
  return first === undefined || (start !== null && start < first) ? start : first;
}

/** Seconds that the outside's own history has for a job: of the one that started first within the try. */
export function outsideSeconds(
  facts: TaskFacts,
  { rendered }: TaskInstanceRecord,
  { start, end }: TryRecord,
  { jobs }: Arrivals,
): number | undefined {
  const config = rendered?.["config"];
  const named = isObject(config) ? config["Name"] : rendered?.["job_name"];
  const name = named ?? facts.task.fields["job_name"];
  if (typeof name !== "string" || start === null || end === null) return undefined;
  const job = jobs.find((one) => one.name === name && one.start >= start && one.start <= end);
  return job === undefined || job.end > end ? undefined : (job.end - job.start) / 1e6;
}

function modified({ rendered }: TaskInstanceRecord, objects: ReadonlyMap<string, Instant>): Instant | undefined {
  if (rendered === null || objects.size === 0) return undefined;
  const { bucket_name: bucket, bucket_key: key } = rendered;
  const keys = (Array.isArray(key) ? key : [key]).filter((one) => typeof one === "string");
  const dates = keys.map((one) =>
    objects.get(
      one.startsWith("s3://") ? one.slice("s3://".length) : `${typeof bucket === "string" ? bucket : ""}/${one}`,
    ),
  );
  return dates.length > 0 && dates.every((date) => date !== undefined) ? Math.max(...dates) : undefined;
}
