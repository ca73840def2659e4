import type { DagRun, TaskInstance, WaitCause } from "../../database/index.ts";
import type { DagRunState, TaskInstanceState } from "../../definition/index.ts";
import type { Micros } from "../../kernel/index.ts";
import { codeOf, nameOf } from "../change-log.ts";
import type { TriggerRowEvent } from "../events.ts";
import type { Recorder } from "../recorder.ts";
import { causeOf } from "../wait-log.ts";

/** Who is told again what was recorded. */
export interface Spectator {
  taskInstance?(
    at: Micros,
    instance: TaskInstance,
    state: TaskInstanceState | null,
    from: TaskInstanceState | null,
  ): void;
  dagRun?(at: Micros, run: DagRun, state: DagRunState, from: DagRunState | null): void;
  trigger?(at: Micros, triggerId: number, instance: TaskInstance, event: TriggerRowEvent["event"]): void;
  /** `until` is null where nobody could tell. */
  waits?(at: Micros, instance: TaskInstance, cause: WaitCause, until: Micros | null): void;
  slot?(at: Micros, instance: TaskInstance, delta: 1 | -1): void;
  /** All of an instant has been told. */
  instantOver?(at: Micros): void;
}

const TASK_INSTANCE = codeOf.kind("taskInstance");
const DAG_RUN = codeOf.kind("dagRun");

/**
 * Tells what a recorder has kept, in order. At one instant the changes and reasons come in the order in which they came
 * about, then the slots: which of both was first is not kept.
 */
export function replay(recorder: Recorder, spectator: Spectator): void {
  const { changes, slots, instances, waits } = recorder;
  let [change, slot, wait] = [0, 0, 0];
  const waitRows = waits?.rows;
  const waitAt = () =>
    waitRows !== undefined && wait < waitRows.length ? (waitRows.columns.at[wait] as Micros) : Number.POSITIVE_INFINITY;
  while (change < changes.length || slot < slots.length || waitAt() < Number.POSITIVE_INFINITY) {
    const at = Math.min(
      change < changes.length ? changes.at(change) : Number.POSITIVE_INFINITY,
      slot < slots.length ? slots.at(slot) : Number.POSITIVE_INFINITY,
      waitAt(),
    );
    for (;;) {
      const isWait = waitAt() === at && (waitRows?.columns.position[wait] as number) <= change;
      if (isWait) {
        tellWait(recorder, wait, spectator);
        wait += 1;
      } else if (change < changes.length && changes.at(change) === at) {
        tellChange(recorder, change, spectator);
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

function tellWait({ waits, instances }: Recorder, row: number, spectator: Spectator): void {
  const columns = waits?.rows.columns;
  if (columns === undefined) return;
  const until = columns.until[row] as number;
  const instance = instances[columns.instance[row] as number] as TaskInstance;
  spectator.waits?.(
    columns.at[row] as number,
    instance,
    causeOf(columns.cause[row] as number),
    until < 0 ? null : until,
  );
}

function tellChange(recorder: Recorder, row: number, spectator: Spectator): void {
  const { changes } = recorder;
  const [at, subject] = [changes.at(row), changes.subject(row)];
  const [state, from] = [changes.state(row), changes.from(row)];
  switch (changes.kind(row)) {
    case TASK_INSTANCE:
      spectator.taskInstance?.(
        at,
        recorder.instances[subject] as TaskInstance,
        nameOf.state(state),
        nameOf.state(from),
      );
      break;
    case DAG_RUN:
      spectator.dagRun?.(
        at,
        recorder.runs[subject] as DagRun,
        nameOf.runState(state) as DagRunState,
        nameOf.runState(from),
      );
      break;
    default:
      spectator.trigger?.(at, subject, recorder.taskInstanceOfTrigger(subject), nameOf.trigger(state));
  }
}
