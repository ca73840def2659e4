import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { printableName } from "../options/index.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { firstScenarioAsJson, firstScenarioAsYaml } from "./first-scenario.ts";
import { InputError } from "./input-error.ts";
import { makeFolder } from "./report-files.ts";
import { say } from "./terminal.ts";
import { writeWhole } from "./whole-file.ts";

/** `airlapse init`: a first scenario with comments, in a file that was not there before; `-` is standard output. */
export async function initCommand(file: string): Promise<ExitCode> {
  const isJson = /\.jsonc?$/i.test(file);
  if (file !== "-" && !isJson && !/\.ya?ml$/i.test(file))
    throw new InputError(`Expected a file that ends in .yaml, .yml, .json or .jsonc, got ${file}`);
  if (file !== "-" && existsSync(file))
    throw new InputError(`Expected the name of a new file, got ${file}, which is there`);
  const text = isJson ? firstScenarioAsJson() : await firstScenarioAsYaml();
  if (file === "-") say(text.trimEnd());
  else {
    makeFolder(dirname(file));
    writeWhole(file, text);
    say(`${printableName(file)} is a first scenario. Next: airlapse compare ${printableName(file)}`);
  }
  return EXIT.ok;
}
