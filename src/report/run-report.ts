import type { ReportData } from "../drawing/index.ts";
import { figureRows, figuresOf, type SimulationResult, sizeInWords } from "../observe/index.ts";
import type { Scenario } from "../scenario/index.ts";
import { landingGoals } from "./landing-goals.ts";
import { landingRows } from "./landing-table.ts";

/** The contents of the report of one scenario, as it was run. */
export function runReport(scenario: Scenario, result: SimulationResult): ReportData {
  const { workerSlots } = result.analysis();
  return {
    title: scenario.name,
    subtitle: sizeInWords([result.dagRuns.length], workerSlots, result.environment),
    about: scenario.about ?? null,
    verdict: [],
    headline: figureRows([figuresOf(result, workerSlots)]),
    landings: landingRows([{ name: scenario.name, dags: result.dags(landingGoals(scenario)) }]),
    simulations: [result.drawing(scenario.name)],
    scenario: JSON.stringify(scenario, null, 2),
  };
}
