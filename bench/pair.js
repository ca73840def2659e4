/**
 * Two builds in turn, each warm in a process of its own: `node bench/pair.js poke|deferrable RUNS OTHER_TREE [ROUNDS]` prints how much
 * user and system CPU this tree takes for the workload against another, by minima and by the median of the pairs. What slows
 * the machine for a while slows both sides of a pair.
 * @module
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** Pairs that are run before any counts: code is compiled meanwhile. */
const WARM_UP = 10;

const [mode = "poke", runs = "1000", other = ".", rounds = "20"] = process.argv.slice(2);

/** @param {string} tree */
function side(tree) {
  const workload = JSON.stringify({ mode, runs: Number(runs) });
  const code = `
    const { simulationOf } = await import(${JSON.stringify(`${tree}/bench/workload.js`)});
    process.on("message", () => {
      const before = process.cpuUsage();
      simulationOf(${workload}).run();
      const { user, system } = process.cpuUsage(before);
      process.send((user + system) / 1000);
    });
    process.send("ready");`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  return {
    ready: once(child, "message"),
    /** @returns {Promise<number>} */
    async run() {
      child.send("go");
      const [milliseconds] = await once(child, "message");
      return milliseconds;
    },
    end: () => child.disconnect(),
  };
}

/** @param {readonly number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const before = side(other);
const now = side(fileURLToPath(new URL("..", import.meta.url)));
await Promise.all([before.ready, now.ready]);
/** @type {[number, number][]} */
const pairs = [];
for (let i = 0; i < WARM_UP + Number(rounds); i += 1) pairs.push([await before.run(), await now.run()]);
for (const each of [before, now]) each.end();

const counted = pairs.slice(WARM_UP);
const [least, leastNow] = [0, 1].map((i) => Math.min(...counted.map((pair) => pair[i] ?? Number.NaN)));
console.log(
  `${mode}, ${runs} runs, ${counted.length} pairs: ${least?.toFixed(1)} ms there, ${leastNow?.toFixed(1)} ms here`,
);
console.log(`by minima ${((leastNow ?? 0) / (least ?? 1)).toFixed(2)} x`);
console.log(`by the median of the pairs ${median(counted.map(([there, here]) => here / there)).toFixed(2)} x`);
