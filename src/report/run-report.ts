import { duration, figure, type ReportData } from "../drawing/index.ts";
import { figureRows, figuresOf, type SimulationResult, sizeInWords } from "../observe/index.ts";
import type { Scenario } from "../scenario/index.ts";
import { landingGoals } from "./landing-goals.ts";
import { landingRows } from "./landing-table.ts";
import { lateOf } from "./verdict.ts";

/** The contents of the report of one scenario, as it was run. */
export function runReport(scenario: Scenario, result: SimulationResult): ReportData {
  const { workerSlots } = result.analysis();
  const figures = figuresOf(result, workerSlots);
  const dags = result.dags(landingGoals(scenario));
  return {
    title: scenario.name,
    subtitle: sizeInWords([result.dagRuns.length], workerSlots, result.environment),
    about: scenario.about ?? null,
    verdict: [runVerdict(scenario, result)],
    headline: figureRows([figures]),
    landings: landingRows([{ name: scenario.name, dags }]),
    simulations: [result.drawing(scenario.name)],
    scenario: JSON.stringify(scenario, null, 2),
  };
}

/** Sums a simulation up in one sentence: the ends of its runs, those that are late, the queue. */
export function runVerdict(scenario: Scenario, result: SimulationResult): string {
  const { runs, queued } = figuresOf(result, null);
  const late = lateOf({ dags: result.dags(landingGoals(scenario)) });
  const { success = 0, failed = 0 } = runs;
  const all = Object.values(runs).reduce((sum, count) => sum + count, 0);
  const open = all - success - failed;
  return [
    `${figure(success)} of ${figure(all)} ${all === 1 ? "run succeeds" : "runs succeed"}, ${failed === 0 ? "none fails" : `${figure(failed)} ${failed === 1 ? "fails" : "fail"}`}`,
    ...(open > 0 ? [`${figure(open)} ${open === 1 ? "has" : "have"} not ended`] : []),
    ...(late === null ? [] : [late === 0 ? "none is late" : `${figure(late)} ${late === 1 ? "is" : "are"} late`]),
    ...(queued === null ? [] : [`a task is queued for ${duration(queued.mean)} on average`]),
  ]
    .join("; ")
    .concat(".");
}
