import { type DagRunState, isFinishedRun } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";

/** A run's columns, as a task's process has read them. */
export interface DagRunSnapshot {
  readonly state: DagRunState;
  readonly startDate: Micros | null;
  readonly endDate: Micros | null;
  readonly lastSchedulingDecision: Micros | null;
}

/** The process's copy of its run, set to the state that the run is in by now (`DagRun.refresh_from_db`, `set_state`; from 2.10 on). */
export function inState(copy: DagRunSnapshot, state: DagRunState, now: Micros): DagRunSnapshot {
  if (state === copy.state) return copy;
  switch (state) {
    case "queued":
      return { ...copy, state, startDate: null, endDate: null };
    case "running":
      return { ...copy, state, startDate: isFinishedRun(copy.state) ? now : (copy.startDate ?? now), endDate: null };
    case "success":
    case "failed":
      return { ...copy, state, endDate: isFinishedRun(copy.state) ? copy.endDate : now };
  }
}
