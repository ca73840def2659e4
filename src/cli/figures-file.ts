import { existsSync } from "node:fs";
import { isObject } from "../options/index.ts";
import { readText } from "./read-file.ts";
import { writeWhole } from "./whole-file.ts";

/** Writes figures under the name of their case, beside those of other cases that the file has. */
export function writeFigures(file: string, name: string, figures: Readonly<Record<string, number | null>>): void {
  let others: Readonly<Record<string, unknown>> = {};
  if (existsSync(file)) {
    try {
      const known: unknown = JSON.parse(readText(file));
      if (isObject(known)) others = known;
    } catch {
      others = {}; // not one of ours: it is written anew
    }
  }
  writeWhole(file, `${JSON.stringify({ ...others, [name]: figures }, null, 1)}\n`);
}
