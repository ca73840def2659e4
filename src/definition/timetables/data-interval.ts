import type { Micros } from "../../kernel/index.ts";
import type { Rules } from "../../rules/index.ts";
import type { Calendar } from "../calendar.ts";
import { CroniterBadDateError } from "../cron/index.ts";
import type { DagRunInfo, DataInterval, TimeRestriction, Timetable } from "../timetable.ts";

/** When a schedule comes, and how instants are brought into line with it. */
export interface IntervalSchedule {
  next(after: Micros): Micros;
  previous(before: Micros): Micros;
  /** The instant itself where it is one of the schedule's. */
  alignToNext(instant: Micros): Micros;
  alignToPrevious(instant: Micros): Micros;
  /** Without catchup: the earliest start of an interval that is of interest now. */
  latestStart(now: Micros): Micros;
}

/** Where a cron expression does not come any more, there is no next run: `DAG.next_dagrun_info` only logs that. */
export function orNever(next: () => DagRunInfo | null): DagRunInfo | null {
  try {
    return next();
  } catch (error) {
    if (error instanceof CroniterBadDateError) return null;
    throw error;
  }
}

/**
 * Runs about intervals that follow each other, each created when its interval ends (`_DataIntervalTimetable`,
 * airflow/timetables/interval.py; spec/airflow-core.md, 1.3).
 */
export class DataIntervalTimetable implements Timetable {
  readonly canBeScheduled = true;
  readonly periodic = true;
  readonly activeRunsLimit = null;
  readonly #schedule: IntervalSchedule;

  constructor(schedule: IntervalSchedule) {
    this.#schedule = schedule;
  }

  /** The last whole interval before. */
  inferManualDataInterval(runAfter: Micros): DataInterval {
    const end = this.#schedule.alignToPrevious(runAfter);
    return { start: this.#schedule.previous(end), end };
  }

  nextDagrunInfo(last: DataInterval | null, restriction: TimeRestriction, now: Micros): DagRunInfo | null {
    return orNever(() => this.#next(last, restriction, now));
  }

  #next(last: DataInterval | null, { earliest, latest, catchup }: TimeRestriction, now: Micros): DagRunInfo | null {
    const schedule = this.#schedule;
    let first = earliest === null ? null : schedule.alignToNext(earliest);
    if (!catchup) first = Math.max(schedule.latestStart(now), first ?? Number.NEGATIVE_INFINITY);
    if (last === null && first === null) return null;
    const start =
      last === null
        ? (first as Micros)
        : Math.max(schedule.alignToPrevious(last.end), first ?? Number.NEGATIVE_INFINITY);
    if (latest !== null && start > latest) return null;
    const end = schedule.next(start);
    return { dataInterval: { start, end }, runAfter: end };
  }
}

/** `schedule=timedelta(...)`: nothing is aligned to anything (`DeltaDataIntervalTimetable`). */
export class DeltaSchedule implements IntervalSchedule {
  readonly #delta: Micros;
  readonly #calendar: Calendar;
  readonly #isRounded: boolean;

  constructor(delta: Micros, calendar: Calendar, { lateIntervalStartsAt }: Rules) {
    this.#delta = delta;
    this.#calendar = calendar;
    this.#isRounded = lateIntervalStartsAt === "a multiple of the period";
  }

  next(after: Micros): Micros {
    return after + this.#delta;
  }

  previous(before: Micros): Micros {
    return before - this.#delta;
  }

  alignToNext(instant: Micros): Micros {
    return instant;
  }

  alignToPrevious(instant: Micros): Micros {
    return instant;
  }

  latestStart(now: Micros): Micros {
    const sinceMultiple = this.#isRounded ? (this.#calendar.startMicros + now) % this.#delta : 0;
    return now - sinceMultiple - this.#delta;
  }
}
