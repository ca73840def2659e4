import { readFileSync } from "node:fs";
import { dirname, isAbsolute, join, normalize } from "node:path";
import { type ChosenVersions, parseScenarios, type Scenario, ScenarioError } from "../scenario/index.ts";
import { InputError } from "./input-error.ts";

/** A scenario, and the file that it is from. */
export interface FiledScenario {
  readonly file: string;
  readonly scenario: Scenario;
}

/** Reads scenario files, all of them before any is run. Throws an InputError with every problem of every file. */
export function readScenarioFiles(files: readonly string[], chosen: ChosenVersions = {}): readonly FiledScenario[] {
  const scenarios: FiledScenario[] = [];
  const wrong: string[] = [];
  for (const file of files) {
    try {
      for (const scenario of parseScenarios(read(file), file, readBeside(file), chosen))
        scenarios.push({ file, scenario });
    } catch (error) {
      if (!(error instanceof ScenarioError || error instanceof InputError)) throw error;
      wrong.push(error.message);
    }
  }
  if (wrong.length > 0) throw new InputError(wrong.join("\n"));
  return scenarios;
}

/** Reads what a scenario file names: files in its own folder and below, no others. */
function readBeside(file: string): (path: string) => string {
  return (path) => {
    if (isAbsolute(path) || normalize(path).startsWith(".."))
      throw new InputError(`expected a file in the scenario's own folder or below, got "${path}"`);
    return read(join(dirname(file), path));
  };
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new InputError(`${file}: cannot be read: ${(error as Error).message}`);
  }
}
