import { scenarioDiff } from "../report/index.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { allOrNothing } from "./input-error.ts";
import { type LimitOptions, limitsOf } from "./limits.ts";
import { readOneScenario } from "./read-scenarios.ts";
import { say } from "./terminal.ts";
import { checkVersionOptions, chosenVersions, type VersionOptions } from "./version-options.ts";

export type DiffOptions = VersionOptions & LimitOptions;

/** `airlapse diff`: two scenarios, and how the second differs from the first, in Markdown. */
export function diffCommand(base: string, head: string, options: DiffOptions): ExitCode {
  const [limits, , before, after] = allOrNothing(
    () => limitsOf(options),
    () => checkVersionOptions(options),
    () => readOneScenario(base, chosenVersions(options)),
    () => readOneScenario(head, chosenVersions(options)),
  );
  say(scenarioDiff(before, after, limits).join("\n"));
  return EXIT.ok;
}
