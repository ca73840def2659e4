import type { HolderPart, SlotHolders } from "../drawing/index.ts";
import type { Micros } from "../kernel/index.ts";
import { integral, type StepSeries, sumOf } from "./analysis/step-series.ts";
import { levelsOf } from "./drawn-levels.ts";

/** The most holders with a name of their own. A chart may show fewer. */
const MOST_NAMED = 12;

interface Holder {
  readonly name: string;
  readonly slots: StepSeries;
}

/** Slots by holder. The largest holders have their names; the others are summed. */
export function slotHolders(holders: readonly Holder[], endedAt: Micros): SlotHolders {
  const bySize = holders
    .map((holder) => ({ ...holder, size: integral(holder.slots, 0, endedAt) }))
    .sort((a, b) => b.size - a.size);
  const named = bySize.slice(0, MOST_NAMED);
  const parts = Object.fromEntries<StepSeries>([
    ...named.map(({ slots }, place) => [String(place), slots] as const),
    ["others", sumOf(bySize.slice(MOST_NAMED).map(({ slots }) => slots))],
  ]) as Record<HolderPart, StepSeries>;
  return { names: named.map(({ name }) => name), levels: levelsOf<HolderPart>(parts, endedAt) };
}
