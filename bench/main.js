/**
 * The engine's bench: `npm run bench`, or `npm run bench -- 1000 10000` for other numbers of runs. `--write` keeps the
 * results in bench/results.json and docs/performance.md. See docs/performance.md.
 * @module
 */
import { readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { writeWhole } from "../dist/cli/whole-file.js";
import {
  airlapse,
  atOnce,
  bareQueue,
  compareCpu,
  inTurn,
  monthOfFleet,
  OTHER_NODE,
  PYTHON,
  printed,
  simpy,
  underOtherNode,
  versionOf,
  waiting,
  warmAirlapse,
  warmSimpy,
} from "./measure.js";
import { figure, tables } from "./tables.js";

const MODES = /** @type {const} */ (["poke", "deferrable"]);
/** The version that people run now, beside the default one. */
const VERSION = "3.2.1";
const EXAMPLE = ["../examples/join-relationalize/own-names.json", "--runs", "12"];
const FLEET = ["../examples/fleet/fleet.yaml"];
/** SimPy takes a quarter of an hour for more. */
const MOST_OF_SIMPY = 1e5;
/** From here on, measurements take minutes: all of one size side by side, once. */
const LARGE = 3e5;

const args = process.argv.slice(2);
const writes = args.includes("--write");
const given = args.filter((arg) => arg !== "--write").map(Number);
/** A small number of runs alone, as in the gate, asks for no more than that. */
const isWhole = given.length === 0 || Math.max(...given) >= LARGE;
if (given.some((runs) => !Number.isInteger(runs) || runs < 1))
  throw new RangeError(`Expected numbers of runs, or --write, got ${args.join(" ")}`);
const sizes = given.length === 0 ? [1e3, 1e4, 1e5, 1e6] : given;

/** @param {string} text */
const progress = (text) => process.stderr.write(`${text}\n`);

const timesOf = (/** @type {number} */ runs) => (runs <= 1e4 ? 3 : 1);

/** Everybody who runs so many runs. @param {number} runs */
function contestants(runs) {
  const own = MODES.map((mode) => ({ name: `airlapse, ${mode}`, command: airlapse(mode, runs) }));
  const lean = { name: "airlapse, deferrable, aggregates only", command: airlapse("deferrable", runs, "aggregates") };
  const limit = { name: "a bare priority queue", command: bareQueue(runs) };
  if (runs >= LARGE) return [...own, lean, limit];
  return [...own, ...ofVersion(runs), ...ofOtherNode(own), ...peers(runs), limit];
}

/** @param {number} runs */
const ofVersion = (runs) =>
  MODES.map((mode) => ({
    name: `airlapse as ${VERSION}, ${mode}`,
    command: airlapse(mode, runs, "everything", "paced", VERSION),
  }));

/** @param {readonly import("./measure.js").Contestant[]} own */
function ofOtherNode(own) {
  if (OTHER_NODE === undefined) return [];
  const node = `Node ${versionOf(OTHER_NODE).slice(1).split(".")[0]}`;
  return own.map(({ name, command }) => ({ name: `${name}, ${node}`, command: underOtherNode(command) }));
}

/** @param {number} runs */
const peers = (runs) =>
  PYTHON === undefined || runs > MOST_OF_SIMPY
    ? []
    : ["poke", "poke-by-poke", "deferrable"].map((mode) => ({
        name: `SimPy, ${mode.replaceAll("-", " ")}`,
        command: simpy(mode, runs),
      }));

/** Seconds of CPU of one run of the workload once code is compiled. @param {number} runs */
function warmOf(runs) {
  progress(`${figure(runs)} runs, warm`);
  return MODES.map((mode) => ({
    runs,
    mode,
    airlapse: printed(warmAirlapse(mode, runs)).cpu,
    simpy: PYTHON === undefined ? null : printed(warmSimpy(mode, runs)).cpu,
  }));
}

/** All runs at one instant. @param {number} runs */
function burstOf(runs) {
  progress(`${figure(runs)} runs at one instant`);
  const own = MODES.map((mode) => ({
    name: `airlapse, ${mode}`,
    command: airlapse(mode, runs, "everything", "burst"),
  }));
  return { runs, results: inTurn(own, 1) };
}

function machine() {
  const [{ model } = { model: "unknown" }] = cpus();
  const load = loadavg()[0] ?? 0;
  const month = new Date().toLocaleString("en-GB", { month: "long", year: "numeric" });
  return `Node ${process.version}, ${cpus().length} cores of ${model.trim()}, ${month}; load when it began: ${figure(load, 1)}.`;
}

/** @type {import("./tables.js").Results} */
let results = { machine: machine(), users: null, sizes: [], warm: [], burst: [], waiting: [] };

/** Keeps what has been measured so far, so that a bench that is stopped was not for nothing. @param {Partial<typeof results>} more */
function keep(more) {
  results = { ...results, ...more };
  if (!writes) return;
  const path = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
  writeWhole(path("results.json"), `${JSON.stringify(results, null, 2)}\n`);
  const page = readFileSync(path("../docs/performance.md"), "utf8");
  const marked = /<!-- figures -->[\s\S]*<!-- \/figures -->/;
  writeWhole(
    path("../docs/performance.md"),
    page.replace(marked, () => `<!-- figures -->\n${tables(results)}\n<!-- /figures -->`),
  );
}

/** @param {typeof results.sizes[number]} size */
const keepSize = (size) => keep({ sizes: [...results.sizes, size].sort((a, b) => a.runs - b.runs) });

if (PYTHON === undefined)
  progress("SimPy is left out: it is not installed. See docs/performance.md for how to install it.");
const large = sizes
  .filter((runs) => runs >= LARGE)
  .map(async (runs) => keepSize({ runs, results: await atOnce(contestants(runs)) }));
for (const runs of sizes.filter((runs) => runs < LARGE).reverse()) {
  progress(`${figure(runs)} runs`);
  keepSize({ runs, results: inTurn(contestants(runs), isWhole ? timesOf(runs) : 1) });
}
if (isWhole) {
  progress("what users wait for, waiting, bursts");
  const { cpu: month, taskInstances, peakMiB } = monthOfFleet();
  const users = { example: compareCpu(5, EXAMPLE), fleet: compareCpu(3, FLEET), month, taskInstances, peakMiB };
  keep({ users, waiting: MODES.map((mode) => ({ mode, ...printed(waiting(mode)) })) });
  for (const runs of [1e3, 1e4]) keep({ warm: [...results.warm, ...warmOf(runs)] });
  for (const runs of [1e4, 1e5]) keep({ burst: [...results.burst, burstOf(runs)] });
}
await Promise.all(large);
console.log(tables(results));
