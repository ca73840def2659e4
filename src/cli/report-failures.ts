import { printableName } from "../report/index.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { complain } from "./terminal.ts";
import { OutputError } from "./whole-file.ts";

/** Says what went wrong with which scenario, and returns the exit code: a result that is lost counts most. */
export function reportFailures(failures: readonly (readonly [name: string, error: unknown])[]): ExitCode {
  for (const [name, error] of failures) complain(`error: ${printableName(name)}: ${(error as Error).message}`);
  if (failures.length === 0) return EXIT.ok;
  return failures.some(([, error]) => error instanceof OutputError) ? EXIT.notWritten : EXIT.failed;
}
