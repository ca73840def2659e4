/**
 * One measurement, in a process of its own: `node bench/one.js MODE RUNS` prints it as JSON.
 * @module
 */
import { simulationOf } from "./workload.js";

const [mode, runs] = [/** @type {"poke" | "deferrable"} */ (process.argv[2]), Number(process.argv[3])];
const begin = performance.now();
const result = simulationOf({ runs, mode }).run();
const seconds = (performance.now() - begin) / 1000;
const { makespan, meanSlots, deferrals } = result.usage();
const taskInstances = 3 * runs;
if (makespan === null || deferrals !== (mode === "deferrable" ? taskInstances : 0))
  throw new Error(`Expected all runs to end, got a makespan of ${makespan} and ${deferrals} deferrals`);
const peakMemoryMiB = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ mode, runs, taskInstances, seconds, peakMemoryMiB, meanSlots, makespan }));
