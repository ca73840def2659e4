import { Codes, flag, float64, int32, oneOf, table, uint8 } from "../containers/index.ts";
import type { Actor, DagRun, TaskInstance, TriggerRow } from "../database/index.ts";
import { DAG_RUN_STATES, type DagRunState, TASK_INSTANCE_STATES, type TaskInstanceState } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { DagRunEvent, TaskInstanceEvent, TriggerRowEvent } from "./events.ts";

/** A change of a task instance, a run or a row of the trigger table. */
export type Change = TaskInstanceEvent | DagRunEvent | TriggerRowEvent;

const KINDS = new Codes<Change["kind"]>(["taskInstance", "dagRun", "trigger"]);
const ACTORS = new Codes<Actor>(["scheduler", "worker", "triggerer", "user", "dag_processor"]);
const TRIGGER_EVENTS = new Codes<TriggerRowEvent["event"]>(["created", "assigned", "deleted"]);

/** All changes of states and triggers, in order. A change takes 20 bytes. */
export class ChangeLog {
  readonly #rows = table({
    at: float64,
    /** The id of the task instance, run or trigger. */
    subject: int32,
    tryNumber: int32,
    kind: oneOf(KINDS),
    by: oneOf(ACTORS),
    /** The code of the new state, or of a trigger's event: `kind` says which codes. */
    state: uint8,
    /** The code of the state before. */
    from: uint8,
  });

  get length(): number {
    return this.#rows.length;
  }

  /** Notes that a task instance has got its state. Returns the row. */
  addTaskInstance(at: Micros, by: Actor, instance: TaskInstance, from: TaskInstanceState | null): number {
    const row = this.#add("taskInstance", at, by, instance);
    this.#rows.state.set(row, TASK_INSTANCE_STATES.of(instance.state));
    this.#rows.from.set(row, TASK_INSTANCE_STATES.of(from));
    this.#rows.tryNumber.set(row, instance.triesCounted);
    return row;
  }

  /** Notes that a run has got its state. */
  addDagRun(at: Micros, by: Actor, run: DagRun, from: DagRunState | null): void {
    const row = this.#add("dagRun", at, by, run);
    this.#rows.state.set(row, DAG_RUN_STATES.of(run.state));
    this.#rows.from.set(row, DAG_RUN_STATES.of(from));
  }

  addTrigger(at: Micros, by: Actor, trigger: TriggerRow, event: TriggerRowEvent["event"]): void {
    const row = this.#add("trigger", at, by, trigger);
    this.#rows.state.set(row, TRIGGER_EVENTS.of(event));
  }

  #add(kind: Change["kind"], at: Micros, by: Actor, subject: { readonly id: number }): number {
    const rows = this.#rows;
    const row = rows.add();
    rows.kind.set(row, kind);
    rows.at.set(row, at);
    rows.by.set(row, by);
    rows.subject.set(row, subject.id);
    return row;
  }

  kind(row: number): Change["kind"] {
    return this.#rows.kind.get(row);
  }

  at(row: number): Micros {
    return this.#rows.at.get(row);
  }

  by(row: number): Actor {
    return this.#rows.by.get(row);
  }

  /** The id of the task instance, run or trigger. */
  subject(row: number): number {
    return this.#rows.subject.get(row);
  }

  tryNumber(row: number): number {
    return this.#rows.tryNumber.get(row);
  }

  taskInstanceState(row: number): TaskInstanceState | null {
    return TASK_INSTANCE_STATES.name(this.#rows.state.get(row));
  }

  taskInstanceStateBefore(row: number): TaskInstanceState | null {
    return TASK_INSTANCE_STATES.name(this.#rows.from.get(row));
  }

  dagRunState(row: number): DagRunState {
    return DAG_RUN_STATES.name(this.#rows.state.get(row)) as DagRunState; // only the state before may be null
  }

  dagRunStateBefore(row: number): DagRunState | null {
    return DAG_RUN_STATES.name(this.#rows.from.get(row));
  }

  triggerEvent(row: number): TriggerRowEvent["event"] {
    return TRIGGER_EVENTS.name(this.#rows.state.get(row)) as TriggerRowEvent["event"];
  }
}

/** Worker slots taken and given back, in order; `instance` is the id of the task instance. */
export const slotLog = () => table({ at: float64, instance: int32, isTaken: flag });
