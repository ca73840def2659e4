/**
 * What it costs to watch: `node bench/export.js WHAT RUNS [MODE]` runs the bench's workload with one exporter, with log lines
 * that are put together and thrown away, with reasons of waits, or with nothing, and prints time and memory as JSON. Nothing of
 * what is written is kept.
 * @module
 */
import { calendarOf, chromeTrace, csv, formatLogLine, openMetrics, parquet, statsd } from "airlapse/export";
import { simulationOf } from "./workload.js";

/** @typedef {import("airlapse").Simulation} Simulation */
/** @typedef {import("airlapse/export").Exporter} Exporter */

let written = 0;
/** @param {string | Uint8Array} data */
const write = (data) => {
  written += data.length;
};

/** @type {Readonly<Record<string, (simulation: Simulation) => Exporter | undefined>>} */
const WATCHERS = {
  nothing: () => undefined,
  explain: () => undefined,
  chrome: (simulation) => chromeTrace(simulation, write),
  "events-csv": (simulation) => csv(simulation, write, { table: "events" }),
  "events-parquet": (simulation) => parquet(simulation, write, { table: "events" }),
  "task-instances-csv": (simulation) => csv(simulation, write, { table: "taskInstances" }),
  "task-instances-parquet": (simulation) => parquet(simulation, write, { table: "taskInstances" }),
  statsd: (simulation) => statsd(simulation, write),
  openmetrics: (simulation) => openMetrics(simulation, write),
  logs: (simulation) => {
    const calendar = calendarOf(simulation);
    simulation.on("log", (event) => write(formatLogLine(event, calendar)));
    return undefined;
  },
};

const [what = "nothing", runs = "1000", mode = "deferrable", keep = "aggregates"] = process.argv.slice(2);
const watch = WATCHERS[what];
if (watch === undefined) {
  console.error(
    `usage: node bench/export.js ${Object.keys(WATCHERS).join("|")} RUNS [poke|deferrable] [aggregates|everything]`,
  );
  process.exit(2);
}
const needsRows = what.startsWith("task-instances") || what === "explain";
const simulation = simulationOf(
  { runs: Number(runs), mode: /** @type {"poke" | "deferrable"} */ (mode) },
  {
    keep: needsRows ? "everything" : /** @type {"aggregates" | "everything"} */ (keep),
    explain: what === "explain",
  },
);
const exporter = watch(simulation);
const begin = process.cpuUsage();
const result = simulation.run();
exporter?.end(result);
const cpuSeconds = process.cpuUsage(begin).user / 1e6;
const peakMemoryMiB = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ what, runs: Number(runs), mode, cpuSeconds, peakMemoryMiB, writtenMB: written / 1e6 }));
