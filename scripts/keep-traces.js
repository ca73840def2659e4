/**
 * Keeps what the oracle has recorded, for the conformance tests:
 * `node scripts/keep-traces.js SUITE.json FOLDER-OF-TRACES GROUP` writes test/conformance/traces/GROUP.jsonl.
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { decode, encode } from "../test/conformance/trace-file.js";

const [suite, folder, group] = process.argv.slice(2);
if (suite === undefined || folder === undefined || group === undefined) {
  console.error("usage: node scripts/keep-traces.js SUITE.json FOLDER-OF-TRACES GROUP");
  process.exit(2);
}
/** @type {{ name: string }[]} */
const scenarios = [JSON.parse(readFileSync(suite, "utf8"))].flat();
const lines = scenarios.map((scenario) => {
  const trace = JSON.parse(readFileSync(`${folder}/${scenario.name}.trace.json`, "utf8"));
  const line = encode({ scenario, trace });
  const events = JSON.stringify(decode(line).trace.events);
  if (events !== JSON.stringify(trace.events)) throw new Error(`${scenario.name}: the trace would not be kept whole`);
  return line;
});
const path = fileURLToPath(new URL(`../test/conformance/traces/${group}.jsonl`, import.meta.url));
writeFileSync(path, `${lines.join("\n")}\n`);
console.log(`${lines.length} scenarios in test/conformance/traces/${group}.jsonl`);
