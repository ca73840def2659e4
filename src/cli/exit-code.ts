import { printableName } from "../options/index.ts";
import { SimulationError } from "../simulation/index.ts";
import { complain } from "./terminal.ts";
import { OutputError } from "./whole-file.ts";

/** The exit codes of the command. A signal ends it as it ends any process: a shell sees 130 for Ctrl-C, 143 for SIGTERM. */
export const EXIT = { ok: 0, failed: 1, refused: 2, unwanted: 3, notWritten: 3, SIGINT: 130, SIGTERM: 143 } as const;

/** The signals that a run in real time ends cleanly by. */
export type Interruption = "SIGINT" | "SIGTERM";

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The meaning of each exit code, as `--help` prints it. */
export const EXIT_CODES = `
Exit codes:
  0    all went well
  1    a simulation could not be run to its end
  2    what was given cannot be used, and nothing was run
  3    a result is one that --fail-on names, or could not be written
  130  interrupted (Ctrl-C), 143 terminated: results that had been written are whole`;

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
