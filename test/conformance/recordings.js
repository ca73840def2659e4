/**
 * All that is recorded: the folder `traces` has what 2.7.2 did, `traces-2.10.5` and `traces-2.11.0` what later versions did,
 * which is told from the one before as far as it can be.
 * @module
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { decode, decodeLater } from "./trace-file.js";

/** @typedef {import("./trace-file.js").Recording} Recording */
/** @typedef {import("./trace-file.js").Version} Version */

/** Each version, the one before it, and its folder. */
export const VERSIONS = /** @type {const} */ ([
  { airflow: "2.7.2", before: undefined, folder: "traces" },
  { airflow: "2.10.5", before: "2.7.2", folder: "traces-2.10.5" },
  { airflow: "2.11.0", before: "2.10.5", folder: "traces-2.11.0" },
  { airflow: "3.2.1", before: "2.11.0", folder: "traces-3.2.1" },
  { airflow: "3.3.2", before: "3.2.1", folder: "traces-3.3.2" },
]);

/** The groups that are recorded by a version. @param {Version} airflow @returns {string[]} */
export function groupsOf(airflow) {
  const url = folderOf(airflow);
  if (!existsSync(url)) return [];
  return readdirSync(url)
    .map((file) => file.replace(".jsonl", ""))
    .sort();
}

/** What a version did in the scenarios of a group, by name. @param {Version} airflow @param {string} group @returns {ReadonlyMap<string, Recording>} */
export function recordings(airflow, group) {
  const before = VERSIONS.find((version) => version.airflow === airflow)?.before;
  const earlier = before === undefined ? new Map() : recordings(before, group);
  const url = new URL(`${group}.jsonl`, folderOf(airflow));
  if (!existsSync(url)) return new Map();
  const lines = readFileSync(url, "utf8").trim().split("\n");
  const all = lines.map((line) => (before === undefined ? decode(line) : decodeLater(line, earlier)));
  return new Map(all.map((recording) => [recording.scenario.name, recording]));
}

/** @param {Version} airflow */
export function folderOf(airflow) {
  const { folder } = VERSIONS.find((version) => version.airflow === airflow) ?? VERSIONS[0];
  return new URL(`${folder}/`, import.meta.url);
}
