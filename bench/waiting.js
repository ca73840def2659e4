/**
 * What waiting costs: `node bench/waiting.js poke|deferrable` prints seconds of CPU for one sensor that waits for a day and for
 * 30 days, as JSON: the medians of many simulations, the two in turn.
 * @module
 */
import { oneWait } from "./workload.js";

const DAY = 86_400;
const TIMES = 60;

/** @param {number} days */
function wait(days) {
  const simulation = oneWait(process.argv[2] === "poke" ? "poke" : "deferrable", days);
  const { user, system } = process.cpuUsage();
  const { makespan } = simulation.run().usage();
  const spent = process.cpuUsage({ user, system });
  if (makespan === null || makespan < days * DAY)
    throw new Error(`Expected to wait for ${days} days, got ${makespan} s`);
  return (spent.user + spent.system) / 1e6;
}

/** @param {number[]} values */
const median = (values) => /** @type {number} */ (values.sort((a, b) => a - b)[values.length >> 1]);

/** @type {number[]} */
const short = [];
/** @type {number[]} */
const long = [];
for (let i = 0; i < TIMES; i += 1) {
  short.push(wait(1));
  long.push(wait(30));
}
// the first half warms up
console.log(JSON.stringify({ day: median(short.slice(TIMES / 2)), month: median(long.slice(TIMES / 2)) }));
