/**
 * The landing of DAGs: the end of each run, set against the moment from which its data was there, and against a deadline.
 * @module
 */
import { DateTime } from "luxon";
import type { DagRun, TaskInstance } from "../../database/index.ts";
import { type Calendar, type DagRunState, isFinishedRun, type TaskInstanceState } from "../../definition/index.ts";
import type { Micros, Seconds } from "../../kernel/index.ts";
import type { Recorder } from "../recorder.ts";
import { type Percentiles, percentilesOf } from "./percentiles.ts";
import { replay } from "./replay.ts";

/** The landing that is wanted of a DAG. */
export interface LandingGoal {
  /**
   * The moment by which each run has to have ended: a clock time (`"06:00"`), the first one after the end of the run's data
   * interval; or seconds after that end. Default none.
   */
  readonly deadline?: string | Seconds;
  /** The zone of clock times. Default that of the DAG's start date. */
  readonly timezone?: string;
}

/** A clock time on the day of a run's data interval's end: `05:40`, `01:10 +1 d` on the day after. */
export interface ClockTimes {
  readonly median: string;
  readonly p95: string;
  readonly worst: string;
}

/** The runs of one DAG, from the moment at which each is due: the end of its data interval, or the request for it. */
export interface DagFigures {
  readonly dagId: string;
  /** True if its schedule has made any of the runs. */
  readonly isScheduled: boolean;
  /** Runs by their state at the end. */
  readonly runs: Readonly<Partial<Record<DagRunState, number>>>;
  /** Task instances by their state at the end; those without a state count as `none`. */
  readonly taskInstances: Readonly<Partial<Record<TaskInstanceState | "none", number>>>;
  /** From state running to the end. Null where no run has ended. */
  readonly duration: Percentiles | null;
  /** From the moment at which a run is due to its end. Null where no run has ended. */
  readonly landing: Percentiles | null;
  /** Clock times of the same ends. Null for a DAG that is due more than once a day, or by hand. */
  readonly clock: ClockTimes | null;
  readonly deadline: string | Seconds | null;
  /** The runs that ended after their deadline, or had not ended when it passed. Null without a deadline. */
  readonly late: number | null;
  /** The time of task instances in state queued. */
  readonly queued: Percentiles | null;
}

/** The least time between two runs of a DAG whose landing is told as a time of the day. */
const DAY: Micros = 20 * 3600 * 1e6;

/** Measures the landing of each DAG that has had a run, by its id. */
export function landingsOf(
  recorder: Recorder,
  endedAt: Micros,
  calendar: Calendar,
  goals: Readonly<Record<string, LandingGoal>>,
): readonly DagFigures[] {
  const byDag = new Map<string, DagRun[]>();
  for (const run of recorder.rows.all()) {
    const runs = byDag.get(run.dag.dagId);
    if (runs === undefined) byDag.set(run.dag.dagId, [run]);
    else runs.push(run);
  }
  const queued = queuedByDag(recorder);
  return [...byDag.keys()].sort().map((dagId) => {
    const zone = byDag.get(dagId)?.[0]?.dag.definition.arguments.startDate?.zoneName;
    const goal = { ...(zone === undefined || zone === null ? {} : { timezone: zone }), ...goals[dagId] };
    return figuresOfDag(dagId, byDag.get(dagId) ?? [], queued.get(dagId) ?? [], { goal, endedAt, calendar });
  });
}

/** Seconds from the start of a run's day to a deadline that is a clock time; undefined where a text is none. */
export function clockSeconds(text: string): Seconds | undefined {
  const [, hours, minutes, seconds = "0"] = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(text) ?? [];
  return hours === undefined ? undefined : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** The stays in state queued, by DAG. */
function queuedByDag(recorder: Recorder): ReadonlyMap<string, readonly Micros[]> {
  const byDag = new Map<string, Micros[]>();
  const since = new Map<TaskInstance, Micros>();
  replay(recorder, {
    taskInstance(at, instance, state) {
      const entered = since.get(instance);
      if (state === "queued") since.set(instance, at);
      else if (entered !== undefined) {
        since.delete(instance);
        const { dagId } = instance.task.dag;
        const stays = byDag.get(dagId);
        if (stays === undefined) byDag.set(dagId, [at - entered]);
        else stays.push(at - entered);
      }
    },
  });
  return byDag;
}

interface Around {
  readonly goal: LandingGoal;
  readonly endedAt: Micros;
  readonly calendar: Calendar;
}

function figuresOfDag(dagId: string, runs: readonly DagRun[], queued: readonly Micros[], around: Around): DagFigures {
  const states: Partial<Record<DagRunState, number>> = {};
  const taskInstances: Partial<Record<TaskInstanceState | "none", number>> = {};
  const [durations, landings, ends]: [Micros[], Micros[], Landed[]] = [[], [], []];
  for (const run of runs) {
    states[run.state] = (states[run.state] ?? 0) + 1;
    for (const { state } of run.taskInstances()) {
      const name = state ?? "none";
      taskInstances[name] = (taskInstances[name] ?? 0) + 1;
    }
    const { startDate, endDate } = run;
    if (!isFinishedRun(run.state) || endDate === null) continue;
    if (startDate !== null) durations.push(endDate - startDate);
    landings.push(endDate - dueOf(run));
    ends.push({ due: dueOf(run), end: endDate });
  }
  const { deadline = null } = around.goal;
  return {
    dagId,
    isScheduled: runs.some(({ runType }) => runType === "scheduled"),
    runs: states,
    taskInstances,
    duration: percentilesOf(durations),
    landing: percentilesOf(landings),
    clock: isDaily(runs) ? clockTimes(ends, around) : null,
    deadline,
    late: deadline === null ? null : runs.filter((run) => isLate(run, deadline, around)).length,
    queued: percentilesOf(queued),
  };
}

interface Landed {
  readonly due: Micros;
  readonly end: Micros;
}

/** The moment from which a run could have been made: Airflow 3's `run_after`. */
function dueOf({ dataInterval, runType, queuedAt }: DagRun): Micros {
  return runType === "scheduled" && dataInterval !== null ? dataInterval.end : queuedAt;
}

function isDaily(runs: readonly DagRun[]): boolean {
  if (runs.some(({ runType }) => runType !== "scheduled")) return false;
  const dues = runs.map(dueOf).sort((a, b) => a - b);
  return dues.every((due, i) => i === 0 || due - (dues[i - 1] ?? due) >= DAY);
}

/** Ranks ends by their time of the day, counted from the start of the day on which each was due. */
function clockTimes(ends: readonly Landed[], { calendar, goal }: Around): ClockTimes | null {
  const spread = percentilesOf(
    ends.map(({ due, end }) => end - (startOfDay(calendar, due, goal.timezone) - calendar.startMicros)),
  );
  return spread === null
    ? null
    : { median: clockTime(spread.p50), p95: clockTime(spread.p95), worst: clockTime(spread.max) };
}

/** Midnight before an instant, in microseconds since 1970. */
function startOfDay(calendar: Calendar, at: Micros, timezone = "UTC"): number {
  const date = DateTime.fromMillis(Math.floor((calendar.startMicros + at) / 1000), { zone: timezone });
  return date.startOf("day").toMillis() * 1000;
}

/** A clock time as a text, so many seconds after the start of a day: `05:40`, or `01:10 +1 d`. */
export function clockTime(seconds: Seconds): string {
  const minutes = Math.floor(seconds / 60);
  const two = (value: number) => String(value).padStart(2, "0");
  const days = Math.floor(minutes / 1440);
  const time = `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
  return days === 0 ? time : `${time} +${days} d`;
}

function isLate(run: DagRun, deadline: string | Seconds, { endedAt, calendar, goal }: Around): boolean {
  const due = dueOf(run);
  const by =
    typeof deadline === "number" ? due + deadline * 1e6 : clockDeadline(due, deadline, calendar, goal.timezone);
  return (run.endDate ?? endedAt) > by;
}

/** The first moment after a run is due at which clocks show a time. */
function clockDeadline(due: Micros, text: string, calendar: Calendar, timezone = "UTC"): Micros {
  const seconds = clockSeconds(text) ?? 0;
  const date = DateTime.fromMillis(Math.floor((calendar.startMicros + due) / 1000), { zone: timezone });
  const set = { hour: Math.floor(seconds / 3600), minute: Math.floor(seconds / 60) % 60, second: seconds % 60 };
  const today = date.startOf("day").set(set);
  const by = today > date ? today : date.plus({ days: 1 }).startOf("day").set(set);
  return calendar.instant(by);
}

/** The seconds by which the median of a landing differs from another; null where there is nothing to compare. */
export function landsLaterBy(of: DagFigures, than: DagFigures | undefined): Seconds | null {
  return of.landing === null || than?.landing == null ? null : of.landing.p50 - than.landing.p50;
}
