/**
 * The engine's throughput: `npm run bench`, or `npm run bench -- 1000 10000` for other numbers of runs. See bench/README.md.
 * @module
 */
import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { PACE, WORKER_SLOTS } from "./workload.js";

/** @typedef {{ mode: string, runs: number, taskInstances: number, seconds: number, peakMemoryMiB: number, meanSlots: number, makespan: number }} Measurement */

const ONE = fileURLToPath(new URL("one.js", import.meta.url));
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1e3, 1e4, 1e5];

/**
 * @param {string} mode
 * @param {number} runs
 * @returns {Measurement}
 */
function measure(mode, runs) {
  return JSON.parse(execFileSync(process.execPath, [ONE, mode, String(runs)], { encoding: "utf8" }));
}

/**
 * The measurement in the middle of several.
 * @param {string} mode
 * @param {number} runs
 */
function median(mode, runs) {
  const times = runs <= 1e4 ? 3 : 1;
  const measured = Array.from({ length: times }, () => measure(mode, runs)).sort((a, b) => a.seconds - b.seconds);
  return /** @type {Measurement} */ (measured[Math.floor(times / 2)]);
}

/** @param {number} value @param {number} [digits] */
const figure = (value, digits = 0) =>
  value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });

console.log(
  `A run of three chained tasks every ${figure(PACE, 1)} s of virtual time, on ${WORKER_SLOTS} worker slots.\nNode ${process.version}, ${cpus()[0]?.model.trim()}, ${cpus().length} cores.\n`,
);
const header = [
  "mode",
  "runs",
  "task instances",
  "seconds",
  "task instances/s",
  "peak MiB",
  "slots busy",
  "virtual days",
];
const widths = header.map((head) => Math.max(head.length, 10));
/** @param {readonly string[]} cells */
const line = (cells) => cells.map((cell, i) => cell.padStart(widths[i] ?? 0)).join("  ");
console.log(line(header));
for (const runs of sizes) {
  for (const mode of ["poke", "deferrable"]) {
    const { taskInstances, seconds, peakMemoryMiB, meanSlots, makespan } = median(mode, runs);
    console.log(
      line([
        mode,
        figure(runs),
        figure(taskInstances),
        figure(seconds, 2),
        figure(taskInstances / seconds),
        figure(peakMemoryMiB),
        `${figure((100 * meanSlots) / WORKER_SLOTS, 1)} %`,
        figure(makespan / 86_400, 1),
      ]),
    );
  }
}
