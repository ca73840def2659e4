import { reportPage } from "../drawing/index.ts";
import { figureRows, figuresOf, sizeInWords } from "./figures.ts";
import type { SimulationResult } from "./result.ts";

/** One simulation as a page. */
export function resultReport(result: SimulationResult, title: string): Promise<string> {
  const drawing = result.drawing(title);
  const { workerSlots } = drawing;
  return reportPage({
    title,
    subtitle: sizeInWords(result.dagRuns.length, workerSlots),
    about: null,
    headline: figureRows([figuresOf(result, workerSlots)]),
    simulations: [drawing],
    scenario: null,
  });
}
