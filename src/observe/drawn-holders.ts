import type { HolderPart, SlotHolders } from "../drawing/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { Analysis } from "./analysis/analysis.ts";
import { integral, type StepSeries, sumOf } from "./analysis/step-series.ts";
import { levelsOf } from "./drawn-levels.ts";

/** The most holders with a name of their own. */
const MOST_NAMED = 12;

interface Holder {
  readonly name: string;
  readonly slots: StepSeries;
}

/** The holders of slots that a report names: the same ones in each simulation that is set side by side. */
export interface HolderNames {
  readonly dags: readonly string[];
  readonly tasks: readonly string[];
}

export function holdersByDag({ slots }: Analysis): Holder[] {
  return slots.byDag.map(({ dagId, slots: held }) => ({ name: dagId, slots: held }));
}

export function holdersByTask({ slots }: Analysis): Holder[] {
  const hasManyDags = slots.byDag.length > 1;
  return slots.byTask.map(({ dagId, taskId, slots: held }) => ({
    name: hasManyDags ? `${dagId}.${taskId}` : taskId,
    slots: held,
  }));
}

/** Ranks the holders of several simulations together: each counts by its largest share of the slot time of any of them. */
export function rankedHolders(analyses: readonly Analysis[]): HolderNames {
  const rank = (holdersOf: (analysis: Analysis) => Holder[]) =>
    largest(analyses.map((analysis) => shares(holdersOf(analysis), analysis.endedAt)));
  return { dags: rank(holdersByDag), tasks: rank(holdersByTask) };
}

function shares(holders: readonly Holder[], endedAt: Micros): (readonly [string, number])[] {
  const sizes = holders.map(({ name, slots }) => [name, integral(slots, 0, endedAt)] as const);
  const sum = sizes.reduce((all, [, size]) => all + size, 0);
  return sizes.map(([name, size]) => [name, sum > 0 ? size / sum : 0] as const);
}

function largest(all: readonly (readonly (readonly [string, number])[])[]): string[] {
  const most = new Map<string, number>();
  for (const [name, share] of all.flat()) most.set(name, Math.max(most.get(name) ?? 0, share));
  return [...most]
    .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
    .slice(0, MOST_NAMED)
    .map(([name]) => name);
}

/** Slots by holder. Those in `named`, by default the largest, have their names; the others are summed. */
export function slotHolders(
  holders: readonly Holder[],
  endedAt: Micros,
  named: readonly string[] = largest([shares(holders, endedAt)]),
): SlotHolders {
  const places = new Map(named.map((name, place) => [name, place]));
  const nothing: StepSeries = { times: [], values: [] };
  const parts = Object.fromEntries<StepSeries>([
    ...named.map((name, place) => [String(place), holders.find((one) => one.name === name)?.slots ?? nothing] as const),
    ["others", sumOf(holders.filter(({ name }) => !places.has(name)).map(({ slots }) => slots))],
  ]) as Record<HolderPart, StepSeries>;
  return { names: named, levels: levelsOf<HolderPart>(parts, endedAt) };
}
