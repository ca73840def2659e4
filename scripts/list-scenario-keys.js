/**
 * The reference of scenario files in docs/scenarios.md, made from their schema: `npm run scenarios` writes it.
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { baseFields } from "../dist/scenario/operator-table.js";
import { OPERATORS } from "../dist/scenario/operators-by-name.js";
import { sensorFields } from "../dist/scenario/sensor-fields.js";
import { scenarioJsonSchema } from "../dist/scenario-files.js";

const PAGE = fileURLToPath(new URL("../docs/scenarios.md", import.meta.url));

/** @typedef {{ title?: string, description?: string, const?: unknown, $ref?: string, properties?: Record<string, Schema>, required?: string[], anyOf?: Schema[], oneOf?: Schema[], items?: Schema, additionalProperties?: Schema }} Schema */

/** Keys of a task that no operator has for itself. */
const OF_ALL = new Set([
  ...["task_id", "operator", "task_group", "from_group", "upstream", "setup", "teardown_of", "on_failure_fail_dagrun"],
  ...["expand", "expand_kwargs", ...Object.keys(baseFields())],
]);
const OF_SENSORS = new Set(Object.keys(sensorFields()));

const cell = (/** @type {string} */ text) => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** A table of the properties that `takes` lets through. @param {Schema | undefined} schema @param {(key: string) => boolean} [takes] */
function table(schema, takes = () => true) {
  const rows = Object.entries(schema?.properties ?? {})
    .filter(([key, { const: fixed }]) => fixed === undefined && takes(key))
    .map(([key, { description = "" }]) => {
      const needed = schema?.required?.includes(key) === true ? " Needed." : "";
      return `| \`${key}\` | ${cell(description)}${needed} |`;
    });
  return rows.length === 0 ? "No arguments of its own." : ["| key | meaning |", "| --- | --- |", ...rows].join("\n");
}

export function scenarioReference() {
  const { $defs } = /** @type {{ $defs: Record<string, Schema> }} */ (scenarioJsonSchema());
  const of = (/** @type {string} */ name) => $defs[name] ?? {};
  const properties = (/** @type {Schema | undefined} */ schema) => schema?.properties ?? {};
  const scenario = properties(of("Scenario"));
  const executor = scenario["executor"];
  const cloud = properties(of("Cloud"));
  const items = (/** @type {Schema | undefined} */ schema, /** @type {string} */ key) => properties(schema)[key]?.items;
  const tasks = (of("Task").oneOf ?? []).map((task) => /** @type {const} */ ([task.title ?? "", task]));
  const [[, first] = ["", {}]] = tasks;
  const [[, sensor] = ["", {}]] = tasks.filter(
    ([, task]) => "poke_interval" in properties(task) && "soft_fail" in properties(task),
  );
  /** @type {[string, string][]} */
  const parts = [
    ["A scenario", table(of("Scenario"))],
    ["A DAG", table(of("Dag"))],
    ["A task group", table(of("TaskGroup"))],
    ["A task of any operator", table(first, (key) => OF_ALL.has(key))],
    ["A sensor of any kind", table(sensor, (key) => OF_SENSORS.has(key))],
    ["A run", table(of("Run"))],
    ["A pool", table(scenario["pools"]?.additionalProperties)],
    ["Overheads", table(scenario["overheads"])],
    ["Phases", table(scenario["phases"])],
    ["A triggerer", table(scenario["triggerers"]?.items)],
    ["The executor", table(executor)],
    ["A worker", table(of("Worker"))],
    ["A scheduler", table(of("Scheduler"))],
    ["AWS", table(of("Cloud"))],
    ["An object in S3", table(items(cloud["s3"], "objects"))],
    ["A crawler of Glue", table(items(cloud["glue"], "crawlers"))],
    ["A job of Glue", table(items(cloud["glue"], "jobs"))],
    ["A partition in Glue's catalog", table(items(cloud["glue"], "partitions"))],
  ];
  const operators = tasks.map(([name, task]) => {
    const { about = "", required = [] } = OPERATORS[name] ?? {};
    const isSensor = "soft_fail" in properties(task);
    const own = table(
      { ...task, required: [...required] },
      (key) => !OF_ALL.has(key) && !(isSensor && OF_SENSORS.has(key)),
    );
    return `### ${name}\n\n${about}${isSensor ? " A sensor." : ""}\n\n${own}`;
  });
  return [...parts.map(([title, text]) => `### ${title}\n\n${text}`), ...operators].join("\n\n");
}

export const MARKS = /<!-- reference -->\n([\s\S]*?)\n<!-- \/reference -->/;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const page = readFileSync(PAGE, "utf8");
  writeFileSync(
    PAGE,
    page.replace(MARKS, () => `<!-- reference -->\n${scenarioReference()}\n<!-- /reference -->`),
  );
}
