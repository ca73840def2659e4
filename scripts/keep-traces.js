/**
 * Keeps what the oracle has recorded, for the conformance tests:
 * `node scripts/keep-traces.js SUITE.json FOLDER-OF-TRACES GROUP` writes test/conformance/traces/GROUP.jsonl, or that of the
 * version that the traces name. Of a suite that is recorded by several versions the first is kept first. Scenarios that a
 * later version cannot be recorded in are left out.
 * @module
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { folderOf, recordings, VERSIONS } from "../test/conformance/recordings.js";
import { decodeLater, encode, encodeLater } from "../test/conformance/trace-file.js";

const [suite, folder, group] = process.argv.slice(2);
if (suite === undefined || folder === undefined || group === undefined) {
  console.error("usage: node scripts/keep-traces.js SUITE.json FOLDER-OF-TRACES GROUP");
  process.exit(2);
}
/** @type {{ name: string }[]} */
const scenarios = [JSON.parse(readFileSync(suite, "utf8"))].flat();
const recorded = scenarios.flatMap((scenario) => {
  const path = `${folder}/${scenario.name}.trace.json`;
  return existsSync(path) ? [{ scenario, trace: JSON.parse(readFileSync(path, "utf8")) }] : [];
});
const missing = scenarios.length - recorded.length;
const airflow = recorded[0]?.trace.airflow ?? "2.7.2";
if (recorded.some(({ trace }) => (trace.airflow ?? "2.7.2") !== airflow))
  throw new Error("Expected traces of one version");
if (missing > 0 && airflow === "2.7.2") throw new Error(`${missing} scenarios have no trace`);
const before = VERSIONS.find((version) => version.airflow === airflow)?.before;
const earlier = before === undefined ? new Map() : recordings(before, group);
const lines = recorded.map((recording) => {
  const { name } = recording.scenario;
  const line = before === undefined ? encode(recording) : encodeLater(recording, earlier.get(name));
  const { events } = decodeLater(line, earlier).trace;
  if (JSON.stringify(events) !== JSON.stringify(recording.trace.events))
    throw new Error(`${name}: the trace would not be kept whole`);
  return line;
});
mkdirSync(folderOf(airflow), { recursive: true });
const path = fileURLToPath(new URL(`${group}.jsonl`, folderOf(airflow)));
writeFileSync(path, `${lines.join("\n")}\n`);
console.log(`${lines.length} scenarios of Airflow ${airflow} in ${path}${missing > 0 ? `, ${missing} left out` : ""}`);
