import type { DagRun, TaskInstance, WaitCause } from "../../database/index.ts";
import type { DagRunState, TaskInstanceState } from "../../definition/index.ts";
import type { Micros } from "../../kernel/index.ts";
import type { TriggerRowEvent } from "../events.ts";
import type { Recorder } from "../recorder.ts";

/** Receives what was recorded, once more and in order. */
export interface Spectator {
  taskInstance?(
    at: Micros,
    instance: TaskInstance,
    state: TaskInstanceState | null,
    from: TaskInstanceState | null,
  ): void;
  dagRun?(at: Micros, run: DagRun, state: DagRunState, from: DagRunState | null): void;
  trigger?(at: Micros, triggerId: number, instance: TaskInstance, event: TriggerRowEvent["event"]): void;
  /** `until` is null where the end was not known. */
  waits?(at: Micros, instance: TaskInstance, cause: WaitCause, until: Micros | null): void;
  slot?(at: Micros, instance: TaskInstance, delta: 1 | -1): void;
  /** Ends an instant: all that happened at it has been replayed. */
  instantOver?(at: Micros): void;
}

/**
 * Replays what a recorder has kept, in order. At each instant the changes and the causes of waits come as they happened, then
 * the slots: their order among the changes is not kept.
 */
export function replay(recorder: Recorder, spectator: Spectator): void {
  const { changes, slots, instances, waits } = recorder;
  let [change, slot, wait] = [0, 0, 0];
  const waitRows = waits?.entries;
  const waitAt = () =>
    waitRows !== undefined && wait < waitRows.rows.length ? waitRows.at.get(wait) : Number.POSITIVE_INFINITY;
  while (change < changes.length || slot < slots.length || waitAt() < Number.POSITIVE_INFINITY) {
    const at = Math.min(
      change < changes.length ? changes.at(change) : Number.POSITIVE_INFINITY,
      slot < slots.length ? slots.at(slot) : Number.POSITIVE_INFINITY,
      waitAt(),
    );
    for (;;) {
      if (waitRows !== undefined && waitAt() === at && waitRows.position.get(wait) <= change) {
        replayWait(recorder, wait, spectator);
        wait += 1;
      } else if (change < changes.length && changes.at(change) === at) {
        replayChange(recorder, change, spectator);
        change += 1;
      } else break;
    }
    for (; slot < slots.length && slots.at(slot) === at; slot += 1) {
      const instance = instances[slots.instance(slot)] as TaskInstance;
      spectator.slot?.(at, instance, slots.delta(slot));
    }
    spectator.instantOver?.(at);
  }
}

function replayWait({ waits, instances }: Recorder, row: number, spectator: Spectator): void {
  if (waits === undefined) return;
  const { at, instance, cause, until } = waits.entries;
  spectator.waits?.(at.get(row), instances[instance.get(row)] as TaskInstance, cause.get(row), until.get(row));
}

function replayChange(recorder: Recorder, row: number, spectator: Spectator): void {
  const { changes } = recorder;
  const [at, subject] = [changes.at(row), changes.subject(row)];
  switch (changes.kind(row)) {
    case "taskInstance": {
      const instance = recorder.instances[subject] as TaskInstance;
      spectator.taskInstance?.(at, instance, changes.taskInstanceState(row), changes.taskInstanceStateBefore(row));
      break;
    }
    case "dagRun":
      spectator.dagRun?.(
        at,
        recorder.runs[subject] as DagRun,
        changes.dagRunState(row),
        changes.dagRunStateBefore(row),
      );
      break;
    case "trigger":
      spectator.trigger?.(at, subject, recorder.taskInstanceOfTrigger(subject), changes.triggerEvent(row));
  }
}
