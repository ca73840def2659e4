import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Trace } from "../observe/index.ts";
import { InputError } from "./input-error.ts";
import type { FiledScenario } from "./read-scenarios.ts";

/** Longest name of a file on common file systems, less the ending. */
const NAME_LENGTH = 200;

/** The file that a scenario's trace is written to. Names are free texts: what could lead out of the folder is written as %2F. */
export function traceFileName(name: string): string {
  return `${name.replaceAll(/[/\\:%\p{Cc}]/gu, (character) => encodeURIComponent(character))}.trace.json`;
}

/** Makes the folder, and sees to it that each scenario gets a file of its own. */
export function prepareTraceFolder(folder: string, scenarios: readonly FiledScenario[]): void {
  const files = new Map<string, FiledScenario>();
  for (const filed of scenarios) {
    const name = traceFileName(filed.scenario.name);
    const other = files.get(name);
    if (other !== undefined)
      throw new InputError(
        `Expected a name of its own for each scenario, got "${filed.scenario.name}" in ${other.file} and ${filed.file}: their traces would go to one file`,
      );
    if (name.length > NAME_LENGTH)
      throw new InputError(`Expected names of no more than ${NAME_LENGTH} characters, got "${name}"`);
    files.set(name, filed);
  }
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new InputError(`${folder}: cannot be made: ${(error as Error).message}`);
  }
}

/** Writes a trace. It has its final name only when it is whole. */
export function writeTrace(folder: string, trace: Trace): void {
  const path = join(folder, traceFileName(trace.scenario));
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(unfinished, `${JSON.stringify(trace)}\n`);
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
