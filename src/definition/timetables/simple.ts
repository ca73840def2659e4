/**
 * The timetables that have nothing to count (airflow/timetables/simple.py).
 * @module
 */
import type { Timetable } from "../timetable.ts";

/** `@once`: at the start date, whether runs are caught up or not. */
export const ONCE_TIMETABLE: Timetable = {
  canBeScheduled: true,
  periodic: false,
  activeRunsLimit: null,
  inferManualDataInterval: (runAfter) => ({ start: runAfter, end: runAfter }),
  nextDagrunInfo: (last, { earliest, latest }) => {
    if (last !== null || earliest === null || (latest !== null && earliest > latest)) return null;
    return { dataInterval: { start: earliest, end: earliest }, runAfter: earliest };
  },
};

/** `@continuous`: a run as soon as the one before has ended, about the time since. */
export const CONTINUOUS_TIMETABLE: Timetable = {
  canBeScheduled: true,
  periodic: false,
  activeRunsLimit: 1,
  inferManualDataInterval: (runAfter) => ({ start: runAfter, end: runAfter }),
  nextDagrunInfo: (last, { earliest, latest }, now) => {
    if (earliest === null) return null;
    const interval = last === null ? { start: earliest, end: Math.max(earliest, now) } : { start: last.end, end: now };
    return latest !== null && interval.end > latest ? null : { dataInterval: interval, runAfter: interval.end };
  },
};
