import { spawn } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { deflateRawSync } from "node:zlib";
import { type LabScenario, labPage } from "../drawing/index.ts";
import { EXPORT_FOLDERS } from "../history/index.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { InputError } from "./input-error.ts";
import { refuseSharedFiles } from "./own-files.ts";
import { type FiledScenario, readScenarioFiles } from "./read-scenarios.ts";
import { makeFolder } from "./report-files.ts";
import { say } from "./terminal.ts";
import { writeWhole } from "./whole-file.ts";

export interface LabOptions {
  /** The page that is written. */
  readonly out: string;
  /** Opens the page in the browser of the system. */
  readonly open?: true;
}

/** `airlapse lab`: a page in which the knobs of scenarios may be turned: those of a file, or of the files in a folder. */
export async function labCommand(path: string, { out, open }: LabOptions): Promise<ExitCode> {
  const files = isFolder(path) ? scenarioFilesIn(path) : [path];
  const scenarios = readScenarioFiles(files);
  const [first] = scenarios;
  if (first === undefined) throw new InputError(`${path}: expected a scenario, got none`);
  refuseSharedFiles([{ option: "--out", path: out }], files);
  makeFolder(dirname(out));
  const page = await labPage(
    scenarios.length === 1 ? first.scenario.name : basename(resolve(path)),
    named(scenarios),
    packed,
  );
  writeWhole(out, page);
  const said = scenarios.length === 1 ? "" : ` of ${scenarios.length} scenarios`;
  say(`lab${said} in ${out}, ${(Buffer.byteLength(page) / 1024).toFixed(0)} KiB`);
  if (open === true) openInBrowser(resolve(out));
  return EXIT.ok;
}

function packed(text: string): string {
  return deflateRawSync(text, { level: 9 }).toString("base64");
}

function isFolder(path: string): boolean {
  return path !== "-" && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

const SCENARIO_FILE = /\.(?:json|jsonc|ya?ml)$/i;

/** The scenario files of a folder, without those in folders of it. An export of an Airflow is none: it has no scenario to change. */
function scenarioFilesIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  const isExport = entries.some((entry) => entry.isDirectory() && EXPORT_FOLDERS.includes(entry.name));
  if (isExport)
    throw new InputError(
      `${folder}: expected a folder of scenario files, got the export of an Airflow: \`airlapse whatif ${folder} --set KEY=VALUE\` changes what was recorded`,
    );
  const files = entries.filter((entry) => entry.isFile() && SCENARIO_FILE.test(entry.name)).map(({ name }) => name);
  if (files.length === 0) throw new InputError(`${folder}: expected scenario files (.json, .yaml) in it, got none`);
  return files.sort().map((name) => join(folder, name));
}

/** Scenarios by name: where several files have the same, with the file's. */
function named(scenarios: readonly FiledScenario[]): readonly LabScenario[] {
  const counts = new Map<string, number>();
  for (const { scenario } of scenarios) counts.set(scenario.name, (counts.get(scenario.name) ?? 0) + 1);
  return scenarios.map(({ scenario, file }) => ({
    name: (counts.get(scenario.name) ?? 0) > 1 ? `${scenario.name} (${basename(file)})` : scenario.name,
    text: JSON.stringify(scenario, null, 2),
  }));
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
