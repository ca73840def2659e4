import type { SimulationDrawing } from "../drawing/index.ts";
import { rankedHolders, type SimulationResult } from "../observe/index.ts";

/** The drawings of several simulations that are set side by side: the same holders of slots have a name in all of them. */
export function drawingsOf(results: readonly (readonly [string, SimulationResult])[]): SimulationDrawing[] {
  const holders = rankedHolders(results.map(([, result]) => result.analysis()));
  return results.map(([name, result]) => result.drawing(name, { holders }));
}
