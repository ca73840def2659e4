/**
 * Arguments of the command: each call ends with an exit code of the documented ones, and never with an error of ours.
 * @module
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { main } from "../dist/cli/main.js";
import { HOSTILE_TEXTS } from "./hostile.js";
import { CORPUS } from "./scenarios.js";

/** Files that arguments may name, gone with the process. */
const FOLDER = mkdtempSync(join(tmpdir(), "airlapse-fuzz-"));
process.on("exit", () => rmSync(FOLDER, { recursive: true, force: true }));
const FILES = [
  ["good.json", JSON.stringify(CORPUS[0]?.scenario)],
  ["list.json", JSON.stringify(CORPUS.slice(0, 3).map(({ scenario }) => scenario))],
  ["cut.json", '{"name": "n", "dags": ['],
  ["empty.json", ""],
].map(([name, text]) => {
  writeFileSync(join(FOLDER, /** @type {string} */ (name)), /** @type {string} */ (text));
  return join(FOLDER, /** @type {string} */ (name));
});

/** Values that stay inside of the folder: what is written is written there. */
const value = fc.oneof(
  fc.constantFrom(
    ...HOSTILE_TEXTS.filter((text) => !/[/\\.]/.test(text)),
    "0",
    "1",
    "2",
    "1.5",
    "-1",
    "1e3",
    "standard",
    "standard,deferrable",
    "2.7.2",
    "2.11",
    "8.7.1",
  ),
  fc.constantFrom(...FILES, FOLDER, join(FOLDER, "missing.json"), "/dev/null"),
);
const option = fc.constantFrom(
  "--traces",
  "--modes",
  "--runs",
  "--worker-slots",
  "--task-startup",
  "--airflow",
  "--amazon-provider",
  "--json",
  "--max-events",
  "--max-seconds",
  "--help",
  "--version",
  "-h",
  "--nothing",
  "--",
);

/** A command line. */
export const commandLine = fc
  .tuple(
    fc.constantFrom("run", "compare", "schema", "help", "rnu", ""),
    fc.array(
      fc.oneof(
        { weight: 2, arbitrary: fc.constantFrom(...FILES) },
        { weight: 1, arbitrary: option },
        { weight: 3, arbitrary: fc.tuple(option, value) },
        { weight: 1, arbitrary: value },
      ),
      { maxLength: 5 },
    ),
  )
  .map(([command, rest]) => [command, ...rest.flat()])
  .map((args) => args.flatMap((arg, i) => (args[i - 1] === "--traces" ? [join(FOLDER, "traces")] : [arg])));

/** Throws where the command does what it may not. @param {readonly string[]} args */
export async function checkCommand(args) {
  const { log, error } = console;
  const { stdout, stderr } = process;
  const writes = [stdout.write, stderr.write];
  const said = /** @type {string[]} */ ([]);
  console.log = (text) => void said.push(String(text));
  console.error = (text) => void said.push(String(text));
  stdout.write = /** @type {any} */ ((/** @type {unknown} */ text) => said.push(String(text)) > 0);
  stderr.write = /** @type {any} */ ((/** @type {unknown} */ text) => said.push(String(text)) > 0);
  let code;
  try {
    code = await main(args);
  } finally {
    [console.log, console.error, stdout.write, stderr.write] = [
      log,
      error,
      /** @type {any} */ (writes[0]),
      /** @type {any} */ (writes[1]),
    ];
  }
  if (![0, 1, 2, 3].includes(code)) throw new Error(`Exit code ${code}`);
  const trace = said.find((text) => /\n {4}at /.test(text));
  if (trace !== undefined) throw new Error(`An error that was not expected: ${trace}`);
}
