/**
 * Keeps what the scheduler of real Airflow wrote about itself: run a suite with ORACLE_LOG=INFO and one job, its standard
 * output in a file, then `node scripts/keep-scheduler-logs.js SUITE.json LOG.txt`. A line is kept where it comes first: the
 * real scheduler repeats in each round what it has found, the one here rests.
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const LINE = /^\[2024-01-(\d\d)T(\d\d):(\d\d):(\d\d\.\d+)\+0000\] \{(([a-z0-9_]+\.py):\d+)\} (\w+) - ([\s\S]*)$/;
const FILES = /^(scheduler_job_runner|dagrun)\.py$/;
/** What the oracle has its scheduler do at the start only. */
const LEFT_OUT = /^Adopting or resetting/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal are control characters
const COLOURS = /\u001b\[[0-9;]*m/g;

const [suite, log] = process.argv.slice(2);
if (suite === undefined || log === undefined) {
  console.error("usage: node scripts/keep-scheduler-logs.js SUITE.json LOG.txt");
  process.exit(2);
}
/** @type {{ name: string }[]} */
const scenarios = JSON.parse(readFileSync(suite, "utf8"));
/** @type {Map<string, [t: number, place: string, level: string, message: string]>[]} */
const logs = [];
for (const entry of readFileSync(log, "utf8")
  .replaceAll(COLOURS, "")
  .replace(/\n\d+ recorded.*/, "")
  .split(/\n(?=\[2024-01-)/)) {
  const [, day, hours, minutes, seconds, place, file, level, message] = LINE.exec(entry) ?? [];
  if (place === undefined || file === undefined || level === undefined || message === undefined) continue;
  const t = ((Number(day) - 1) * 24 + Number(hours)) * 3600 + Number(minutes) * 60 + Number(seconds);
  if (file === "dag.py" && message.startsWith("Sync ")) logs.push(new Map());
  else if (FILES.test(file) && !LEFT_OUT.test(message)) {
    // numbers of jobs and processes, and the hash of a DAG, are those of the machine
    const text = message.trimEnd().replaceAll(/\b(job_id|queued_by_job_id|pid|dag_hash)=\S+?(?=,|$)/g, "$1=None");
    const kept = logs.at(-1);
    if (kept !== undefined && !kept.has(text)) kept.set(text, [Math.round(t * 1000) / 1000, place, level, text]);
  }
}
if (logs.length !== scenarios.length) throw new Error(`Expected ${scenarios.length} scenarios, got ${logs.length}`);
const lines = scenarios.map((scenario, i) => JSON.stringify({ scenario, lines: [...(logs[i]?.values() ?? [])] }));
writeFileSync(
  fileURLToPath(new URL("../test/conformance/scheduler-logs.jsonl", import.meta.url)),
  `${lines.join("\n")}\n`,
);
