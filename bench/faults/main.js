/**
 * A worker killed every 30 minutes: the work that is lost, the delay and the dollars, in each mode. With `--write` it writes the table
 * of docs/faults.md.
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { buildSimulation, checkScenarios } from "airlapse/scenario";
import { inMode } from "../../dist/report/index.js";
import { fleet } from "./fleet.js";

/** @typedef {ReturnType<typeof checkScenarios>[number]} Scenario */
/** @typedef {ReturnType<ReturnType<typeof buildSimulation>["run"]>} Result */

const ROOT = new URL("../../", import.meta.url);
const SEEDS = [1, 2, 3];
const MODES = /** @type {const} */ (["standard", "reschedule", "deferrable"]);
const EVERY = 1800;

/** The sample's pipeline every 280 s for a day, with two retries of a minute. */
export function sample() {
  const own = JSON.parse(readFileSync(new URL("examples/join-relationalize/own-names.json", ROOT), "utf8"));
  const [dag] = own.dags;
  const [run] = own.runs;
  return {
    ...own,
    name: "the sample, every 280 s",
    until: 90_000,
    executor: undefined,
    dags: [{ ...dag, default_args: { ...dag.default_args, retries: 2, retry_delay: 60 } }],
    runs: [{ ...run, count: 308, every: 280 }],
  };
}

/** @param {object} given @param {number} seed @returns {Scenario} */
function scenarioOf(given, seed) {
  const [scenario] = checkScenarios(
    { ...given, airflow: "2.10.5", seed, environment: { class: "mw1.small" } },
    "bench",
  );
  if (scenario === undefined) throw new RangeError("expected a scenario, got none");
  return scenario;
}

/** The ends of runs, by DAG and run. @param {Result} result */
function endsOf(result) {
  return new Map(
    result.dagRuns.flatMap(({ dagId, runId, endDate, state }) =>
      endDate === null || state !== "success" ? [] : [[`${dagId} ${runId}`, endDate / 1e6]],
    ),
  );
}

/** Slot seconds of the tasks that were on a worker as it died. @param {Result} result */
function lostOf(result) {
  const deaths = new Set(result.failures.map(({ at }) => at));
  /** @type {Map<string, number>} */
  const since = new Map();
  let lost = 0;
  for (const { at, delta, dagId, runId, taskId } of result.slotChanges()) {
    const key = `${dagId} ${runId} ${taskId}`;
    if (delta > 0) since.set(key, at);
    else if (deaths.has(at)) lost += (at - (since.get(key) ?? at)) / 1e6;
  }
  return lost;
}

const mean = (/** @type {readonly number[]} */ values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** One mode, with deaths and without. @param {object} given @param {typeof MODES[number]} mode */
function measured(given, mode) {
  const rows = SEEDS.map((seed) => {
    const scenario = inMode(scenarioOf(given, seed), mode);
    const calm = buildSimulation(scenario).run();
    const hit = buildSimulation({ ...scenario, failures: { workers: { every: EVERY } } }).run();
    const [before, after] = [endsOf(calm), endsOf(hit)];
    const delays = [...after].flatMap(([run, end]) => {
      const other = before.get(run);
      return other === undefined ? [] : [end - other];
    });
    const failed = (/** @type {Result} */ result) => result.dagRuns.filter(({ state }) => state === "failed").length;
    return {
      deaths: hit.failures.length,
      tasks: hit.failures.reduce((sum, { tasks }) => sum + tasks, 0),
      lost: lostOf(hit),
      delay: mean(delays),
      worst: Math.max(...delays),
      failed: failed(hit) - failed(calm),
      month: calm.environment?.bill.month ?? 0,
      more: (hit.environment?.bill.month ?? 0) - (calm.environment?.bill.month ?? 0),
    };
  });
  const of = (/** @type {keyof typeof rows[number]} */ key) => mean(rows.map((row) => row[key]));
  return {
    mode,
    deaths: of("deaths"),
    tasks: of("tasks"),
    lost: of("lost"),
    delay: of("delay"),
    worst: Math.max(...rows.map(({ worst }) => worst)),
    failed: of("failed"),
    month: of("month"),
    more: of("more"),
  };
}

const figure = (/** @type {number} */ value, digits = 0) =>
  value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** The table of docs/faults.md. */
export function faultTable() {
  const head = [
    "load",
    "mode",
    "tasks hit",
    "work lost, min",
    "delay of a run, s",
    "worst delay, min",
    "runs failed",
    "$ a month",
    "by deaths",
  ];
  const rows = [sample(), fleet()].flatMap(rowsOf);
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i < 2 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

/** The rows of a load, one for each mode. @param {ReturnType<typeof sample>} given */
export function rowsOf(given) {
  return MODES.map((mode) => {
    const { tasks, lost, delay, worst, failed, month, more } = measured(given, mode);
    const by = `${more < 0 ? "-" : "+"}${figure(Math.abs(more), 2)}`;
    return [
      given.name,
      mode,
      figure(tasks, 1),
      figure(lost / 60, 1),
      figure(delay, 1),
      figure(worst / 60, 1),
      figure(failed, 1),
      figure(month, 2),
      by,
    ];
  });
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const table = faultTable();
  console.log(table);
  if (process.argv.includes("--write")) {
    const page = new URL("docs/faults.md", ROOT);
    const text = readFileSync(page, "utf8");
    writeFileSync(
      page,
      text.replace(/<!-- deaths -->[\s\S]*<!-- \/deaths -->/, () => `<!-- deaths -->\n${table}\n<!-- /deaths -->`),
    );
  }
}
