/**
 * Keeps log lines that the oracle has recorded, for the conformance tests: run a suite with ORACLE_LOG=INFO and one job,
 * its standard error in a file, then `node scripts/keep-logs.js SUITE.json LOG.txt GROUP`.
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Files of Airflow and its Amazon provider that write into the logs of tasks and triggers. */
const FILES =
  /^(s3|glue|glue_crawler|base|waiter|waiter_with_logging|taskinstance|triggerer_job_runner|external_task|python|skipmixin|date_time|time_delta|trigger_dagrun|latest_only)\.py$/;
/** Lines that are not modelled: about dependencies, environment variables, metrics and the triggerer itself. */
const LEFT_OUT =
  /^(Dependencies (all|not) met|Exporting env vars|cannot record|Skipping trigger)|triggers currently running$/;
const LINE = /^\[2024-01-(\d\d)T(\d\d):(\d\d):(\d\d\.\d+)\+0000\] \{(([a-z0-9_]+\.py):\d+)\} (\w+) - (.*)$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal are control characters
const COLOURS = /\u001b\[[0-9;]*m/g;

const [suite, log, group] = process.argv.slice(2);
if (suite === undefined || log === undefined || group === undefined) {
  console.error("usage: node scripts/keep-logs.js SUITE.json LOG.txt GROUP");
  process.exit(2);
}
/** @type {{ name: string }[]} */
const scenarios = JSON.parse(readFileSync(suite, "utf8"));
/** @type {[t: number, place: string, level: string, message: string][][]} */
const logs = [];
for (const text of readFileSync(log, "utf8").replaceAll(COLOURS, "").split("\n")) {
  const [, day, hours, minutes, seconds, place, file, level, message] = LINE.exec(text) ?? [];
  if (place === undefined || file === undefined || level === undefined || message === undefined) continue;
  const t = ((Number(day) - 1) * 24 + Number(hours)) * 3600 + Number(minutes) * 60 + Number(seconds);
  if (file === "dag.py" && message.startsWith("Sync "))
    logs.push([]); // a scenario begins
  else if (FILES.test(file) && !LEFT_OUT.test(message))
    logs.at(-1)?.push([Math.round(t * 1000) / 1000, place, level, message]);
}
if (logs.length !== scenarios.length) throw new Error(`Expected ${scenarios.length} scenarios, got ${logs.length}`);
const lines = scenarios.map(({ name }, i) => JSON.stringify({ scenario: name, lines: logs[i] }));
const path = fileURLToPath(new URL(`../test/conformance/logs/${group}.jsonl`, import.meta.url));
writeFileSync(path, `${lines.join("\n")}\n`);
console.log(`${lines.length} scenarios in test/conformance/logs/${group}.jsonl`);
