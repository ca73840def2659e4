import { scenarioDiff } from "../report/index.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { allOrNothing, InputError } from "./input-error.ts";
import { type LimitOptions, limitsOf } from "./limits.ts";
import { readScenarioFiles } from "./read-scenarios.ts";
import { say } from "./terminal.ts";
import { checkVersionOptions, chosenVersions, type VersionOptions } from "./version-options.ts";

export type DiffOptions = VersionOptions & LimitOptions;

/** `airlapse diff`: two scenarios, and how the second differs from the first, in Markdown. */
export function diffCommand(base: string, head: string, options: DiffOptions): ExitCode {
  const [limits, , before, after] = allOrNothing(
    () => limitsOf(options),
    () => checkVersionOptions(options),
    () => onlyScenario(base, options),
    () => onlyScenario(head, options),
  );
  say(scenarioDiff(before, after, limits).join("\n"));
  return EXIT.ok;
}

function onlyScenario(file: string, options: DiffOptions) {
  const [first, ...others] = readScenarioFiles([file], chosenVersions(options));
  if (first === undefined || others.length > 0)
    throw new InputError(`${file}: expected one scenario, got ${others.length + 1}`);
  return first.scenario;
}
