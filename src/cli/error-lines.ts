import type { SimulationResult } from "../observe/index.ts";
import { duration } from "../report/index.ts";
import { noteLines, whoOf } from "./note-lines.ts";

/** What tasks have failed with, which the table only counts. */
export function errorLines({ errors }: SimulationResult, name: string): string[] {
  if (errors.length === 0) return [];
  const what = `${errors.length} ${errors.length === 1 ? "error" : "errors"} of tasks`;
  return noteLines(name, what, errors, (error) => {
    const message = error.message === "" ? "" : `: ${error.message}`;
    return `${whoOf(error)}: ${error.type} at ${duration(error.at / 1e6)}${message}`;
  });
}
