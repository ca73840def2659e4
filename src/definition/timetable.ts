import type { Micros } from "../kernel/index.ts";

/** A half-open span of time that a run is about; microseconds since the start of the simulation, possibly negative. */
export interface DataInterval {
  readonly start: Micros;
  readonly end: Micros;
}

/** A run that is to be created: what it is about, and when. `DagRunInfo` of airflow/timetables/base.py. */
export interface DagRunInfo {
  readonly dataInterval: DataInterval;
  readonly runAfter: Micros;
}

/** When a DAG's runs are created (airflow/timetables/base.py). */
export interface Timetable {
  /** True if it ever creates a run: `can_be_scheduled`. */
  readonly canBeScheduled: boolean;
  /** True if its runs follow each other regularly. */
  readonly periodic: boolean;
  /** The most active runs that it allows: the DAG may not allow more. Null is any number. */
  readonly activeRunsLimit: number | null;
  /** The interval of a run that somebody asks for. */
  inferManualDataInterval(runAfter: Micros): DataInterval;
  /** The partition that a run at an instant is about: then it has no date. Without it runs are about dates. */
  partitionKey?(runAfter: Micros): string;
  /** The next run after the one about `last`, or the first one. Null where there is none. */
  nextDagrunInfo(last: DataInterval | null, restriction: TimeRestriction, now: Micros): DagRunInfo | null;
}

/** Between which dates runs may be created, and whether past ones are: `TimeRestriction`. */
export interface TimeRestriction {
  readonly earliest: Micros | null;
  readonly latest: Micros | null;
  readonly catchup: boolean;
}

/** No dates are asked for: `next_dagrun_info(..., restricted=False)`. */
export const UNRESTRICTED: TimeRestriction = { earliest: null, latest: null, catchup: true };

/** `schedule=None`: runs are created by hand only. */
export const NULL_TIMETABLE: Timetable = {
  canBeScheduled: false,
  periodic: false,
  activeRunsLimit: null,
  inferManualDataInterval: (runAfter) => ({ start: runAfter, end: runAfter }),
  nextDagrunInfo: () => null,
};
