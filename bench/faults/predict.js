/**
 * What real processes did as things died, and what airlapse says that they would: with `--write` it writes the table of docs/faults.md.
 * The measurements are in real.json: Airflow 2.10.5 with Celery, Redis and PostgreSQL on a loaded machine.
 * @module
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildSimulation, checkScenarios } from "airlapse/scenario";
import { writeWhole } from "../../dist/cli/whole-file.js";

/** @typedef {{ label: string, task: string, state: string, time: number, at: number }} Step `time`: 2 for the second time in that state */
/** @typedef {{ scenario: { name: string }, measured: readonly Step[] }} Experiment */

/** @type {readonly Experiment[]} */
export const EXPERIMENTS = JSON.parse(readFileSync(new URL("real.json", import.meta.url), "utf8"));
const PAGE = fileURLToPath(new URL("../../docs/faults.md", import.meta.url));

/** The steps of an experiment with the seconds that are predicted. @param {Experiment} experiment */
export function predictionOf({ scenario, measured }) {
  const [checked] = checkScenarios(scenario, scenario.name);
  if (checked === undefined) throw new RangeError("Expected a scenario, got none");
  const { taskInstances } = buildSimulation(checked).run();
  return measured.map(({ label, task, state, time, at }) => {
    const history = taskInstances.find(({ taskId }) => taskId === task)?.history ?? [];
    const predicted = history.filter((one) => one.state === state)[time - 1]?.at ?? Number.NaN;
    return { label, measured: at, predicted: predicted / 1e6 };
  });
}

/** The table of docs/faults.md. */
export function realTable() {
  const rows = EXPERIMENTS.flatMap(predictionOf).map(
    ({ label, measured, predicted }) => `| ${label} | ${measured.toFixed(2)} | ${predicted.toFixed(1)} |`,
  );
  return ["| experiment | measured | predicted |", "| --- | ---: | ---: |", ...rows].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const table = realTable();
  console.log(table);
  if (process.argv.includes("--write")) {
    const text = readFileSync(PAGE, "utf8");
    writeWhole(
      PAGE,
      text.replace(/<!-- real -->[\s\S]*<!-- \/real -->/, () => `<!-- real -->\n${table}\n<!-- /real -->`),
    );
  }
}
