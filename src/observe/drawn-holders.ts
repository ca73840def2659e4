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

/** The most of them that are named by their share, which tells who is left where hardly any slot is taken. */
const BY_SHARE = 4;

/**
 * Ranks the holders of several simulations together: most by the slot time that they take in the one where they take most, so that
 * whatever fills the slots has a name; the last by their largest share of the slot time of any of them.
 */
export function rankedHolders(analyses: readonly Analysis[]): HolderNames {
  const rank = (holdersOf: (analysis: Analysis) => Holder[]) => {
    const all = analyses.map((analysis) => slotTimes(holdersOf(analysis), analysis.endedAt));
    const byTime = largest(all).slice(0, MOST_NAMED - BY_SHARE);
    return [...new Set([...byTime, ...largest(all.map(shares))])].slice(0, MOST_NAMED);
  };
  return { dags: rank(holdersByDag), tasks: rank(holdersByTask) };
}

type SlotTimes = readonly (readonly [name: string, time: number])[];

function slotTimes(holders: readonly Holder[], endedAt: Micros): SlotTimes {
  return holders.map(({ name, slots }) => [name, integral(slots, 0, endedAt)] as const);
}

function shares(times: SlotTimes): SlotTimes {
  const sum = times.reduce((all, [, time]) => all + time, 0);
  return times.map(([name, time]) => [name, sum > 0 ? time / sum : 0] as const);
}

/** The names, those first that have the most in any of the lists. */
function largest(all: readonly SlotTimes[]): string[] {
  const most = new Map<string, number>();
  for (const [name, time] of all.flat()) most.set(name, Math.max(most.get(name) ?? 0, time));
  return [...most].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)).map(([name]) => name);
}

/** Slots by holder. Those in `named`, by default the largest, have their names; the others are summed. */
export function slotHolders(
  holders: readonly Holder[],
  endedAt: Micros,
  named: readonly string[] = largest([slotTimes(holders, endedAt)]).slice(0, MOST_NAMED),
): SlotHolders {
  const places = new Map(named.map((name, place) => [name, place]));
  const nothing: StepSeries = { times: [], values: [] };
  const parts = Object.fromEntries<StepSeries>([
    ...named.map((name, place) => [String(place), holders.find((one) => one.name === name)?.slots ?? nothing] as const),
    ["others", sumOf(holders.filter(({ name }) => !places.has(name)).map(({ slots }) => slots))],
  ]) as Record<HolderPart, StepSeries>;
  return { names: named, levels: levelsOf<HolderPart>(parts, endedAt) };
}
