/**
 * Runs at listed dates (airflow/timetables/events.py).
 * @module
 */
import { DateTime } from "luxon";
import type { Micros } from "../../kernel/index.ts";
import { type KnownKeys, type Problem, shown, unknownKeys } from "../../options/index.ts";
import type { Rules } from "../../rules/index.ts";
import type { Calendar } from "../calendar.ts";
import type { DagRunInfo, DataInterval, TimeRestriction, Timetable } from "../timetable.ts";

interface EventsOptions {
  /** True if a run that somebody asks for is about the latest event that has come, or the first one. Default false. */
  readonly restrictToEvents?: boolean;
  /** True if the dates are in order already. Default false: they are put in order. */
  readonly presorted?: boolean;
  /** The text that Airflow's pages show. Default their number, and the first and the last of them. */
  readonly description?: string;
}

const EVENTS_OPTIONS: KnownKeys<EventsOptions> = { restrictToEvents: true, presorted: true, description: true };

/**
 * A run at each of some dates.
 *
 * @example
 * const schedule = new EventsTimetable([DateTime.utc(2024, 1, 1, 9), DateTime.utc(2024, 1, 1, 15)]);
 * const dag = new DAG("matches", { schedule, startDate: DateTime.utc(2024) });
 * new EmptyOperator({ dag, taskId: "t" });
 * console.log(new Simulation({ dags: [dag] }).run().dagRuns.length); // 2
 */
export class EventsTimetable {
  readonly eventDates: readonly DateTime[];
  readonly restrictToEvents: boolean;
  readonly presorted: boolean;
  readonly description: string | null;
  /** The options that it was given and does not have: a simulation refuses them. */
  readonly unknownOptions: readonly Problem[];

  constructor(eventDates: readonly DateTime[], options: EventsOptions = {}) {
    this.eventDates = eventDates;
    this.restrictToEvents = options.restrictToEvents ?? false;
    this.presorted = options.presorted ?? false;
    this.description = options.description ?? null;
    this.unknownOptions = unknownKeys("schedule", options, EVENTS_OPTIONS);
  }

  /** Says what is wrong with its dates; undefined for nothing. */
  problem({ eventDatesRestrict }: Pick<Rules, "eventDatesRestrict">): string | undefined {
    const wrong = this.eventDates.find((date) => !(DateTime.isDateTime(date) && date.isValid));
    if (wrong !== undefined) return `expected valid DateTimes of luxon as eventDates, got \`${shown(wrong)}\``;
    const isEmpty = this.eventDates.length === 0;
    return isEmpty && !eventDatesRestrict ? "expected one event date at least: give some `eventDates`" : undefined;
  }
}

/** The schedule of an EventsTimetable. */
export class EventsSchedule implements Timetable {
  readonly canBeScheduled = true;
  readonly periodic = true;
  readonly activeRunsLimit = null;
  readonly #dates: readonly Micros[];
  readonly #isRestricted: boolean;
  /** See `Rules.eventDatesRestrict`. */
  readonly #asksForDates: boolean;

  constructor({ eventDates, restrictToEvents, presorted }: EventsTimetable, calendar: Calendar, rules: Rules) {
    const dates = eventDates.map((date) => calendar.instant(date));
    this.#dates = presorted ? dates : dates.sort((a, b) => a - b);
    this.#isRestricted = restrictToEvents;
    this.#asksForDates = rules.eventDatesRestrict;
  }

  inferManualDataInterval(runAfter: Micros): DataInterval {
    const [first] = this.#dates;
    if (!this.#isRestricted || first === undefined) return exact(runAfter);
    const latest = runAfter < first ? first : this.#dates.findLast((date) => date <= runAfter);
    return exact(latest ?? first);
  }

  nextDagrunInfo(last: DataInterval | null, restriction: TimeRestriction, now: Micros): DagRunInfo | null {
    const from = this.#asksForDates ? earliestOf(restriction, now) : Number.NEGATIVE_INFINITY;
    const after = last === null ? Number.NEGATIVE_INFINITY : last.end;
    const next = this.#dates.find((date) => date >= from && date > after);
    if (next === undefined) return null;
    const isOver = this.#asksForDates && restriction.latest !== null && next > restriction.latest;
    return isOver ? null : { dataInterval: exact(next), runAfter: next };
  }
}

/** Without catchup no event that is past. */
function earliestOf({ earliest, catchup }: TimeRestriction, now: Micros): Micros {
  const first = earliest ?? Number.NEGATIVE_INFINITY;
  return catchup ? first : Math.max(first, now);
}

function exact(at: Micros): DataInterval {
  return { start: at, end: at };
}
