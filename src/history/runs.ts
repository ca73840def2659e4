/**
 * Runs in columns, as tries are.
 * @module
 */
import { float64, int32, nullableFloat64, table } from "../containers/index.ts";
import type { Instant, RunKind, RunRecord } from "./history.ts";
import { Instances } from "./instances.ts";
import type { Names } from "./names.ts";

const INSTANTS = ["logicalDate", "intervalStart", "intervalEnd", "queued", "start", "end"] as const;

const emptyRuns = () =>
  table<{
    kind: number;
    state: number;
    order: number;
    logicalDate: Instant | null;
    intervalStart: Instant | null;
    intervalEnd: Instant | null;
    queued: Instant | null;
    start: Instant | null;
    end: Instant | null;
  }>({
    kind: int32,
    state: int32,
    order: float64,
    logicalDate: nullableFloat64,
    intervalStart: nullableFloat64,
    intervalEnd: nullableFloat64,
    queued: nullableFloat64,
    start: nullableFloat64,
    end: nullableFloat64,
  });

/** The runs of a history. */
export class Runs {
  readonly names: Names;
  readonly columns = emptyRuns();

  constructor(names: Names) {
    this.names = names;
  }

  add(dagId: string, runId: string, kind: RunKind): RunInColumns {
    const row = this.columns.rows.add();
    for (const name of INSTANTS) this.columns[name].set(row, null);
    this.columns.order.set(row, Number.POSITIVE_INFINITY);
    const run = new RunInColumns(this, row, dagId, runId);
    run.kind = kind;
    return run;
  }
}

/** One row of the runs, as a record. */
export class RunInColumns implements RunRecord {
  readonly dagId: string;
  readonly runId: string;
  readonly instances = new Instances();
  readonly #runs: Runs;
  readonly #row: number;

  constructor(runs: Runs, row: number, dagId: string, runId: string) {
    this.#runs = runs;
    this.#row = row;
    this.dagId = dagId;
    this.runId = runId;
  }

  get kind(): RunKind {
    return this.#runs.names.textOf(this.#runs.columns.kind.get(this.#row)) as RunKind;
  }

  set kind(kind: RunKind) {
    this.#runs.columns.kind.set(this.#row, this.#runs.names.idOf(kind));
  }

  get state(): string | null {
    return this.#runs.names.textOf(this.#runs.columns.state.get(this.#row));
  }

  set state(state: string | null) {
    this.#runs.columns.state.set(this.#row, this.#runs.names.idOf(state));
  }

  get order(): number {
    return this.#runs.columns.order.get(this.#row);
  }

  set order(order: number) {
    this.#runs.columns.order.set(this.#row, order);
  }

  get logicalDate(): Instant | null {
    return this.#runs.columns.logicalDate.get(this.#row);
  }

  set logicalDate(instant: Instant | null) {
    this.#runs.columns.logicalDate.set(this.#row, instant);
  }

  get intervalStart(): Instant | null {
    return this.#runs.columns.intervalStart.get(this.#row);
  }

  set intervalStart(instant: Instant | null) {
    this.#runs.columns.intervalStart.set(this.#row, instant);
  }

  get intervalEnd(): Instant | null {
    return this.#runs.columns.intervalEnd.get(this.#row);
  }

  set intervalEnd(instant: Instant | null) {
    this.#runs.columns.intervalEnd.set(this.#row, instant);
  }

  get queued(): Instant | null {
    return this.#runs.columns.queued.get(this.#row);
  }

  set queued(instant: Instant | null) {
    this.#runs.columns.queued.set(this.#row, instant);
  }

  get start(): Instant | null {
    return this.#runs.columns.start.get(this.#row);
  }

  set start(instant: Instant | null) {
    this.#runs.columns.start.set(this.#row, instant);
  }

  get end(): Instant | null {
    return this.#runs.columns.end.get(this.#row);
  }

  set end(instant: Instant | null) {
    this.#runs.columns.end.set(this.#row, instant);
  }
}
