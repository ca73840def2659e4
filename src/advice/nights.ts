/**
 * Nights that are drawn out of a history, and the runs that land in time in them.
 * @module
 */
import type { Seconds } from "../kernel/index.ts";
import { allDeadlines, type Changes, isHeld, type Recording } from "../replay/index.ts";
import type { Asker, Replayed } from "./replays.ts";

/** Runs may land so much later than in the replay: a tenth of what they take, or five minutes. */
const SLACK = { share: 0.1, seconds: 300 };

const DAY = 86_400;

/** Of runs without a deadline so many have to land in time. */
const MOST_IN_TIME = 0.98;

/** A night that was drawn, and how it goes with today's settings. */
export interface Night {
  readonly seed: number;
  readonly today: Replayed;
}

/** Draws nights: orders of DAGs that are due at once, and of a longer history whole days. */
export function drawNights(asker: Asker, count: number): Promise<Night[]> {
  const draw = async (_: unknown, seed: number) => ({
    seed,
    today: await inNight(asker, {}, seed, `night ${seed + 1}`),
  });
  return Promise.all(Array.from({ length: count }, draw));
}

/** Replays a night under changes. */
export function inNight(asker: Asker, changes: Changes, seed: number, what: string): Promise<Replayed> {
  return asker.make(what, { changes, drawn: { orderSeed: seed, nightSeed: seed } });
}

/**
 * The share of the days of a drawn history on which runs land in time: by the deadlines that are named; without any, about as in the
 * same days with today's settings.
 */
export function shareInTime(recording: Recording, tonight: Replayed, today: Replayed): number {
  const named = (recording.history.byHand.deadlines ?? []).length > 0;
  const landings = named ? deadlinesHeld(recording, tonight) : landedAsToday(tonight, today);
  const days = new Map<number, { late: number; all: number }>();
  for (const { at, isLate } of landings) {
    const day = Math.floor(at / DAY);
    const { late, all } = days.get(day) ?? { late: 0, all: 0 };
    days.set(day, { late: late + Number(isLate), all: all + 1 });
  }
  const held = [...days.values()].filter(({ late, all }) => late <= (named ? 0 : all * (1 - MOST_IN_TIME)));
  return days.size === 0 ? 1 : held.length / days.size;
}

interface Landing {
  readonly at: Seconds;
  readonly isLate: boolean;
}

function deadlinesHeld(recording: Recording, tonight: Replayed): Landing[] {
  return allDeadlines(recording, tonight).map(({ run, at }) => ({ at, isLate: !isHeld(run, at) }));
}

function landedAsToday(tonight: Replayed, today: Replayed): Landing[] {
  const ends = new Map(tonight.runs.map(({ dagId, runId, end }) => [`${dagId}\n${runId}`, end]));
  const landings: Landing[] = [];
  for (const { dagId, runId, isScheduled, start, end } of today.runs) {
    if (!isScheduled || start === null || end === null) continue;
    const is = ends.get(`${dagId}\n${runId}`) ?? null;
    landings.push({
      at: start,
      isLate: is === null || is > end + Math.max(SLACK.seconds, (end - start) * SLACK.share),
    });
  }
  return landings;
}
