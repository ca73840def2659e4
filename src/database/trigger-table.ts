import { Heap, retain } from "../containers/index.ts";
import type { Trigger } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { Rules } from "../rules/index.ts";
import type { TaskInstance } from "./task-instance.ts";
import { type TriggererJob, TriggerRow } from "./trigger-row.ts";

type Order = (a: TriggerRow, b: TriggerRow) => boolean;

function isOlder(a: TriggerRow, b: TriggerRow): boolean {
  return a.createdDate < b.createdDate || (a.createdDate === b.createdDate && a.id < b.id);
}

function isMoreUrgent(a: TriggerRow, b: TriggerRow): boolean {
  const [first, second] = [a.taskInstance.task.priorityWeightTotal, b.taskInstance.task.priorityWeightTotal];
  return first > second || (first === second && isOlder(a, b));
}

/** The trigger table: rows that wait for a triggerer, that have one, and that nobody may need any more. */
export class TriggerTable {
  readonly #comesFirst: Order;
  readonly #unassigned: Heap<TriggerRow>;
  /** Rows whose task instance may not wait for them any more, in the order in which that came about. */
  readonly #suspects: TriggerRow[] = [];
  #lastId = 0;

  constructor({ freePlacesGoTo }: Rules) {
    this.#comesFirst = freePlacesGoTo === "the highest priority" ? isMoreUrgent : isOlder;
    this.#unassigned = new Heap(this.#comesFirst);
  }

  create(trigger: Trigger, now: Micros, instance: TaskInstance): TriggerRow {
    this.#lastId += 1;
    const row = new TriggerRow(this.#lastId, trigger, now, instance);
    this.#unassigned.push(row);
    return row;
  }

  /** The task instance of this row has gone on, or will not wait for it again. */
  suspect(row: TriggerRow): void {
    if (row.isSuspect) return;
    row.isSuspect = true;
    this.#suspects.push(row);
  }

  /** Deletes the rows that are suspected with reason, and tells of each. */
  deleteUnused(isUnused: (row: TriggerRow) => boolean, deleted: (row: TriggerRow) => void): void {
    if (this.#suspects.length === 0) return;
    retain(this.#suspects, (row) => {
      if (!isUnused(row)) return true;
      this.#delete(row);
      deleted(row);
      return false;
    });
  }

  #delete(row: TriggerRow): void {
    row.exists = false;
    row.isSuspect = false;
    row.triggerer?.assigned.remove(row.place);
  }

  /** True where a row waits for a triggerer. */
  get hasUnassigned(): boolean {
    return this.#firstUnassigned() !== undefined;
  }

  /** The rows that wait for a triggerer, in the order of their creation. */
  unassigned(): readonly TriggerRow[] {
    return this.#unassigned
      .toArray()
      .filter(({ exists }) => exists)
      .sort((a, b) => a.id - b.id);
  }

  /**
   * Gives free rows to a triggerer, in the order of `Rules.freePlacesGoTo`: those without triggerer, and those of others that
   * are dead (`assign_unassigned` and `get_sorted_triggers`, models/trigger.py). Returns them.
   */
  assign(triggerer: TriggererJob, most: number, dead: readonly TriggererJob[]): readonly TriggerRow[] {
    const orphans = this.#orphans(dead);
    const given: TriggerRow[] = [];
    for (let left = most; left > 0; left -= 1) {
      const [orphan, unassigned] = [orphans.at(-1), this.#firstUnassigned()];
      const takesOrphan = orphan !== undefined && (unassigned === undefined || this.#comesFirst(orphan, unassigned));
      const row = takesOrphan ? orphans.pop() : unassigned;
      if (row === undefined) break;
      if (row.triggerer === triggerer) continue; // it looks dead even to itself, and takes what it has
      if (row.triggerer === null) this.#unassigned.pop();
      else {
        row.triggerer.unsettle(row);
        row.triggerer.assigned.remove(row.place);
      }
      row.triggerer = triggerer;
      triggerer.assigned.add(row);
      given.push(row);
    }
    return given;
  }

  /** The rows of dead triggerers, the first to be taken last. */
  #orphans(dead: readonly TriggererJob[]): TriggerRow[] {
    if (dead.length === 0) return NONE;
    return dead.flatMap(({ assigned }) => assigned.toArray()).sort((a, b) => (this.#comesFirst(a, b) ? 1 : -1));
  }

  #firstUnassigned(): TriggerRow | undefined {
    while (this.#unassigned.top?.exists === false) this.#unassigned.pop();
    return this.#unassigned.top;
  }
}

/** Nothing is ever put into it. */
const NONE: TriggerRow[] = [];
