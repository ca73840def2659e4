/**
 * Worker slots by holder: a DAG or task has the same colour in all simulations.
 * @module
 */
import { invariant } from "../../containers/index.ts";
import type { HolderPart, Levels, ReportData, SimulationDrawing, SlotHolders } from "../report-data.ts";
import type { Panels } from "./charts/panels.ts";
import { endOf, slotWords } from "./facts.ts";
import { HOLDER_LOOKS, type PartLook } from "./look.ts";

/** The ways to divide slots by holder. */
export type Division = "DAG" | "task";

function holdersOf({ slotsByDag, slotsByTask }: SimulationDrawing, division: Division): SlotHolders {
  return division === "DAG" ? slotsByDag : slotsByTask;
}

/** Lists the divisions that have something to divide. */
export function divisionsOf({ simulations }: ReportData): Division[] {
  const all: readonly Division[] = ["DAG", "task"];
  return all.filter((division) => simulations.some((simulation) => holdersOf(simulation, division).names.length > 1));
}

export function holderPanels(data: ReportData, division: Division): Panels<HolderPart> {
  const holders = data.simulations.map((simulation) => holdersOf(simulation, division));
  const shown = namesShown(holders);
  const looks = shown.map((label, place): [HolderPart, PartLook] => [`${place}`, lookOf(place, label)]);
  const others: [HolderPart, PartLook] = ["others", lookOf(HOLDER_LOOKS.length - 1, "all others")];
  return {
    panels: data.simulations.map((simulation) => ({
      ...slotWords(simulation, data),
      levels: levelsByName(holdersOf(simulation, division), shown),
    })),
    parts: Object.fromEntries([...looks, others]) as Record<HolderPart, PartLook>,
    unit: "worker slots",
    until: endOf(data),
  };
}

function lookOf(place: number, label: string): PartLook {
  const look = HOLDER_LOOKS[place];
  invariant(look !== undefined, "Expected no more holders than there are colours, got more");
  return { ...look, label };
}

/** The names in any of the simulations, those first that hold the largest share of the slot time of one of them. */
function namesShown(holders: readonly SlotHolders[]): string[] {
  const most = new Map<string, number>();
  for (const { names, levels } of holders) {
    const sizes = names.map((name, place) => [name, slotSeconds(levels, `${place}`)] as const);
    const all = sizes.reduce((sum, [, size]) => sum + size, slotSeconds(levels, "others"));
    for (const [name, size] of sizes) most.set(name, Math.max(most.get(name) ?? 0, all > 0 ? size / all : 0));
  }
  return [...most]
    .sort(([, a], [, b]) => b - a)
    .slice(0, HOLDER_LOOKS.length - 1)
    .map(([name]) => name);
}

function slotSeconds({ at, parts }: Levels<HolderPart>, part: HolderPart): number {
  return (parts[part] ?? []).reduce((sum, value, i) => sum + value * ((at[i + 1] ?? at[i] ?? 0) - (at[i] ?? 0)), 0);
}

function levelsByName({ names, levels }: SlotHolders, shown: readonly string[]): Levels<HolderPart> {
  const none = levels.at.map(() => 0);
  const columnOf = (name: string) => levels.parts[`${names.indexOf(name)}`] ?? none;
  const rest = names.filter((name) => !shown.includes(name)).map(columnOf);
  const others = levels.parts.others.map((value, i) => rest.reduce((sum, column) => sum + (column[i] ?? 0), value));
  const parts = shown.map((name, place): [HolderPart, readonly number[]] => [`${place}`, columnOf(name)]);
  return { ...levels, parts: Object.fromEntries([...parts, ["others", others]]) as Levels<HolderPart>["parts"] };
}
