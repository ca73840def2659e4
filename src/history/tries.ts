/**
 * Tries in columns: a long history has millions of them, and an object for each with its instants takes five times as much room.
 * @module
 */
import { int32, nullableFloat64, type Table, table } from "../containers/index.ts";
import type { Instant, RescheduleRecord, TryRecord } from "./history.ts";
import type { Names } from "./names.ts";

interface TryColumns {
  tryNumber: number;
  state: number;
  host: number;
  start: Instant | null;
  end: Instant | null;
  queued: Instant | null;
  scheduled: Instant | null;
  /** The only visit, or the first of several. */
  visit: Instant | null;
}

const INSTANTS = ["start", "end", "queued", "scheduled", "visit"] as const;

/** The tries of a history. */
export class Tries {
  readonly names: Names;
  readonly columns: Table<TryColumns> = table<TryColumns>({
    tryNumber: int32,
    state: int32,
    host: int32,
    start: nullableFloat64,
    end: nullableFloat64,
    queued: nullableFloat64,
    scheduled: nullableFloat64,
    visit: nullableFloat64,
  });
  /** Of tries with more than one, by their rows. */
  readonly visits = new Map<number, Instant[]>();
  readonly reschedules = new Map<number, RescheduleRecord[]>();

  constructor(names: Names) {
    this.names = names;
  }

  add(tryNumber: number): TryInColumns {
    const { columns } = this;
    const row = columns.rows.add();
    columns.tryNumber.set(row, tryNumber);
    for (const name of INSTANTS) columns[name].set(row, null);
    return new TryInColumns(this, row);
  }
}

/** One row of the tries, as a record. */
export class TryInColumns implements TryRecord {
  readonly #tries: Tries;
  readonly #row: number;

  constructor(tries: Tries, row: number) {
    this.#tries = tries;
    this.#row = row;
  }

  get tryNumber(): number {
    return this.#tries.columns.tryNumber.get(this.#row);
  }

  get state(): string | null {
    return this.#tries.names.textOf(this.#tries.columns.state.get(this.#row));
  }

  set state(state: string | null) {
    this.#tries.columns.state.set(this.#row, this.#tries.names.idOf(state));
  }

  get host(): string | null {
    return this.#tries.names.textOf(this.#tries.columns.host.get(this.#row));
  }

  set host(host: string | null) {
    this.#tries.columns.host.set(this.#row, this.#tries.names.idOf(host));
  }

  get start(): Instant | null {
    return this.#tries.columns.start.get(this.#row);
  }

  set start(instant: Instant | null) {
    this.#tries.columns.start.set(this.#row, instant);
  }

  get end(): Instant | null {
    return this.#tries.columns.end.get(this.#row);
  }

  set end(instant: Instant | null) {
    this.#tries.columns.end.set(this.#row, instant);
  }

  get queued(): Instant | null {
    return this.#tries.columns.queued.get(this.#row);
  }

  set queued(instant: Instant | null) {
    this.#tries.columns.queued.set(this.#row, instant);
  }

  get scheduled(): Instant | null {
    return this.#tries.columns.scheduled.get(this.#row);
  }

  set scheduled(instant: Instant | null) {
    this.#tries.columns.scheduled.set(this.#row, instant);
  }

  get visits(): readonly Instant[] {
    const several = this.#tries.visits.get(this.#row);
    if (several !== undefined) return several;
    const only = this.#tries.columns.visit.get(this.#row);
    return only === null ? [] : [only];
  }

  /** Notes a visit once, in the order of time. */
  addVisit(at: Instant): void {
    const known = this.visits;
    if (known.includes(at)) return;
    if (known.length === 0) this.#tries.columns.visit.set(this.#row, at);
    else
      this.#tries.visits.set(
        this.#row,
        [...known, at].sort((a, b) => a - b),
      );
  }

  get reschedules(): readonly RescheduleRecord[] | null {
    return this.#tries.reschedules.get(this.#row) ?? null;
  }

  addReschedule(reschedule: RescheduleRecord): void {
    const known = this.#tries.reschedules.get(this.#row);
    if (known === undefined) this.#tries.reschedules.set(this.#row, [reschedule]);
    else known.push(reschedule);
  }
}
