/**
 * Writes the export of a long history out of examples/company: each night as it was, and hour after hour of the day as one of two
 * quiet hours. DAGs of each hour are in all of them, daily ones in each night, the weekly one in the first of a week.
 *
 *     node bench/week.js FOLDER [HOURS]
 *
 * 180 hours are 10,000 task instances, 17,600 a million.
 * @module
 */
import { cpSync, createWriteStream, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip, gunzipSync } from "node:zlib";

const [folder = "", given = "180"] = process.argv.slice(2);
const hours = Number(given);
if (folder === "" || !Number.isSafeInteger(hours) || hours < 6)
  throw new Error("Expected the folder to write, and how many hours of history");

const EXAMPLE = new URL("../examples/company/", import.meta.url).pathname;
const HOUR = 3600e3;
const START = Date.parse("2024-03-02T23:00:00Z");
const COPIED = [
  "serialized",
  "airlapse.json",
  "rest/config.json",
  "rest/pools.json",
  "rest/providers.json",
  "rest/version.json",
];

/**
 * The elements of a list of the API, from all of its pages.
 * @param {string} name
 * @param {string} [key]
 * @returns {any[]}
 */
function read(name, key) {
  const lines = gunzipSync(readFileSync(join(EXAMPLE, "rest", name)))
    .toString()
    .trim()
    .split("\n");
  return lines.flatMap((line) => (key === undefined ? [JSON.parse(line)] : JSON.parse(line)[key]));
}

/**
 * Moves all instants in an answer by whole hours.
 * @param {any} answer
 * @param {number} by
 */
function moved(answer, by) {
  const later = (/** @type {string} */ text) => new Date(Date.parse(`${text}Z`) + by * HOUR).toISOString().slice(0, 19);
  return JSON.parse(JSON.stringify(answer).replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/g, later));
}

const runs = read("dagRuns.jsonl.gz", "dag_runs");
const keyOf = (/** @type {any} */ row) => `${row.dag_id}\n${row.dag_run_id ?? row.run_id}`;
const hourOf = (/** @type {any} */ { start_date }) => Math.floor((Date.parse(start_date) - START) / HOUR);

/**
 * The hours by which a run is moved, for each time that it comes again.
 * @param {any} run
 */
function copiesOf(run) {
  const { dag_id, run_type, data_interval_end, end_date } = run;
  const own = hourOf(run);
  const hoursOfDay = Array.from({ length: hours }, (_, hour) => hour);
  if (dag_id === "backfill_checks") return own === 1 ? hoursOfDay.filter((by) => by % 4 === 0) : [];
  if (runs.filter((one) => one.dag_id === dag_id).length === 1)
    return hoursOfDay.filter((by) => by % (dag_id === "weekly_rollup" ? 168 : 24) === 0);
  const wasDueBefore = run_type === "scheduled" && Date.parse(data_interval_end) < START;
  if (wasDueBefore || end_date === null) return own === 0 ? [0] : [];
  const at = hoursOfDay.filter((hour) => (hour % 24 < 5 ? hour % 24 : 3 + (hour % 2)) === own);
  return at.map((hour) => hour - own);
}

const copies = new Map(runs.map((run) => [keyOf(run), copiesOf(run).filter((by) => by + hourOf(run) < hours)]));

/**
 * All copies of rows, one after another.
 * @param {any[]} rows
 * @param {(row: any) => any} runOf
 */
function* all(rows, runOf = (row) => row) {
  for (const row of rows) for (const by of copies.get(keyOf(runOf(row))) ?? []) yield moved(row, by);
}

/**
 * Writes lines into a packed file.
 * @param {string} name
 * @param {Iterable<string>} lines
 */
const writeLines = (name, lines) =>
  pipeline(
    function* () {
      for (const line of lines) yield `${line}\n`;
    },
    createGzip(),
    createWriteStream(join(folder, "rest", name)),
  );

/**
 * A list as the API answers it: a page of a hundred in each line.
 * @param {string} key
 * @param {Iterable<any>} rows
 */
function* pages(key, rows) {
  /** @type {any[]} */
  let page = [];
  for (const row of rows) {
    page.push(row);
    count += key === "task_instances" ? 1 : 0;
    if (page.length < 100) continue;
    yield JSON.stringify({ [key]: page });
    page = [];
  }
  if (page.length > 0) yield JSON.stringify({ [key]: page });
}

let count = 0;
mkdirSync(join(folder, "rest"), { recursive: true });
for (const name of COPIED) cpSync(join(EXAMPLE, name), join(folder, name), { recursive: true });
const health = JSON.parse(readFileSync(join(EXAMPLE, "rest/health.json"), "utf8"));
writeFileSync(join(folder, "rest/health.json"), JSON.stringify(moved(health, hours - 6)));
const inOrder = [...all(runs)].sort((a, b) => (a.start_date < b.start_date ? -1 : 1));
await writeLines("dagRuns.jsonl.gz", pages("dag_runs", inOrder));
await writeLines(
  "taskInstances.jsonl.gz",
  pages("task_instances", all(read("taskInstances.jsonl.gz", "task_instances"))),
);
await writeLines("eventLogs.jsonl.gz", pages("event_logs", all(read("eventLogs.jsonl.gz", "event_logs"))));
const tries = all(read("tries.jsonl.gz"), ({ answer }) => answer.task_instances[0]);
await writeLines("tries.jsonl.gz", mapped(tries, JSON.stringify));
console.log(`${count} task instances`);

/**
 * @param {Iterable<any>} rows
 * @param {(row: any) => string} text
 */
function* mapped(rows, text) {
  for (const row of rows) yield text(row);
}
