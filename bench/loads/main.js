/**
 * Loads of other shapes, each at three sizes: `npm run bench:loads`, or `-- chain join` for those whose names contain a word.
 * Prints the CPU of a task instance, and the exponent by which the CPU grows with the work between the two larger sizes.
 * SimPy's bare model of the same waits stands beside it where there is one.
 * @module
 */
import { fileURLToPath } from "node:url";
import { PYTHON, printed } from "../measure.js";
import { LOADS } from "./loads.js";

const words = process.argv.slice(2);
const path = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
const shown = (/** @type {number} */ number, digits = 2) => number.toFixed(digits);

/**
 * The exponent by which CPU grows with work, between the two larger of three sizes.
 * @param {{ cpu: number }[]} measured @param {number[]} work
 */
function exponent([, middle, largest], [, less = 1, more = 1]) {
  if (middle === undefined || largest === undefined) return "";
  return shown(Math.log(largest.cpu / middle.cpu) / Math.log(more / less));
}

console.log("| load | sizes | task instances | CPU s | us a task instance | exponent | MiB | SimPy, us |");
console.log("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
for (const [name, { sizes, peer, work }] of Object.entries(LOADS)) {
  if (words.length > 0 && !words.some((word) => name.includes(word))) continue;
  const measured = sizes.map((size) => printed([process.execPath, path("one.js"), name, String(size)]));
  const largest = measured[2];
  const { taskInstances, cpu, peakMiB } = largest;
  const bare =
    peer === undefined || PYTHON === undefined
      ? ""
      : shown((1e6 * printed([PYTHON, path("peers.py"), peer, String(taskInstances)]).cpu) / taskInstances, 1);
  const grows = exponent(
    measured,
    measured.map((each, i) => work?.(sizes[i] ?? 0) ?? each.taskInstances),
  );
  const seconds = measured.map(({ cpu: each }) => shown(each)).join(", ");
  const each = shown((1e6 * cpu) / taskInstances, 1);
  console.log(
    `| ${name} | ${sizes.join(", ")} | ${taskInstances} | ${seconds} | ${each} | ${grows} | ${shown(peakMiB, 0)} | ${bare} |`,
  );
}
