import { Codes, instant, int32, invariant, table, uint16 } from "../containers/index.ts";
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

/** A part of a row's bits: where they begin, and how many there are. */
interface Bits {
  readonly from: number;
  readonly count: number;
}

const KIND: Bits = { from: 0, count: 2 };
const ACTOR: Bits = { from: 2, count: 3 };
/** The new state, or the trigger's event. */
const STATE: Bits = { from: 5, count: 4 };
const STATE_BEFORE: Bits = { from: 9, count: 4 };
const TRY: Bits = { from: 13, count: 3 };

for (const [codes, { count }] of [
  [KINDS, KIND],
  [ACTORS, ACTOR],
  [TASK_INSTANCE_STATES, STATE],
] as const)
  invariant(codes.end <= 1 << count, "each code of a change has bits enough");

/** Stands for a number of tries that is kept apart. Few tasks are tried so often. */
const MANY_TRIES = (1 << TRY.count) - 1;

/** All changes of states and triggers, in order. A change takes 10 bytes. */
export class ChangeLog {
  readonly #changes = table({
    at: instant,
    /** The id of the task instance, run or trigger. */
    subject: int32,
    /** All else, by `Bits`. */
    what: uint16,
  });
  /** Tries, by row, where there are too many for their bits. */
  readonly #manyTries = new Map<number, number>();

  get length(): number {
    return this.#changes.rows.length;
  }

  /** Notes that a task instance has got its state. The states are codes. Returns the row. */
  addTaskInstance(at: Micros, by: Actor, { id, triesCounted }: TaskInstance, state: number, from: number): number {
    const isFew = triesCounted >= 0 && triesCounted < MANY_TRIES;
    const row = this.#add(TASK_INSTANCE, at, by, id, state, from, isFew ? triesCounted : MANY_TRIES);
    if (!isFew) this.#manyTries.set(row, triesCounted);
    return row;
  }

  /** Notes that a run has got its state. */
  addDagRun(at: Micros, by: Actor, { id, state }: DagRun, from: DagRunState | null): void {
    this.#add(DAG_RUN, at, by, id, DAG_RUN_STATES.of(state), DAG_RUN_STATES.of(from), 0);
  }

  addTrigger(at: Micros, by: Actor, { id }: TriggerRow, event: TriggerRowEvent["event"]): void {
    this.#add(TRIGGER, at, by, id, TRIGGER_EVENTS.of(event), 0, 0);
  }

  #add(kind: number, at: Micros, by: Actor, subject: number, state: number, from: number, tries: number): number {
    const changes = this.#changes;
    const row = changes.rows.add();
    changes.at.set(row, at);
    changes.subject.set(row, subject);
    const codes = kind | (ACTORS.of(by) << ACTOR.from) | (state << STATE.from) | (from << STATE_BEFORE.from);
    changes.what.set(row, codes | (tries << TRY.from));
    return row;
  }

  #bits(row: number, { from, count }: Bits): number {
    return (this.#changes.what.get(row) >>> from) & ((1 << count) - 1);
  }

  kind(row: number): Change["kind"] {
    return KINDS.name(this.#bits(row, KIND)) as Change["kind"]; // no row is without
  }

  at(row: number): Micros {
    return this.#changes.at.get(row);
  }

  by(row: number): Actor {
    return ACTORS.name(this.#bits(row, ACTOR)) as Actor;
  }

  /** The id of the task instance, run or trigger. */
  subject(row: number): number {
    return this.#changes.subject.get(row);
  }

  tryNumber(row: number): number {
    const tries = this.#bits(row, TRY);
    return tries === MANY_TRIES ? (this.#manyTries.get(row) ?? tries) : tries;
  }

  taskInstanceState(row: number): TaskInstanceState | null {
    return TASK_INSTANCE_STATES.name(this.#bits(row, STATE));
  }

  taskInstanceStateBefore(row: number): TaskInstanceState | null {
    return TASK_INSTANCE_STATES.name(this.#bits(row, STATE_BEFORE));
  }

  dagRunState(row: number): DagRunState {
    return DAG_RUN_STATES.name(this.#bits(row, STATE)) as DagRunState; // only the state before may be null
  }

  dagRunStateBefore(row: number): DagRunState | null {
    return DAG_RUN_STATES.name(this.#bits(row, STATE_BEFORE));
  }

  triggerEvent(row: number): TriggerRowEvent["event"] {
    return TRIGGER_EVENTS.name(this.#bits(row, STATE)) as TriggerRowEvent["event"];
  }
}

/** Worker slots taken and given back, in order. A change takes 8 bytes. */
export class SlotLog {
  /** The task instance's id is doubled, and one more where the slot is taken. */
  readonly #slots = table({ at: instant, what: int32 });

  get length(): number {
    return this.#slots.rows.length;
  }

  add(at: Micros, { id }: TaskInstance, delta: 1 | -1): void {
    const row = this.#slots.rows.add();
    this.#slots.at.set(row, at);
    this.#slots.what.set(row, 2 * id + (delta === 1 ? 1 : 0));
  }

  at(row: number): Micros {
    return this.#slots.at.get(row);
  }

  /** The id of the task instance. */
  instance(row: number): number {
    return this.#slots.what.get(row) >>> 1;
  }

  delta(row: number): 1 | -1 {
    return (this.#slots.what.get(row) & 1) === 1 ? 1 : -1;
  }
}
