/**
 * The table of AWS's operators in docs/operators.md, made from the classes themselves and from what their samples do:
 * `npm run operators` writes it.
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { NoProgressError } from "../dist/kernel/index.js";
import { AMAZON_OPERATORS } from "../dist/scenario/amazon-table.js";
import { buildSimulation, checkScenarios, inMode } from "../dist/scenario-files.js";
import { SAMPLES } from "./operator-samples.js";

const PAGE = fileURLToPath(new URL("../docs/operators.md", import.meta.url));
const FIRST_PROVIDER = "8.7.1";
/** The Airflow that samples run in: its provider has all of them. */
const AIRFLOW = "2.11.0";
const PROVIDER = "9.8.0";

/** @typedef {import("../dist/scenario/operator-table.js").OperatorSpec} OperatorSpec */
/** @typedef {{ newArguments?: Readonly<Record<string, { amazonProvider?: string }>> }} OperatorClass */

const camel = (/** @type {string} */ name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

/** The provider that an argument came with. @param {OperatorSpec} spec @param {string} name */
function providerOf({ operatorClass }, name) {
  const { newArguments = {} } = /** @type {OperatorClass} */ (/** @type {unknown} */ (operatorClass));
  return newArguments[camel(name)]?.amazonProvider ?? FIRST_PROVIDER;
}

/** The later of two versions. @param {string} a @param {string} b */
const later = (a, b) => (a.localeCompare(b, "en", { numeric: true }) < 0 ? b : a);

/** The provider that a class came with: that of the arguments that it cannot do without. @param {OperatorSpec} spec */
const since = (spec) => spec.required.map((name) => providerOf(spec, name)).reduce(later, FIRST_PROVIDER);

/** @param {OperatorSpec} spec */
function modes(spec) {
  const fields = spec.fields();
  const isSensor = "poke_interval" in fields;
  const inWorker = isSensor
    ? ["poke", ...(fields["mode"]?.safeParse("reschedule").success ? ["reschedule"] : [])]
    : ["worker"];
  return [...inWorker, ...("deferrable" in fields ? ["triggerer"] : [])].join(", ");
}

/** The calls that a sample costs in a mode, and the seconds of a worker slot. @param {string} operator @param {"standard" | "deferrable"} mode */
function cost(operator, mode) {
  const sample = SAMPLES[operator];
  if (sample === undefined) return "–";
  const { task, cloud, before } = sample;
  const earlier = before === undefined ? [] : [{ task_id: "before", ...before }];
  const tasks = [...earlier, { task_id: "t", operator, ...task, upstream: earlier.map(({ task_id }) => task_id) }];
  try {
    const both = costOf(tasks, cloud, mode);
    const alone = costOf(earlier, cloud, "standard");
    return `${both.calls - alone.calls}, ${Math.round(both.seconds - alone.seconds)} s${both.fails ? ", fails" : ""}`;
  } catch (error) {
    // S3KeysUnchangedTrigger asks again and again without waiting
    if (error instanceof NoProgressError) return "calls without end";
    throw error;
  }
}

/** What tasks cost, the last of them in a mode. @param {readonly object[]} tasks @param {object} cloud @param {"standard" | "deferrable"} mode */
function costOf(tasks, cloud, mode) {
  if (tasks.length === 0) return { calls: 0, seconds: 0, fails: false };
  const runs = [{ dag_id: "d", run_id: "r" }];
  const dags = [{ dag_id: "d", tasks }];
  const [scenario] = checkScenarios({ name: "s", airflow: AIRFLOW, until: 7200, cloud, dags, runs }, "a sample");
  if (scenario === undefined) throw new Error("Expected a scenario");
  const inThatMode = inMode(scenario, mode);
  const mixed = scenario.dags.map((dag, index) => ({
    ...dag,
    tasks: [...dag.tasks.slice(0, -1), ...(inThatMode.dags[index]?.tasks.slice(-1) ?? [])],
  }));
  const trace = buildSimulation({ ...inThatMode, dags: mixed })
    .run()
    .trace("s");
  const fails = trace.task_instances.some(({ state }) => state === "failed");
  return { calls: trace.api_calls.length, seconds: slotSeconds(trace.slots), fails };
}

/** @param {readonly (readonly number[])[]} slots */
function slotSeconds(slots) {
  return slots.reduce((sum, [at = 0, change = 0]) => sum - at * change, 0);
}

export function operatorTable() {
  const rows = Object.entries(AMAZON_OPERATORS)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, spec]) => {
      const canDefer = "deferrable" in spec.fields();
      const deferrable = canDefer ? later(since(spec), providerOf(spec, "deferrable")) : "no";
      const isLater = deferrable !== "no" && later(deferrable, PROVIDER) !== PROVIDER;
      const deferred = isLater ? "–" : canDefer ? cost(name, "deferrable") : "";
      return `| ${name} | ${since(spec)} | ${deferrable} | ${modes(spec)} | ${cost(name, "standard")} | ${deferred} |`;
    });
  return [
    "| class | from provider | deferrable from | waits in | costs in the worker | costs deferred |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

export const MARKS = /<!-- operators -->\n([\s\S]*?)\n<!-- \/operators -->/;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const page = readFileSync(PAGE, "utf8");
  writeFileSync(
    PAGE,
    page.replace(MARKS, () => `<!-- operators -->\n${operatorTable()}\n<!-- /operators -->`),
  );
}
