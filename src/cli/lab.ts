import { spawn } from "node:child_process";
import { dirname, resolve } from "node:path";
import { labPage } from "../drawing/index.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { InputError } from "./input-error.ts";
import { refuseSharedFiles } from "./own-files.ts";
import { readScenarioFiles } from "./read-scenarios.ts";
import { makeFolder } from "./report-files.ts";
import { say } from "./terminal.ts";
import { writeWhole } from "./whole-file.ts";

export interface LabOptions {
  /** The page that is written. */
  readonly out: string;
  /** Opens the page in the browser of the system. */
  readonly open?: true;
}

/** `airlapse lab`: a page in which the knobs of a scenario may be turned. */
export async function labCommand(file: string, { out, open }: LabOptions): Promise<ExitCode> {
  const scenarios = readScenarioFiles([file]);
  const [only, ...others] = scenarios;
  if (only === undefined || others.length > 0)
    throw new InputError(`Expected a file with one scenario, got ${scenarios.length}`);
  refuseSharedFiles([{ option: "--out", path: out }], [file]);
  makeFolder(dirname(out));
  const page = await labPage(only.scenario.name, JSON.stringify(only.scenario, null, 2));
  writeWhole(out, page);
  say(`lab in ${out}, ${(Buffer.byteLength(page) / 1024).toFixed(0)} KiB`);
  if (open === true) openInBrowser(resolve(out));
  return EXIT.ok;
}

/** The system's own way to open a file. Where there is none, the file is there all the same. */
function openInBrowser(path: string): void {
  const [command, args] =
    process.platform === "darwin"
      ? ["open", [path]]
      : process.platform === "win32"
        ? ["explorer", [path]]
        : ["xdg-open", [path]];
  const opener = spawn(command, args, { detached: true, stdio: "ignore" });
  opener.on("error", () => say(`open ${path} in a browser`));
  opener.unref();
}
