import { Codes, flag, float64, int32, table } from "../containers/index.ts";
import type { Actor, DagRun, TaskInstance, TriggerRow } from "../database/index.ts";
import { DAG_RUN_STATES, type DagRunState, TASK_INSTANCE_STATES, type TaskInstanceState } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { DagRunEvent, TaskInstanceEvent, TriggerRowEvent } from "./events.ts";

/** A change of a task instance, a run or a row of the trigger table. */
export type Change = TaskInstanceEvent | DagRunEvent | TriggerRowEvent;

const KINDS = new Codes<Change["kind"]>(["taskInstance", "dagRun", "trigger"]);
const TASK_INSTANCE = KINDS.of("taskInstance");
const DAG_RUN = KINDS.of("dagRun");
const TRIGGER = KINDS.of("trigger");
const ACTORS = new Codes<Actor>(["scheduler", "worker", "triggerer", "user", "dag_processor"]);
const TRIGGER_EVENTS = new Codes<TriggerRowEvent["event"]>(["created", "assigned", "deleted"]);

/** All changes of states and triggers, in order. A change takes 20 bytes. */
export class ChangeLog {
  readonly #changes = table({
    at: float64,
    /** The id of the task instance, run or trigger. */
    subject: int32,
    tryNumber: int32,
    /** Codes of the kind, the actor, the new state or the trigger's event, and the state before: a byte each. */
    what: int32,
  });

  get length(): number {
    return this.#changes.rows.length;
  }

  /** Notes that a task instance has got its state. The states are codes. Returns the row. */
  addTaskInstance(at: Micros, by: Actor, { id, triesCounted }: TaskInstance, state: number, from: number): number {
    const row = this.#add(TASK_INSTANCE, at, by, id, state, from);
    this.#changes.tryNumber.set(row, triesCounted);
    return row;
  }

  /** Notes that a run has got its state. */
  addDagRun(at: Micros, by: Actor, { id, state }: DagRun, from: DagRunState | null): void {
    this.#add(DAG_RUN, at, by, id, DAG_RUN_STATES.of(state), DAG_RUN_STATES.of(from));
  }

  addTrigger(at: Micros, by: Actor, { id }: TriggerRow, event: TriggerRowEvent["event"]): void {
    this.#add(TRIGGER, at, by, id, TRIGGER_EVENTS.of(event), 0);
  }

  #add(kind: number, at: Micros, by: Actor, subject: number, state: number, from: number): number {
    const changes = this.#changes;
    const row = changes.rows.add();
    changes.at.set(row, at);
    changes.subject.set(row, subject);
    changes.what.set(row, kind | (ACTORS.of(by) << 8) | (state << 16) | (from << 24));
    return row;
  }

  /** One of the codes of a row, by its place. */
  #code(row: number, place: 0 | 1 | 2 | 3): number {
    return (this.#changes.what.get(row) >>> (8 * place)) & 255;
  }

  kind(row: number): Change["kind"] {
    return KINDS.name(this.#code(row, 0)) as Change["kind"]; // no row is without
  }

  at(row: number): Micros {
    return this.#changes.at.get(row);
  }

  by(row: number): Actor {
    return ACTORS.name(this.#code(row, 1)) as Actor;
  }

  /** The id of the task instance, run or trigger. */
  subject(row: number): number {
    return this.#changes.subject.get(row);
  }

  tryNumber(row: number): number {
    return this.#changes.tryNumber.get(row);
  }

  taskInstanceState(row: number): TaskInstanceState | null {
    return TASK_INSTANCE_STATES.name(this.#code(row, 2));
  }

  taskInstanceStateBefore(row: number): TaskInstanceState | null {
    return TASK_INSTANCE_STATES.name(this.#code(row, 3));
  }

  dagRunState(row: number): DagRunState {
    return DAG_RUN_STATES.name(this.#code(row, 2)) as DagRunState; // only the state before may be null
  }

  dagRunStateBefore(row: number): DagRunState | null {
    return DAG_RUN_STATES.name(this.#code(row, 3));
  }

  triggerEvent(row: number): TriggerRowEvent["event"] {
    return TRIGGER_EVENTS.name(this.#code(row, 2)) as TriggerRowEvent["event"];
  }
}

/** Worker slots taken and given back, in order; `instance` is the id of the task instance. */
export const slotLog = () => table({ at: float64, instance: int32, isTaken: flag });
