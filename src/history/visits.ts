import { float64, int32, nullableFloat64, table } from "../containers/index.ts";
import type { Instant } from "./history.ts";
import type { Names } from "./names.ts";

/** A start of a process, as the event log has it. Null is for what an old version does not log. */
export interface LoggedVisit {
  readonly dagId: string;
  readonly taskId: string;
  readonly runId: string | null;
  readonly logicalDate: Instant | null;
  readonly mapIndex: number;
  readonly tryNumber: number | null;
  readonly at: Instant;
}

/** Starts of processes that wait until all tries are known. */
export class LoggedVisits {
  readonly #names: Names;
  #rows = emptyRows();

  constructor(names: Names) {
    this.#names = names;
  }

  add({ dagId, taskId, runId, logicalDate, mapIndex, tryNumber, at }: LoggedVisit): void {
    const rows = this.#rows;
    const row = rows.rows.add();
    rows.dagId.set(row, this.#names.idOf(dagId));
    rows.taskId.set(row, this.#names.idOf(taskId));
    rows.runId.set(row, this.#names.idOf(runId));
    rows.logicalDate.set(row, logicalDate);
    rows.mapIndex.set(row, mapIndex);
    rows.tryNumber.set(row, tryNumber ?? -1);
    rows.at.set(row, at);
  }

  /** Gives each of them away, and keeps none. */
  *take(): Generator<LoggedVisit> {
    const rows = this.#rows;
    const name = (id: number) => this.#names.textOf(id) ?? "";
    for (let row = 0; row < rows.rows.length; row += 1) {
      const tryNumber = rows.tryNumber.get(row);
      yield {
        dagId: name(rows.dagId.get(row)),
        taskId: name(rows.taskId.get(row)),
        runId: this.#names.textOf(rows.runId.get(row)),
        logicalDate: rows.logicalDate.get(row),
        mapIndex: rows.mapIndex.get(row),
        tryNumber: tryNumber < 0 ? null : tryNumber,
        at: rows.at.get(row),
      };
    }
    this.#rows = emptyRows();
  }
}

const emptyRows = () =>
  table<{
    dagId: number;
    taskId: number;
    runId: number;
    logicalDate: Instant | null;
    mapIndex: number;
    tryNumber: number;
    at: Instant;
  }>({
    dagId: int32,
    taskId: int32,
    runId: int32,
    logicalDate: nullableFloat64,
    mapIndex: int32,
    tryNumber: int32,
    at: float64,
  });
