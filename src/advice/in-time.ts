/**
 * Runs that land in time.
 * @module
 */
import type { Seconds } from "../kernel/index.ts";
import { allDeadlines, isHeld, type Measured, type Recording } from "../replay/index.ts";

/** The runs of a replay. */
export type Runs = Pick<Measured, "runs">;

/** Runs may land so much later than in the replay: a tenth of what they take, or five minutes. */
const SLACK = { share: 0.1, seconds: 300 };

const DAY = 86_400;

/** Of runs without a deadline so many have to land in time. */
const MOST_IN_TIME = 0.98;

/**
 * The share of the days of a drawn history on which runs land in time: by the deadlines that are named; without any, about as in the
 * same days with today's settings.
 */
export function shareInTime(recording: Recording, tonight: Runs, today: Runs): number {
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

function deadlinesHeld(recording: Recording, tonight: Runs): Landing[] {
  return allDeadlines(recording, tonight).map(({ run, at }) => ({ at, isLate: !isHeld(run, at) }));
}

function landedAsToday(tonight: Runs, today: Runs): Landing[] {
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
