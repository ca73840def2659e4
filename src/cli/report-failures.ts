import { printableName } from "../report/index.ts";
import { SimulationError } from "../simulation/index.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { complain } from "./terminal.ts";
import { OutputError } from "./whole-file.ts";

/** Says what went wrong with which scenario, and returns the exit code: a result that is lost counts most. */
export function reportFailures(failures: readonly (readonly [name: string, error: unknown])[]): ExitCode {
  for (const [name, error] of failures) complain(`error: ${printableName(name)}: ${saidBy(error)}`);
  if (failures.length === 0) return EXIT.ok;
  return failures.some(([, error]) => error instanceof OutputError) ? EXIT.notWritten : EXIT.failed;
}

/** Only an error that lists problems has lines, each made so that no text in it begins another. */
function saidBy(error: unknown): string {
  const { message } = error as Error;
  return error instanceof SimulationError ? message : printableName(message);
}
