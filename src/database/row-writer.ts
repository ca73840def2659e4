import { type FinishedState, isFinished, type TaskInstanceState } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { Metadata } from "./metadata.ts";
import { durationOf } from "./row-facts.ts";
import { stateChanged } from "./state-changed.ts";
import type { TaskInstance } from "./task-instance.ts";

/** A task instance whose columns may be written. Only `Life` and this file have such a type; everywhere else they are read-only. */
export type Row = { -readonly [Column in keyof TaskInstance]: TaskInstance[Column] };

/** The changes of a row that all others are made of. */
export class RowWriter {
  protected readonly metadata: Metadata;

  constructor(metadata: Metadata) {
    this.metadata = metadata;
  }

  protected now(): Micros {
    return this.metadata.kernel.now;
  }

  /** `set_state`: gives it a state, and the dates that it lacks. False where it has that state already. */
  setState(row: Row, state: TaskInstanceState): boolean {
    if (row.state === state) return false;
    row.startDate ??= this.now();
    if (isFinished(state) || state === "up_for_retry") {
      row.endDate ??= this.now();
      row.duration = durationOf(row);
    }
    return this.enter(row, state);
  }

  /** Gives it a state and nothing else: `ti.state = ...`. */
  assignState(row: Row, state: FinishedState | null): void {
    this.enter(row, state);
  }

  /** `clear_next_method_args`. */
  clearNextMethodArgs(row: Row): void {
    row.nextMethod = null;
    row.nextKwargs = null;
  }

  /** It has ended. */
  protected end(row: Row): void {
    row.endDate = this.now();
    row.duration = durationOf(row);
  }

  /** Changes the state, and with it all that is counted or waits. False where it is in that state already. */
  protected enter(row: Row, state: TaskInstanceState | null): boolean {
    const from = row.state;
    if (from === state) return false;
    row.state = state;
    stateChanged(this.metadata, row, from);
    return true;
  }
}
