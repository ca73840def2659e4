import { duration, type LabAnswer, type LabQuestion, type ReportData } from "../drawing/index.ts";
import { figureRows, type SimulationResult, sizeInWords } from "../observe/index.ts";
import {
  differenceSaid,
  drawingsOf,
  landedFigures,
  landingRows,
  runFigures,
  runReport,
  snakeKeys,
} from "../report/index.ts";
import { buildSimulation, checkScenarios, parseScenarios, type Scenario, ScenarioError } from "../scenario/index.ts";
import { knobsOf, turned, withModes } from "./knobs.ts";

/** The name of the scenario in problems. */
const SOURCE = "scenario";

/** A simulation gives up after so many events: a page has no other way to end it than to ask something else. */
const MOST_EVENTS = 50_000_000;

interface Ran {
  readonly text: string;
  readonly scenario: Scenario;
  readonly result: SimulationResult;
}

/** The scenario as it was before any change, which is run once for all of them. */
let before: Ran | undefined;

/** Answers a question of the page. What is wrong with the scenario is an answer too. */
export function answer(question: LabQuestion): LabAnswer {
  try {
    return answered(question);
  } catch (error) {
    if (error instanceof ScenarioError)
      return { problems: error.problems.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)) };
    return { problems: [error instanceof Error ? error.message : String(error)] };
  }
}

function answered({ text, changes, want = "picture" }: LabQuestion): LabAnswer {
  const own = one(parseScenarios(text, SOURCE));
  const knobs = knobsOf(own);
  const scenario = withModes(one(checkScenarios(turned(own, knobs, changes), SOURCE)), changes);
  if (want === "trace") return { trace: `${JSON.stringify(run(scenario, false).trace(own.name))}\n` };
  if (before?.text !== text) before = { text, scenario: own, result: run(own, true) };
  const isChanged = changes.length > 0;
  const result = isChanged ? run(scenario, true) : before.result;
  return {
    knobs,
    data: isChanged ? sideBySide(before, { text, scenario, result }) : runReport(own, result),
    scenario: `${JSON.stringify(scenario, null, 2)}\n`,
    figures: `${JSON.stringify(snakeKeys([runFigures(scenario, result)]), null, 2)}\n`,
  };
}

function run(scenario: Scenario, explain: boolean): SimulationResult {
  return buildSimulation(scenario, { explain }).run({ maxEvents: MOST_EVENTS });
}

function one(scenarios: readonly Scenario[]): Scenario {
  const [first, ...others] = scenarios;
  if (first === undefined || others.length > 0)
    throw new ScenarioError(SOURCE, [{ path: "", message: `expected one scenario, got ${scenarios.length}` }]);
  return first;
}

/** Both on the same axes, and the difference in a sentence. */
function sideBySide(first: Ran, second: Ran): ReportData {
  const sides = [
    { name: "before", ...landedFigures(first.scenario, first.result) },
    { name: "after", ...landedFigures(second.scenario, second.result) },
  ] as const;
  const [from, to] = sides;
  const said = differenceSaid(to, from);
  const { name, about } = second.scenario;
  const { workerSlots } = second.result.analysis();
  return {
    title: name,
    subtitle: sizeInWords([second.result.dagRuns.length], workerSlots, second.result.environment),
    about: about ?? null,
    verdict: [
      said === "" ? "The change makes no difference." : `The change ${said}.`,
      ...endSaid(from.usage.makespan, to.usage.makespan),
    ],
    headline: figureRows(sides),
    landings: landingRows(sides),
    simulations: drawingsOf([
      ["before", first.result],
      ["after", second.result],
    ]),
    scenario: null,
  };
}

function endSaid(from: number | null, to: number | null): string[] {
  if (from === null || to === null || Math.abs(from - to) < 1) return [];
  return [`All is done ${duration(Math.abs(to - from))} ${to < from ? "earlier" : "later"}.`];
}
