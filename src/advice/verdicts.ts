import type { Calibration } from "./calibration.ts";

export interface Verdict {
  readonly question: string;
  readonly verdict: "good enough" | "not good enough" | "cannot tell";
  readonly because: string;
}

/** Errors up to which an answer is believed. */
const MOST = { ends: 0.03, queued: 0.1, slots: 0.03 };

const percent = (share: number) => `${(Math.abs(share) * 100).toFixed(1)} %`;

/** Tells for which questions a replay is good enough: those whose effect in this history is larger than its error. */
export function verdictsOf({ errors, nulls, recording }: Calibration): Verdict[] {
  const [free, slotless] = nulls;
  const { ends, queued, slotHours, queueHours } = errors;
  const endsAre = `ends of runs are off by ${percent(ends.median)}`;
  const isTimed = ends.median <= MOST.ends;
  const slotsMatter =
    Math.abs((slotless?.errors.queueHours ?? 0) - queueHours) > Math.max(0.02, Math.abs(queueHours) * 2);
  const limitsMatter = (free?.errors.ends.ninety ?? 0) > ends.ninety + 0.005;
  const isQueued = queued.median <= MOST.queued;
  const verdict = (isGood: boolean) => (isGood ? "good enough" : "not good enough");
  return [
    { question: "landing times", verdict: verdict(isTimed), because: endsAre },
    {
      question: "worker slots",
      verdict: slotsMatter ? verdict(isTimed && isQueued) : isTimed ? "cannot tell" : "not good enough",
      because: slotsMatter
        ? `queued time is off by ${percent(queued.median)}, and would be by ${percent(slotless?.errors.queueHours ?? 0)} with slots without end`
        : `slots were never scarce: there are at least ${recording.fleet.slots}, and fewer can be asked about`,
    },
    {
      question: "pools and limits",
      verdict: limitsMatter ? verdict(isTimed) : isTimed ? "cannot tell" : "not good enough",
      because: limitsMatter
        ? `${endsAre}, and without limits one in ten by ${percent(free?.errors.ends.ninety ?? 0)}`
        : "none was ever reached",
    },
    {
      question: "deferrable and reschedule modes",
      verdict: verdict(Math.abs(slotHours) <= MOST.slots),
      because: `slot hours are off by ${percent(slotHours)}`,
    },
  ];
}
