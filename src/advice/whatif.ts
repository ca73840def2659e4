import type { History } from "../history/index.ts";
import {
  type Changes,
  isHeld,
  type Measured,
  namedDeadlines,
  observed,
  type Recording,
  replay,
} from "../replay/index.ts";
import { learnedRecording } from "./calibration.ts";
import { errorsOf, type MeasureErrors } from "./errors.ts";

/** The figures of a measure that answers are about. */
export interface Outcome {
  readonly slotHours: number;
  readonly queueHours: number;
  readonly scheduledHours: number;
  readonly deferredHours: number;
  readonly visits: number;
  readonly peakSlots: number;
  readonly meanSlots: number;
  readonly peakQueued: number;
  readonly peakDeferred: number;
  readonly runsEnded: number;
  readonly runsOpen: number;
  /** The mean of the runs that have ended in the window. */
  readonly runSeconds: number;
  /** Deadlines that are held, of those that are named. */
  readonly deadlines: number;
}

export interface WhatIf {
  readonly recording: Recording;
  readonly changes: Changes;
  readonly errors: MeasureErrors;
  readonly truth: Measured;
  readonly before: Measured;
  readonly after: Measured;
  /** The same under drawn orders of DAGs that are due at one moment: before and after, by order. */
  readonly orders: readonly { readonly before: Measured; readonly after: Measured }[];
}

export interface WhatIfOptions {
  /** The number of orders that are drawn. Default 5. */
  readonly orders?: number;
  readonly onProgress?: (what: string) => void;
}

const HOUR = 3600;

/** Sums a measure up. */
export function outcomeOf(recording: Recording, measured: Measured): Outcome {
  const all = [...measured.dags.values()];
  const sum = (of: "slots" | "queued" | "scheduled" | "deferred") =>
    all.reduce((total, one) => total + one[of], 0) / HOUR;
  const ended = measured.runs.filter(({ start, end }) => start !== null && end !== null);
  const seconds = ended.reduce((total, { start, end }) => total + (end as number) - (start as number), 0);
  return {
    slotHours: sum("slots"),
    queueHours: sum("queued"),
    scheduledHours: sum("scheduled"),
    deferredHours: sum("deferred"),
    visits: all.reduce((total, { visits }) => total + visits, 0),
    peakSlots: measured.slots.peak,
    meanSlots: measured.slots.mean,
    peakQueued: measured.queued.peak,
    peakDeferred: measured.deferred.peak,
    runsEnded: ended.length,
    runsOpen: measured.runs.length - ended.length,
    runSeconds: seconds / Math.max(1, ended.length),
    deadlines: namedDeadlines(recording, measured).filter(({ run, at }) => isHeld(run, at)).length,
  };
}

/** Answers what would have been under other settings. */
export function whatIf(history: History, changes: Changes, options: WhatIfOptions = {}): WhatIf {
  const { orders = 5, onProgress = () => {} } = options;
  onProgress("replay");
  const { recording, replayed: before } = learnedRecording(history);
  const truth = observed(recording);
  onProgress("the change");
  const after = replay(recording, changes);
  const drawn = Array.from({ length: orders }, (_, seed) => {
    onProgress(`order ${seed + 1} of ${orders}`);
    return {
      before: replay(recording, {}, { orderSeed: seed }),
      after: replay(recording, changes, { orderSeed: seed }),
    };
  });
  return { recording, changes, errors: errorsOf(truth, before), truth, before, after, orders: drawn };
}
