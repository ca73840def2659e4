/**
 * The workload again and again in one process: `node bench/warm.js poke|deferrable RUNS` prints as JSON the seconds of CPU that one
 * takes once the code is compiled, the median of the second half.
 * @module
 */
import { simulationOf } from "./workload.js";

/** Simulations that are run, of which the first half warms up. */
const TIMES = 30;

const [mode, runs] = process.argv.slice(2);
/** @type {number[]} */
const taken = [];
for (let i = 0; i < TIMES; i += 1) {
  const before = process.cpuUsage();
  const result = simulationOf({ mode: /** @type {"poke" | "deferrable"} */ (mode), runs: Number(runs) }).run();
  const { user, system } = process.cpuUsage(before);
  if (result.stateCounts().dagRuns.success !== Number(runs)) throw new Error("Expected all runs to succeed");
  taken.push((user + system) / 1e6);
}
const later = taken.slice(TIMES / 2).sort((a, b) => a - b);
console.log(JSON.stringify({ cpu: later[later.length >> 1] }));
