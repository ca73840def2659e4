import type { Prices } from "../history/index.ts";
import type { Seconds } from "../kernel/index.ts";
import type { Replayed } from "./replays.ts";

/** The effect of a change, beside what was before. */
export interface Effect {
  /** Slot hours that are saved. */
  readonly slotHours: number;
  /** The share of all slot hours that this is. */
  readonly share: number;
  /** Seconds by which a run lands earlier, in the mean: of the DAGs that are changed, and of the others. */
  readonly own: Seconds;
  readonly others: Seconds;
  /** The most triggers at once. */
  readonly triggers: number;
  /** Looks at the outside: more or fewer. */
  readonly calls: number;
  /** Money that is saved in the window; undefined without prices. */
  readonly money: number | undefined;
}

export const slotHoursOf = ({ dags }: Replayed) => [...dags.values()].reduce((sum, { slots }) => sum + slots, 0) / 3600;

/** Compares what comes of a change with what was before. */
export function effectOf(
  before: Replayed,
  after: Replayed,
  dags: ReadonlySet<string>,
  prices: Prices | undefined,
): Effect {
  const was = new Map(before.runs.map((run) => [`${run.dagId}\n${run.runId}`, run]));
  const sums = { own: [0, 0], others: [0, 0] } as { own: [number, number]; others: [number, number] };
  for (const { dagId, runId, end } of after.runs) {
    const ended = was.get(`${dagId}\n${runId}`)?.end ?? null;
    if (end === null || ended === null) continue;
    const sum = dags.has(dagId) ? sums.own : sums.others;
    sum[0] += ended - end;
    sum[1] += 1;
  }
  const all = slotHoursOf(before);
  const saved = all - slotHoursOf(after);
  const mean = ([sum, count]: [number, number]) => sum / Math.max(1, count);
  return {
    slotHours: saved,
    share: saved / Math.max(all, 1e-9),
    own: mean(sums.own),
    others: mean(sums.others),
    triggers: after.deferred.peak,
    calls: after.looks - before.looks,
    money: prices === undefined ? undefined : costOf(before, prices) - costOf(after, prices),
  };
}

/** The cost of workers that come and go with the slots in use: in each hour as many as its peak takes, and one at least. */
export function costOf(
  { slots, seconds }: Pick<Replayed, "slots" | "seconds">,
  { workerHour, slotsPerWorker }: Prices,
): number {
  const hours = seconds / 3600;
  return slots.hourPeaks.reduce((sum, peak, hour) => {
    const workers = Math.max(1, Math.ceil(peak / slotsPerWorker));
    return sum + workers * Math.min(1, hours - hour) * workerHour; // the last hour may be a part of one
  }, 0);
}
