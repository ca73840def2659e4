import type { Levels, WorkersDrawing } from "../drawing/index.ts";
import { type Micros, type Seconds, toSeconds } from "../kernel/index.ts";
import { type EnvironmentFigures, traitsOf, type WorkerSpan } from "../mwaa/index.ts";
import type { StepSeries } from "./analysis/step-series.ts";
import { levelsOf } from "./drawn-levels.ts";

/** The most workers that have a lane: more could not be told apart. */
const MOST_LANES = 60;

/** The number of instants at which the cost is told. */
const COST_STEPS = 240;

/** Workers over time, and the cost of an environment. Null where no worker is told from another, as pods are not. */
export function workersDrawing(
  all: readonly WorkerSpan[],
  environment: EnvironmentFigures | null,
  endedAt: Micros,
): WorkersDrawing | null {
  const workers = environment?.workers ?? all;
  if (workers.length === 0) return null;
  const stays = workers.map((worker) => staysOf(worker, endedAt));
  const series = (part: keyof Stays) => seriesOf(stays.map((stay) => stay[part]));
  return {
    levels: levelsOf({ active: series("active"), starting: series("starting"), draining: series("draining") }, endedAt),
    lanes: workers.slice(0, MOST_LANES).map((worker, i) => {
      const { starting = null, active = null, draining = null } = stays[i] ?? {};
      const { name, endedAt: end, killedTasks } = worker;
      return { name, starting, active, draining, endedAt: end === null ? null : toSeconds(end), killedTasks };
    }),
    leftOut: Math.max(0, workers.length - MOST_LANES),
    cost: environment && { levels: costOf(environment, endedAt), total: environment.bill.total },
  };
}

type Stay = readonly [from: Seconds, to: Seconds] | null;

interface Stays {
  readonly starting: Stay;
  readonly active: Stay;
  readonly draining: Stay;
}

function staysOf({ startedAt, activeAt, drainingAt, endedAt }: WorkerSpan, until: Micros): Stays {
  const end = endedAt ?? until;
  const stay = (from: Micros | null, to: Micros): Stay =>
    from === null || to <= from ? null : [toSeconds(from), toSeconds(to)];
  return {
    starting: stay(startedAt, activeAt ?? end),
    active: stay(activeAt, drainingAt ?? end),
    draining: stay(drainingAt, end),
  };
}

/** The number of stays at each instant. */
function seriesOf(stays: readonly Stay[]): StepSeries {
  const changes = stays
    .flatMap((stay) =>
      stay === null
        ? []
        : [
            { at: stay[0], by: 1 },
            { at: stay[1], by: -1 },
          ],
    )
    .sort((a, b) => a.at - b.at);
  const [times, values]: [number[], number[]] = [[], []];
  let level = 0;
  for (const { at, by } of changes) {
    level += by;
    const instant = Math.round(at * 1e6);
    if (times.at(-1) === instant) values[values.length - 1] = level;
    else {
      times.push(instant);
      values.push(level);
    }
  }
  return { times, values };
}

/** Dollars that have come together by each instant: the fee with all that goes with it, and workers beyond it. */
function costOf({ class: name, workers, bill }: EnvironmentFigures, endedAt: Micros): Levels<"fee" | "workers"> {
  const included = traitsOf(name).included.workers;
  const beyond = (at: Micros) => {
    const there = workers.reduce((sum, one) => sum + Math.max(0, Math.min(one.endedAt ?? at, at) - one.startedAt), 0);
    return Math.max(0, there - included * at);
  };
  const all = beyond(endedAt);
  const at = Array.from({ length: COST_STEPS + 1 }, (_, i) => Math.round((endedAt * i) / COST_STEPS));
  const fee = at.map((instant) => ((bill.total - bill.workers) * instant) / Math.max(1, endedAt));
  const more = at.map((instant) => (all === 0 ? 0 : (bill.workers * beyond(instant)) / all));
  return { at: at.map(toSeconds), parts: { fee, workers: more }, peak: bill.total, averagedOver: null };
}
