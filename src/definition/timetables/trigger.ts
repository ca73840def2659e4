/**
 * Timetables whose runs are about an instant, and are created at it (airflow/timetables/trigger.py).
 * @module
 */
import { durationMicros, type Micros, type Seconds } from "../../kernel/index.ts";
import { type KnownKeys, type Problem, unknownKeys } from "../../options/index.ts";
import type { Calendar } from "../calendar.ts";
import { PARTITION_KEY_FORMAT, partitionKey } from "../partition-mappers.ts";
import type { DagRunInfo, DataInterval, TimeRestriction, Timetable } from "../timetable.ts";
import { type IntervalSchedule, orNever } from "./data-interval.ts";

interface TriggerTimetableOptions {
  /** Seconds of the data interval, which ends at the instant. Default 0. */
  readonly interval?: Seconds;
}

const TRIGGER_OPTIONS: KnownKeys<TriggerTimetableOptions> = { interval: true };

/**
 * A run at each instant of a cron expression, as `cron` itself does it.
 *
 * @example
 * const schedule = new CronTriggerTimetable("0 6 * * *", { interval: 86_400 });
 * const dag = new DAG("at-six", { schedule, startDate: DateTime.utc(2024) });
 * new EmptyOperator({ dag, taskId: "t" });
 * console.log(new Simulation({ dags: [dag] }).run().dagRuns.length); // 1
 */
export class CronTriggerTimetable {
  readonly cron: string;
  readonly interval: Seconds;
  /** The options that it was given and does not have: a simulation refuses them. */
  readonly unknownOptions: readonly Problem[];

  constructor(cron: string, options: TriggerTimetableOptions = {}) {
    this.cron = cron;
    this.interval = options.interval ?? 0;
    this.unknownOptions = unknownKeys("schedule", options, TRIGGER_OPTIONS);
  }
}

/**
 * A run every so often, from the start date on. From Airflow 2.11 on.
 *
 * @example
 * const schedule = new DeltaTriggerTimetable(21_600);
 * const dag = new DAG("every-six-hours", { schedule, startDate: DateTime.utc(2024) });
 * new EmptyOperator({ dag, taskId: "t" });
 * console.log(new Simulation({ dags: [dag], airflow: "2.11.0" }).run().dagRuns.length); // 5
 */
export class DeltaTriggerTimetable {
  readonly delta: Seconds;
  readonly interval: Seconds;
  /** The options that it was given and does not have: a simulation refuses them. */
  readonly unknownOptions: readonly Problem[];

  constructor(delta: Seconds, options: TriggerTimetableOptions = {}) {
    this.delta = delta;
    this.interval = options.interval ?? 0;
    this.unknownOptions = unknownKeys("schedule", options, TRIGGER_OPTIONS);
  }
}

/**
 * A run at each instant of several cron expressions, one run where they share it. From Airflow 3 on.
 *
 * @example
 * const schedule = new MultipleCronTriggerTimetable(["0 6 * * *", "0 18 * * 5"]);
 * const dag = new DAG("at-six", { schedule, startDate: DateTime.utc(2024) });
 * new EmptyOperator({ dag, taskId: "t" });
 * console.log(new Simulation({ dags: [dag], airflow: "3.2.1", start: DateTime.utc(2024, 1, 5) }).run().dagRuns.length); // 3
 */
export class MultipleCronTriggerTimetable {
  readonly crons: readonly string[];
  readonly interval: Seconds;
  /** The options that it was given and does not have: a simulation refuses them. */
  readonly unknownOptions: readonly Problem[];

  constructor(crons: readonly string[], options: TriggerTimetableOptions = {}) {
    this.crons = crons;
    this.interval = options.interval ?? 0;
    this.unknownOptions = unknownKeys("schedule", options, TRIGGER_OPTIONS);
  }
}

/** The partition that the runs of a cron expression are about. */
interface CronPartitionOptions {
  /** So many instants after its own, or before it where negative, is the date of a run's partition. Default 0. */
  readonly runOffset?: number;
  /** The format of the key, as Python's `strftime` has it. Default `%Y-%m-%dT%H:%M:%S`. */
  readonly keyFormat?: string;
}

const PARTITION_OPTIONS: KnownKeys<CronPartitionOptions> = { runOffset: true, keyFormat: true };

/**
 * A run at each instant of a cron expression, about a partition and no date. From Airflow 3.2 on.
 *
 * @example
 * const schedule = new CronPartitionTimetable("0 6 * * *", { runOffset: -1, keyFormat: "%Y-%m-%d" });
 * const dag = new DAG("at-six", { schedule, startDate: DateTime.utc(2024) });
 * new EmptyOperator({ dag, taskId: "t" });
 * const { dagRuns } = new Simulation({ dags: [dag], airflow: "3.2.1" }).run();
 * console.log(dagRuns[0]?.runId); // scheduled__2024-01-01T06:00:00+00:00__2023-12-31__00000001
 */
export class CronPartitionTimetable {
  readonly cron: string;
  readonly runOffset: number;
  readonly keyFormat: string;
  /** The options that it was given and does not have: a simulation refuses them. */
  readonly unknownOptions: readonly Problem[];

  constructor(cron: string, options: CronPartitionOptions = {}) {
    this.cron = cron;
    this.runOffset = options.runOffset ?? 0;
    this.keyFormat = options.keyFormat ?? PARTITION_KEY_FORMAT;
    this.unknownOptions = unknownKeys("schedule", options, PARTITION_OPTIONS);
  }
}

/** Asks several timetables, and takes the run that is next of theirs. */
export class MultipleTriggerTimetable implements Timetable {
  readonly canBeScheduled = true;
  readonly periodic = true;
  readonly activeRunsLimit = null;
  readonly #timetables: readonly TriggerTimetable[];

  constructor(timetables: readonly TriggerTimetable[]) {
    this.#timetables = timetables;
  }

  inferManualDataInterval(runAfter: Micros): DataInterval {
    const start = Math.min(...this.#timetables.map((one) => one.inferManualDataInterval(runAfter).start));
    return { start, end: runAfter };
  }

  /** With catchup the earliest. Without, the latest whose date has come, or else the earliest to come. */
  nextDagrunInfo(last: DataInterval | null, restriction: TimeRestriction, now: Micros): DagRunInfo | null {
    const rank = ({ dataInterval: { start } }: DagRunInfo) => (restriction.catchup || start > now ? start : -start);
    let best: DagRunInfo | null = null;
    for (const timetable of this.#timetables) {
      const info = timetable.nextDagrunInfo(last, restriction, now);
      if (info !== null && (best === null || rank(info) < rank(best))) best = info;
    }
    return best;
  }
}

/** The part that both share, the schedule: `_TriggerTimetable`. */
export class TriggerTimetable implements Timetable {
  readonly canBeScheduled = true;
  readonly periodic = true;
  readonly activeRunsLimit = null;
  readonly #schedule: IntervalSchedule;
  readonly #interval: Micros;

  constructor(schedule: IntervalSchedule, interval: Seconds) {
    this.#schedule = schedule;
    this.#interval = durationMicros(interval);
  }

  inferManualDataInterval(runAfter: Micros): DataInterval {
    return { start: runAfter - this.#interval, end: runAfter };
  }

  nextDagrunInfo(last: DataInterval | null, restriction: TimeRestriction, now: Micros): DagRunInfo | null {
    return orNever(() => {
      const next = this.#next(last, restriction, now);
      if (next === null || (restriction.latest !== null && restriction.latest < next)) return null;
      return { dataInterval: { start: next - this.#interval, end: next }, runAfter: next };
    });
  }

  /** Without catchup, what is late is left out but for the newest instant. */
  #next(last: DataInterval | null, { earliest, catchup }: TimeRestriction, now: Micros): Micros | null {
    const schedule = this.#schedule;
    const afterLast = last === null ? null : schedule.next(last.end);
    const first = earliest === null ? null : schedule.alignToNext(earliest);
    if (catchup) return afterLast ?? first;
    return Math.max(
      schedule.alignToPrevious(now),
      afterLast ?? Number.NEGATIVE_INFINITY,
      first ?? Number.NEGATIVE_INFINITY,
    );
  }
}

/** The schedule of a CronPartitionTimetable. */
export class PartitionTimetable extends TriggerTimetable {
  readonly #cron: IntervalSchedule;
  readonly #given: CronPartitionTimetable;
  readonly #calendar: Calendar;

  constructor(cron: IntervalSchedule, given: CronPartitionTimetable, calendar: Calendar) {
    super(cron, 0);
    this.#cron = cron;
    this.#given = given;
    this.#calendar = calendar;
  }

  partitionKey(runAfter: Micros): string {
    const { runOffset, keyFormat } = this.#given;
    let at = runAfter;
    for (let i = 0; i < Math.abs(runOffset); i += 1) at = runOffset > 0 ? this.#cron.next(at) : this.#cron.previous(at);
    return partitionKey(this.#calendar.date(at), keyFormat);
  }
}
