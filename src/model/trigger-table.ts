import { Heap, type Micros } from "../kernel/index.ts";
import type { Rules } from "./rules.ts";
import type { TaskInstance } from "./task-instance.ts";
import { type Trigger, type TriggererJob, TriggerRow } from "./trigger.ts";

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
  readonly rows = new Map<number, TriggerRow>();
  readonly #comesFirst: Order;
  readonly #unassigned: Heap<TriggerRow>;
  readonly #assigned = new Map<TriggererJob, Set<TriggerRow>>();
  /** Rows whose task instance does not wait for them any more. */
  readonly #suspects = new Set<TriggerRow>();
  #lastId = 0;

  constructor({ freePlacesGoTo }: Rules) {
    this.#comesFirst = freePlacesGoTo === "the highest priority" ? isMoreUrgent : isOlder;
    this.#unassigned = new Heap(this.#comesFirst);
  }

  create(trigger: Trigger, now: Micros, instance: TaskInstance): TriggerRow {
    this.#lastId += 1;
    const row = new TriggerRow(this.#lastId, trigger, now, instance);
    this.rows.set(row.id, row);
    this.#unassigned.push(row);
    return row;
  }

  delete(row: TriggerRow): void {
    this.rows.delete(row.id);
    this.#suspects.delete(row);
    if (row.triggerer !== null) this.#assigned.get(row.triggerer)?.delete(row);
  }

  /** The task instance of this row has gone on, or will not wait for it again. */
  suspect(row: TriggerRow): void {
    this.#suspects.add(row);
  }

  get suspects(): ReadonlySet<TriggerRow> {
    return this.#suspects;
  }

  /** Whether a row waits for a triggerer. */
  get hasUnassigned(): boolean {
    return this.#firstUnassigned() !== undefined;
  }

  assignedTo(triggerer: TriggererJob): ReadonlySet<TriggerRow> {
    let rows = this.#assigned.get(triggerer);
    if (rows === undefined) {
      rows = new Set();
      this.#assigned.set(triggerer, rows);
    }
    return rows;
  }

  /**
   * Gives free rows to a triggerer, in the order of `Rules.freePlacesGoTo`: those without triggerer, and those of others that are not alive
   * (`assign_unassigned` and `get_sorted_triggers`, models/trigger.py). Returns them.
   */
  assign(
    triggerer: TriggererJob,
    most: number,
    isAlive: (other: TriggererJob) => boolean,
    taken: (row: TriggerRow) => void,
  ): TriggerRow[] {
    const orphans = this.#orphans(isAlive);
    const given: TriggerRow[] = [];
    for (let left = most; left > 0; left -= 1) {
      const [orphan, unassigned] = [orphans.at(-1), this.#firstUnassigned()];
      const takesOrphan = orphan !== undefined && (unassigned === undefined || this.#comesFirst(orphan, unassigned));
      const row = takesOrphan ? orphans.pop() : unassigned;
      if (row === undefined) break;
      if (row.triggerer === triggerer) continue; // it looks dead even to itself, and takes what it has
      taken(row);
      if (row.triggerer === null) this.#unassigned.pop();
      else this.#assigned.get(row.triggerer)?.delete(row);
      row.triggerer = triggerer;
      (this.assignedTo(triggerer) as Set<TriggerRow>).add(row);
      given.push(row);
    }
    return given;
  }

  /** The rows of dead triggerers, the first to be taken last. */
  #orphans(isAlive: (other: TriggererJob) => boolean): TriggerRow[] {
    const orphans: TriggerRow[] = [];
    for (const [other, rows] of this.#assigned)
      if (rows.size > 0 && !isAlive(other)) for (const row of rows) orphans.push(row);
    return orphans.length < 2 ? orphans : orphans.sort((a, b) => (this.#comesFirst(a, b) ? 1 : -1));
  }

  #firstUnassigned(): TriggerRow | undefined {
    while (this.#unassigned.top !== undefined && !this.rows.has(this.#unassigned.top.id)) this.#unassigned.pop();
    return this.#unassigned.top;
  }
}
