import { Rows } from "../containers/index.ts";
import type { Actor } from "../database/index.ts";
import type { DagRunState, TaskInstanceState } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { DagRunEvent, TaskInstanceEvent, TriggerRowEvent } from "./events.ts";

/** A change as it is kept: by whom and when, of what, from which state to which. */
export type Change = TaskInstanceEvent | DagRunEvent | TriggerRowEvent;

const KINDS = ["taskInstance", "dagRun", "trigger"] as const;
const ACTORS = ["scheduler", "worker", "triggerer", "user"] as const;
/** Those that most changes are about come first: they are compared one after the other. */
const STATES = [
  "scheduled",
  "queued",
  "running",
  "success",
  "deferred",
  "up_for_reschedule",
  "failed",
  "skipped",
  "upstream_failed",
  "up_for_retry",
  "removed",
  "restarting",
] as const;
const RUN_STATES = ["queued", "running", "success", "failed"] as const;
const TRIGGER_EVENTS = ["created", "assigned", "deleted"] as const;

/** What the numbers in the log stand for. */
export const nameOf = {
  kind: (code: number) => KINDS[code] as Change["kind"],
  actor: (code: number) => ACTORS[code] as Actor,
  state: (code: number): TaskInstanceState | null => STATES[code - 1] ?? null,
  runState: (code: number): DagRunState | null => RUN_STATES[code - 1] ?? null,
  trigger: (code: number) => TRIGGER_EVENTS[code] as TriggerRowEvent["event"],
};

/** The place of a name in a list: equal names are mostly the same object, so nothing is read, nor hashed as in a map. */
function placeOf<Name extends string>(names: readonly Name[], name: NoInfer<Name>): number {
  let place = 0;
  while (place < names.length && names[place] !== name) place += 1;
  return place;
}

/** The numbers that stand for names in the log; 0 is no state. */
export const codeOf = {
  kind: (kind: Change["kind"]): number => placeOf(KINDS, kind),
  actor: (actor: Actor): number => placeOf(ACTORS, actor),
  state: (state: TaskInstanceState | null): number => (state === null ? 0 : placeOf(STATES, state) + 1),
  runState: (state: DagRunState | null): number => (state === null ? 0 : placeOf(RUN_STATES, state) + 1),
  trigger: (event: TriggerRowEvent["event"]): number => placeOf(TRIGGER_EVENTS, event),
};

/** All changes of states and triggers, in columns: row by row, in order. Names are numbers: see `codeOf` and `nameOf`. */
export class ChangeLog {
  /** The instant; the subject, the try, and what it is: kind and actor in two bits each, states in four. */
  readonly #rows = new Rows(3, 1);

  get length(): number {
    return this.#rows.length;
  }

  /** `subject` is the id of a task instance, run or trigger, the others are codes. Returns the row. */
  add(at: Micros, kind: number, by: number, subject: number, state: number, from: number, tryNumber: number): number {
    const rows = this.#rows;
    const row = rows.add();
    rows.setNumber(row, 0, at);
    rows.setInteger(row, 0, subject);
    rows.setInteger(row, 1, tryNumber);
    rows.setInteger(row, 2, kind | (by << 2) | (state << 4) | (from << 8));
    return row;
  }

  at(row: number): Micros {
    return this.#rows.number(row, 0);
  }

  kind(row: number): number {
    return this.#rows.integer(row, 2) & 3;
  }

  by(row: number): number {
    return (this.#rows.integer(row, 2) >> 2) & 3;
  }

  subject(row: number): number {
    return this.#rows.integer(row, 0);
  }

  state(row: number): number {
    return (this.#rows.integer(row, 2) >> 4) & 15;
  }

  from(row: number): number {
    return this.#rows.integer(row, 2) >> 8;
  }

  tryNumber(row: number): number {
    return this.#rows.integer(row, 1);
  }
}

/** Worker slots taken and given back, in order. */
export class SlotLog {
  /** The instant; the task instance's id where a slot is taken, its complement where it is given back. */
  readonly #rows = new Rows(1, 1);

  get length(): number {
    return this.#rows.length;
  }

  add(at: Micros, delta: 1 | -1, instance: number): void {
    const row = this.#rows.add();
    this.#rows.setNumber(row, 0, at);
    this.#rows.setInteger(row, 0, delta === 1 ? instance : ~instance);
  }

  at(row: number): Micros {
    return this.#rows.number(row, 0);
  }

  delta(row: number): 1 | -1 {
    return this.#rows.integer(row, 0) < 0 ? -1 : 1;
  }

  /** The task instance's id. */
  instance(row: number): number {
    const instance = this.#rows.integer(row, 0);
    return instance < 0 ? ~instance : instance;
  }
}
