/**
 * Steps that come again and again, as one.
 * @module
 */
import type { WaitInterval } from "../analysis/loop-waits.ts";
import { CAUSES, type CauseCode } from "./causes.ts";
import type { Stay } from "./history.ts";
import { span } from "./texts.ts";
import type { WhyStep } from "./why.ts";

/** A scheduler's or triggerer's loop takes no longer to come round, in microseconds. */
const LOOP = 2e6;

/** Makes one wait of several with the same cause in one state, between which only a loop had to come round. */
export function withoutGaps(waits: readonly WaitInterval[], stays: readonly Stay[]): WaitInterval[] {
  const kept: WaitInterval[] = [];
  for (const wait of waits) {
    const [before, gap] = [kept.at(-2), kept.at(-1)];
    const isGap = gap?.cause === "schedulerLoop" && gap.to - gap.from <= LOOP;
    const isSame = before?.cause === wait.cause && wait.cause !== "schedulerLoop";
    const isOneStay = stays.some(({ from, to }) => from <= (before?.from ?? 0) && to >= wait.to);
    if (
      gap?.cause === wait.cause &&
      gap.to === wait.from &&
      stays.some(({ from, to }) => from <= gap.from && to >= wait.to)
    )
      kept.splice(-1, 1, { ...wait, from: gap.from });
    else if (isGap && isSame && isOneStay && before !== undefined) kept.splice(-2, 2, { ...wait, from: before.from });
    else kept.push(wait);
  }
  return kept;
}

/** The fewest repeats that are told as one step. */
const FEWEST = 3;

/** Makes one step of the rounds of a sensor in reschedule mode. What comes before the first and after the last poke stays as it is. */
export function collapse(steps: readonly WhyStep[]): WhyStep[] {
  const kept: WhyStep[] = [];
  for (let place = 0; place < steps.length; ) {
    const end = endOfRounds(steps, place);
    const rounds = steps.slice(place, end);
    const count = rounds.filter(({ code }) => code === "rescheduleInterval").length;
    if (count >= FEWEST) {
      kept.push(together(rounds, count));
      place = end;
    } else {
      kept.push(steps[place] as WhyStep);
      place += 1;
    }
  }
  return kept;
}

const OF_A_ROUND: ReadonlySet<CauseCode> = new Set([
  "pokes",
  "rescheduleInterval",
  "schedulerLoop",
  "executorHeartbeat",
  "taskStartup",
  "workerSlot",
  "poolFull",
  "priority",
  "parallelism",
  "maxActiveTasks",
  "maxActiveTisPerDag",
  "maxActiveTisPerDagrun",
  "queryFull",
]);

/** The place behind the rounds that begin at a place; the place itself where none begin. */
function endOfRounds(steps: readonly WhyStep[], place: number): number {
  const first = steps[place]?.code;
  if (first !== "rescheduleInterval") return place;
  let [end, last] = [place, place];
  while (end < steps.length && OF_A_ROUND.has(steps[end]?.code as CauseCode)) {
    if (steps[end]?.code === "rescheduleInterval") last = end + 1;
    end += 1;
  }
  return last;
}

function together(rounds: readonly WhyStep[], count: number): WhyStep {
  const [first, last] = [rounds[0] as WhyStep, rounds.at(-1) as WhyStep];
  const sums = new Map<CauseCode, number>();
  for (const { code, from, to } of rounds) sums.set(code, (sums.get(code) ?? 0) + to - from);
  const longest = [...sums].filter(([, sum]) => sum > 0).sort(([, a], [, b]) => b - a);
  const parts = longest.map(([code, sum]) => `${span(sum)} ${code === "pokes" ? "poking" : CAUSES[code].label}`);
  const wait = longest.find(([code]) => code !== "rescheduleInterval" && code !== "pokes")?.[0];
  const more = rounds.find(({ code, more: own }) => code === wait && own.length > 0)?.more ?? [];
  return {
    from: first.from,
    to: last.to,
    state: "up_for_reschedule",
    code: first.code,
    text: `pokes ${count} times, rescheduled in between: ${parts.join(", ")}`,
    more,
  };
}
