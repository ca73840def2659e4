import { type Micros, type Seconds, toSeconds } from "../kernel/index.ts";
import type { Recorder } from "./recorder.ts";
import type { ApiCallCount } from "./tally.ts";

/** The resources that a simulation has used, in seconds. All figures are sums over events, not samples. */
export interface Usage {
  /** From the first run's creation to the end of the last; null where a run has not ended. */
  readonly makespan: Seconds | null;
  /** Worker slots in use, summed over time. */
  readonly slotSeconds: Seconds;
  /** Most worker slots in use at once. */
  readonly peakSlots: number;
  /** Worker slots in use on average, from the first run's creation to the end of the last, or of the simulation. */
  readonly meanSlots: number;
  /** The time of all task instances in state queued. */
  readonly queuedSeconds: Seconds;
  /** The number of deferrals. */
  readonly deferrals: number;
  /** The number of reschedules. */
  readonly reschedules: number;
  /** The time that rows of triggers existed, summed over all triggers. */
  readonly triggerSeconds: Seconds;
  /** Most triggers at once. */
  readonly peakTriggers: number;
  /** The calls to AWS, by service and caller. */
  readonly apiCalls: readonly ApiCallCount[];
}

/** The totals of a recorder at the end. */
export function usageOf({ tally, rows }: Recorder, endedAt: Micros): Usage {
  const { first, last, ended } = tally.span(rows.dates(), endedAt);
  const slots = tally.slots.integral(endedAt);
  return {
    makespan: ended ? toSeconds(last - first) : null,
    slotSeconds: toSeconds(slots),
    peakSlots: tally.slots.peak,
    meanSlots: last > first ? slots / (last - first) : 0,
    queuedSeconds: toSeconds(tally.queued.integral(endedAt)),
    deferrals: tally.deferrals,
    reschedules: tally.reschedules,
    triggerSeconds: toSeconds(tally.triggers.integral(endedAt)),
    peakTriggers: tally.triggers.peak,
    apiCalls: tally.apiCalls,
  };
}
