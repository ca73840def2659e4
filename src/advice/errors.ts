/**
 * The distance between two measures: of a replay and the history, or of a change and what was before.
 * @module
 */
import type { Measured, RunMeasure } from "../replay/index.ts";

/** Relative errors of many figures. */
export interface Spread {
  readonly count: number;
  readonly median: number;
  readonly ninety: number;
  readonly worst: number;
}

export interface MeasureErrors {
  /** Of the ends of runs, by the time from the run's start. */
  readonly ends: Spread;
  readonly runSeconds: Spread;
  /** Of the queued time, by DAG. */
  readonly queued: Spread;
  /** Runs that have ended in one only, or are there in one only. */
  readonly unlike: number;
  /** The sums, relative to the history's. */
  readonly slotHours: number;
  readonly queueHours: number;
}

/** Seconds below which a figure's error is not taken relative to it. */
const FLOOR = 60;

function relative(value: number, truth: number): number {
  return Math.abs(value - truth) / Math.max(Math.abs(truth), FLOOR);
}

export function spreadOf(errors: readonly number[]): Spread {
  const sorted = [...errors].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { count: sorted.length, median: at(0.5), ninety: at(0.9), worst: sorted.at(-1) ?? 0 };
}

/** Runs of two measures by their names; those that datasets have triggered by their turn, since their ids are instants. */
export function pairedRuns(a: Measured, b: Measured): [RunMeasure | undefined, RunMeasure | undefined][] {
  const pairs = new Map<string, [RunMeasure | undefined, RunMeasure | undefined]>();
  for (const [side, { runs }] of [a, b].entries()) {
    const turns = new Map<string, number>();
    for (const run of runs) {
      const turn = turns.get(run.dagId) ?? 0;
      const isTriggered = run.runId.includes("_triggered__");
      if (isTriggered) turns.set(run.dagId, turn + 1);
      const name = `${run.dagId}\n${isTriggered ? `#${turn}` : run.runId}`;
      const pair = pairs.get(name) ?? [undefined, undefined];
      pair[side] = run;
      pairs.set(name, pair);
    }
  }
  return [...pairs.values()];
}

/** Compares a measure with the history's. Only runs from `since` on count. */
export function errorsOf(truth: Measured, measured: Measured, since = 0): MeasureErrors {
  const ends: number[] = [];
  const lengths: number[] = [];
  let unlike = 0;
  for (const [was, is] of pairedRuns(truth, measured)) {
    if ((was?.start ?? is?.start ?? 0) < since) continue;
    if ((was?.end == null) !== (is?.end == null)) unlike += 1;
    if (was?.end == null || is?.end == null || was.start === null || is.start === null) continue;
    ends.push(Math.abs(is.end - was.end) / Math.max(was.end - was.start, FLOOR));
    lengths.push(relative(is.end - is.start, was.end - was.start));
  }
  const sum = (one: Measured, of: "slots" | "queued") =>
    [...one.dags.values()].reduce((total, sums) => total + sums[of], 0);
  const change = (of: "slots" | "queued") => sum(measured, of) / Math.max(1, sum(truth, of)) - 1;
  return {
    ends: spreadOf(ends),
    runSeconds: spreadOf(lengths),
    queued: spreadOf(
      [...truth.dags].map(([dagId, sums]) => relative(measured.dags.get(dagId)?.queued ?? 0, sums.queued)),
    ),
    unlike,
    slotHours: change("slots"),
    queueHours: change("queued"),
  };
}
