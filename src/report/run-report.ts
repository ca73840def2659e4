import { duration, figure, type ReportData } from "../drawing/index.ts";
import { figureRows, figuresOf, type SimulationResult, sizeInWords } from "../observe/index.ts";
import type { Scenario } from "../scenario/index.ts";
import { landingGoals } from "./landing-goals.ts";
import { landingHeadline } from "./landing-headline.ts";
import { landingRows } from "./landing-table.ts";
import { lateOf } from "./verdict.ts";

/** The name of the only simulation of a report, as `standard` is that of one in a comparison. */
const ALONE = "this scenario";

/** The contents of the report of one scenario, as it was run. */
export function runReport(scenario: Scenario, result: SimulationResult): ReportData {
  const { workerSlots } = result.analysis();
  const figures = figuresOf(result, workerSlots);
  const landings = [{ name: ALONE, dags: result.dags(landingGoals(scenario)) }];
  return {
    title: scenario.name,
    subtitle: sizeInWords([result.dagRuns.length], workerSlots, result.environment),
    about: scenario.about ?? null,
    verdict: [runVerdict(scenario, result)],
    headline: [...landingHeadline(landings), ...figureRows([figures])],
    landings: landingRows(landings),
    simulations: [result.drawing(ALONE)],
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
