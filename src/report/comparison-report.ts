import type { ReportData } from "../drawing/index.ts";
import { figureRows, type SimulationResult } from "../observe/index.ts";
import type { Scenario } from "../scenario/index.ts";
import { type Comparison, comparisonSize } from "./comparison.ts";
import { drawingsOf } from "./drawings.ts";
import { landingHeadline } from "./landing-headline.ts";
import { landingRows } from "./landing-table.ts";
import type { Mode } from "./modes.ts";
import { verdictLines } from "./verdict.ts";

/** The contents of the report of a comparison. `results` are those of its modes, in their order. */
export function comparisonReport(
  comparison: Comparison,
  scenario: Scenario,
  results: readonly (readonly [Mode, SimulationResult])[],
): ReportData {
  const landings = comparison.modes.map(({ mode, dags }) => ({ name: mode, dags }));
  return {
    title: comparison.scenario,
    subtitle: comparisonSize(comparison),
    about: scenario.about ?? null,
    verdict: verdictLines(comparison),
    headline: [...landingHeadline(landings), ...figureRows(comparison.modes)],
    landings: landingRows(landings),
    simulations: drawingsOf(results),
    scenario: JSON.stringify(scenario, null, 2),
  };
}
