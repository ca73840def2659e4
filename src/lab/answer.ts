import type { LabAnswer, LabQuestion, StoryWanted } from "../drawing/index.ts";
import { storyLines } from "../observe/index.ts";
import { runFigures, runReport, snakeKeys } from "../report/index.ts";
import { checkScenarios, parseScenarios, type Scenario, ScenarioError, scenarioJsonSchema } from "../scenario/index.ts";
import { knobsOf, turned, withModes } from "./knobs.ts";
import { withDurations, withRuns } from "./load.ts";
import { Ran } from "./ran.ts";
import { alone, sideBySide } from "./side-by-side.ts";

/** The name of the scenario in problems. */
const SOURCE = "scenario";

/** The scenario of a text, which is read once for all of its changes, and run once. */
let before: { readonly text: string; readonly ran: Ran } | undefined;

/** The changed scenario that was run last, by the changes and the text: what is saved is of the picture that is seen. */
let after: { readonly key: string; readonly ran: Ran } | undefined;

/** Answers a question of the page. What is wrong with the scenario is an answer too. */
export function answer(question: LabQuestion): LabAnswer {
  try {
    return answered(question);
  } catch (error) {
    if (error instanceof ScenarioError) return { problems: error.problems };
    return { problems: [{ path: "", message: error instanceof Error ? error.message : String(error) }] };
  }
}

function answered(question: LabQuestion): LabAnswer {
  const { text, changes, want } = question;
  if (want === "schema") return { file: JSON.stringify(scenarioJsonSchema()) };
  if (want === "check") {
    one(parseScenarios(text, SOURCE));
    return { ready: true };
  }
  const first = readOnce(text);
  if (want === "ready") {
    alone(first);
    return { ready: true };
  }
  const ran = changes.length === 0 ? first : changedOnce(first, question);
  if (typeof want === "object") return { story: storyOf(want.side === "before" ? first : ran, want) };
  const { scenario, result } = ran;
  switch (want) {
    case "picture":
      return { knobs: knobsOf(first.scenario), data: ran === first ? alone(ran) : sideBySide(first, ran) };
    case "scenario":
      return { file: `${JSON.stringify(scenario, null, 2)}\n` };
    case "figures":
      return { file: `${JSON.stringify(snakeKeys([runFigures(scenario, result)]), null, 2)}\n` };
    case "trace":
      return { file: `${JSON.stringify(result.trace(scenario.name))}\n` };
    case "report":
      return { report: runReport(scenario, result) };
  }
}

function readOnce(text: string): Ran {
  if (before?.text !== text) before = { text, ran: new Ran(one(parseScenarios(text, SOURCE))) };
  return before.ran;
}

function changedOnce({ scenario }: Ran, { text, changes }: LabQuestion): Ran {
  const key = JSON.stringify([changes, text]);
  if (after?.key !== key) {
    const content = withDurations(turned(scenario, knobsOf(scenario), changes), changes);
    const checked = one(checkScenarios(content, SOURCE));
    after = { key, ran: new Ran(withRuns(withModes(checked, changes), changes)) };
  }
  return after.ran;
}

function storyOf({ result }: Ran, { side: _, ...which }: StoryWanted): readonly string[] {
  return storyLines(result.why(which));
}

function one(scenarios: readonly Scenario[]): Scenario {
  const [first, ...others] = scenarios;
  if (first === undefined || others.length > 0)
    throw new ScenarioError(SOURCE, [{ path: "", message: `expected one scenario, got ${scenarios.length}` }]);
  return first;
}
