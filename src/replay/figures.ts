/**
 * A measure as figures by name, so that answers can be compared with what happened, or scored.
 * @module
 */
import { secondOf } from "../history/index.ts";
import type { Seconds } from "../kernel/index.ts";
import type { Measured, RunMeasure } from "./measure.ts";
import type { Recording } from "./recording.ts";
import { dueOf } from "./task-facts.ts";

export type Figures = Readonly<Record<string, number | null>>;

const thousandth = (value: number) => Math.round(value * 1000) / 1000;

/** The figures of a measure. Deadlines are those of airlapse.json; without any, each five minutes of a day are one. */
export function figuresOf(recording: Recording, measured: Measured): Figures {
  const figures: Record<string, number | null> = {};
  for (const { dagId, isScheduled, logicalDate, start, end } of measured.runs) {
    if (!isScheduled || logicalDate === null) continue;
    const name = `${dagId}/${secondOf(logicalDate)}`;
    figures[`run_seconds/${name}`] = start === null || end === null ? null : thousandth(end - start);
    figures[`end/${name}`] = end === null ? null : thousandth(end);
  }
  for (const [dagId, sums] of measured.dags) {
    figures[`running_seconds/${dagId}`] = thousandth(sums.running);
    figures[`slot_seconds/${dagId}`] = thousandth(sums.slots);
    figures[`queued_seconds/${dagId}`] = thousandth(sums.queued);
    figures[`scheduled_seconds/${dagId}`] = thousandth(sums.scheduled);
    figures[`deferred_seconds/${dagId}`] = thousandth(sums.deferred);
    figures[`visits/${dagId}`] = sums.visits;
  }
  figures["queued/peak"] = measured.queued.peak;
  figures["slots/peak"] = measured.slots.peak;
  figures["slots/mean"] = Math.round(measured.slots.mean * 10_000) / 10_000;
  for (const { name, at, run } of deadlines(recording, measured)) figures[`deadline/${name}`] = isHeld(run, at) ? 1 : 0;
  return figures;
}

export interface Deadline {
  /** `DAG@HH:MM`. */
  readonly name: string;
  /** Seconds after the window's start. */
  readonly at: Seconds;
  /** The last scheduled run of the DAG in the window. */
  readonly run: RunMeasure | undefined;
}

export function isHeld(run: RunMeasure | undefined, at: Seconds): boolean {
  return run?.end != null && run.end <= at;
}

const DAY = 86_400;

/** The deadlines that a person has named. */
export function namedDeadlines(recording: Recording, measured: Pick<Measured, "runs">): Deadline[] {
  const last = lastRuns(recording, measured);
  return (recording.history.byHand.deadlines ?? []).map((name) => {
    const cut = name.lastIndexOf("@");
    const run = last.get(name.slice(0, cut));
    return { name, at: nextClock(recording, run, name.slice(cut + 1)), run };
  });
}

/** The named deadlines of all runs that history has, each at the first time after the run was due; those beyond the window are none. */
export function allDeadlines(recording: Recording, { runs }: Pick<Measured, "runs">): Deadline[] {
  const { history } = recording;
  const measured = new Map(runs.map((run) => [`${run.dagId}\n${run.logicalDate}`, run]));
  const end = (history.window.to - history.window.from) / 1e6;
  return (history.byHand.deadlines ?? []).flatMap((name) => {
    const cut = name.lastIndexOf("@");
    const [dagId, clock] = [name.slice(0, cut), name.slice(cut + 1)];
    return [...recording.runs.of(dagId)]
      .filter(({ kind, logicalDate }) => kind === "scheduled" && logicalDate !== null)
      .map((run) => {
        const due = Math.max(0, (dueOf(run) - history.window.from) / 1e6);
        return { name, at: clockAfter(recording, due, clock), run: measured.get(`${dagId}\n${run.logicalDate}`) };
      })
      .filter(({ at }) => at <= end);
  });
}

function deadlines(recording: Recording, measured: Measured): Deadline[] {
  const named = namedDeadlines(recording, measured);
  if (named.length > 0) return named;
  return [...lastRuns(recording, measured)].flatMap(([dagId, run]) =>
    Array.from({ length: DAY / 300 }, (_, step) => {
      const clock = `${String(Math.floor(step / 12)).padStart(2, "0")}:${String((step % 12) * 5).padStart(2, "0")}`;
      return { name: `${dagId}@${clock}`, at: nextClock(recording, run, clock), run };
    }),
  );
}

/** The last scheduled run that history has of each DAG, as it was measured; undefined where it was not made. */
function lastRuns({ history }: Recording, { runs }: Pick<Measured, "runs">): Map<string, RunMeasure | undefined> {
  const dates = new Map<string, number>();
  for (const { dagId, kind, logicalDate } of history.runs)
    if (kind === "scheduled" && logicalDate !== null)
      dates.set(dagId, Math.max(dates.get(dagId) ?? logicalDate, logicalDate));
  return new Map(
    [...dates].map(([dagId, date]) => [dagId, runs.find((run) => run.dagId === dagId && run.logicalDate === date)]),
  );
}

/** The first time that the clock shows it in the window, or on the day of the run where the window is longer than a day. */
function nextClock(recording: Recording, run: RunMeasure | undefined, clock: string): Seconds {
  return clockAfter(recording, recording.until > DAY ? (run?.start ?? 0) : 0, clock);
}

/** The first time, from so many seconds after the window's start on, that the clock shows it. */
function clockAfter({ history }: Recording, seconds: Seconds, clock: string): Seconds {
  const from = history.window.from / 1e6 + seconds;
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  const midnight = Math.floor(from / DAY) * DAY;
  const at = midnight + hours * 3600 + minutes * 60;
  return (at < from ? at + DAY : at) - history.window.from / 1e6;
}
