/**
 * Arguments of the command: each call ends with an exit code of the documented ones, and never with an error of ours.
 * @module
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
].map(([name = "", text = ""]) => {
  writeFileSync(join(FOLDER, name), text);
  return /** @type {const} */ ([join(FOLDER, name), text]);
});
const PATHS = FILES.map(([path]) => path);

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
    "2.10.5",
    "2.11.0",
    "2.11",
    "8.7.1",
  ),
  fc.constantFrom(...PATHS, FOLDER, join(FOLDER, "missing.json"), "/dev/null"),
);
/** Where each option that writes may write to, whatever it is given: a folder, or a file whose name says little. */
const WRITTEN = /** @type {Readonly<Record<string, readonly string[]>>} */ ({
  "--traces": ["traces"],
  "--logs": ["logs"],
  "--svg": ["svg"],
  "--report": ["report.html", "svg", "missing/report.html"],
  "--export": [
    "chrome=c",
    "statsd=c",
    "openmetrics=o",
    "events=e.csv",
    "runs=r.parquet",
    "runs=e.csv",
    "chrome=m/c",
    "x=y",
    "chrome=",
  ],
});

const option = fc.constantFrom(
  ...Object.keys(WRITTEN),
  "--explain",
  "--from",
  "--to",
  "--from-provider",
  "--to-provider",
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
    fc.constantFrom("run", "run", "compare", "upgrade", "schema", "help", "rnu", ""),
    fc.array(
      fc.oneof(
        { weight: 2, arbitrary: fc.constantFrom(...PATHS) },
        { weight: 1, arbitrary: option },
        { weight: 3, arbitrary: fc.tuple(option, value) },
        { weight: 1, arbitrary: value },
      ),
      { maxLength: 5 },
    ),
  )
  .map(([command, rest]) => [command, ...rest.flat()])
  .map((args) => args.map((arg, i) => writtenTo(args[i - 1], arg)));

/** The argument, or a place in the folder where something is written to. @param {string | undefined} option @param {string} arg */
function writtenTo(option, arg) {
  const places = Object.hasOwn(WRITTEN, option ?? "") ? WRITTEN[option ?? ""] : undefined;
  if (places === undefined) return arg;
  const place = /** @type {string} */ (places[arg.length % places.length]);
  const [format, file] = place.split("=");
  return file === undefined || file === ""
    ? option === "--export"
      ? place
      : join(FOLDER, place)
    : `${format}=${join(FOLDER, file)}`;
}

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
  const unfinished = /** @type {string[]} */ (readdirSync(FOLDER, { recursive: true })).filter((path) =>
    path.endsWith(".tmp"),
  );
  if (unfinished.length > 0) throw new Error(`Unfinished files are left: ${unfinished.join(", ")}`);
  const changed = FILES.filter(([path, text]) => readFileSync(path, "utf8") !== text);
  if (changed.length > 0) throw new Error(`Scenarios were written over: ${changed.map(([path]) => path).join(", ")}`);
}
