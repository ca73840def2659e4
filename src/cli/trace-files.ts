import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Trace } from "../observe/index.ts";
import { safeFileName } from "../options/index.ts";
import { InputError } from "./input-error.ts";
import type { FiledScenario } from "./read-scenarios.ts";
import { writeWhole } from "./whole-file.ts";

/** Longest name of a file on common file systems, in bytes, less what is added to it. */
const NAME_BYTES = 200;

/**
 * The file that a scenario's trace is written to. Names are free texts: what could lead out of the folder, or is no character
 * at all, is written as its number, %2f.
 */
export function traceFileName(name: string): string {
  return `${escaped(name)}.trace.json`;
}

/** The folder of a scenario: as above, and no `..` either. */
export function scenarioFolderName(name: string): string {
  const safe = escaped(name);
  return /^\.+$/.test(safe) ? safe.replaceAll(".", "%2e") : safe;
}

function escaped(name: string): string {
  return safeFileName(name, process.platform === "win32").replaceAll(":", "%3a");
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
    if (Buffer.byteLength(name) > NAME_BYTES)
      throw new InputError(
        `Expected names that make files of no more than ${NAME_BYTES} bytes, got "${filed.scenario.name}" in ${filed.file}`,
      );
    files.set(name, filed);
  }
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new InputError(`${folder}: cannot be made: ${(error as Error).message}`);
  }
}

/** Writes a trace. */
export function writeTrace(folder: string, trace: Trace): void {
  writeWhole(join(folder, traceFileName(trace.scenario)), `${JSON.stringify(trace)}\n`);
}
