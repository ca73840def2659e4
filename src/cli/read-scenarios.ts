import { realpathSync } from "node:fs";
import { dirname, isAbsolute, join, normalize, relative } from "node:path";
import { type Chosen, checkScenarios, type Scenario, ScenarioError } from "../scenario/index.ts";
import { InputError } from "./input-error.ts";
import { matchingFiles } from "./matching-files.ts";
import { readText } from "./read-file.ts";
import { scenarioValue } from "./scenario-text.ts";

/** A scenario, and the file that it is from. */
export interface FiledScenario {
  readonly file: string;
  readonly scenario: Scenario;
}

/** Reads scenario files, all of them before any is run. Throws an InputError with every problem of every file. */
export function readScenarioFiles(files: readonly string[], chosen: Chosen = {}): readonly FiledScenario[] {
  const scenarios: FiledScenario[] = [];
  const wrong: string[] = [];
  for (const file of files.flatMap(matchingFiles)) {
    try {
      const read = scenarioValue(readText(file), file);
      for (const scenario of checkScenarios(read, file, readBeside(file), chosen)) scenarios.push({ file, scenario });
    } catch (error) {
      if (error instanceof InputError) wrong.push(...error.lines);
      else if (error instanceof ScenarioError) wrong.push(...error.message.split("\n"));
      else throw error;
    }
  }
  if (wrong.length > 0) throw new InputError(wrong);
  return scenarios;
}

/** Reads a file that holds one scenario. */
export function readOneScenario(file: string, chosen: Chosen = {}): Scenario {
  const read = readScenarioFiles([file], chosen);
  const [only, ...others] = read;
  if (only === undefined || others.length > 0)
    throw new InputError(`${file}: expected one scenario, got ${read.length}`);
  return only.scenario;
}

/** Reads what a scenario file names: files in its own folder and below, no others. */
function readBeside(file: string): (path: string) => string {
  return (path) => {
    if (isAbsolute(path) || normalize(path).startsWith(".."))
      throw new InputError(`expected a file in the scenario's own folder or below, got "${path}"`);
    const beside = join(dirname(file), path);
    if (!isInside(dirname(file), beside))
      throw new InputError(
        `expected a file in the scenario's own folder or below, got a link from "${path}" to elsewhere`,
      );
    return readText(beside);
  };
}

/** Where links lead counts. What is not there is for the reader to say. */
function isInside(folder: string, file: string): boolean {
  try {
    return !relative(realpathSync(folder), realpathSync(file)).startsWith("..");
  } catch {
    return true;
  }
}
