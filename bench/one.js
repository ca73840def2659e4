/**
 * One measurement, in a process of its own: `node bench/one.js poke|deferrable RUNS [everything|aggregates] [burst|paced]
 * [AIRFLOW]` prints it as JSON. With `burst` all runs come at once.
 * @module
 */
import { AIRFLOW_VERSIONS } from "airlapse";
import { report } from "./report.js";
import { simulationOf } from "./workload.js";

const [mode, runs, keep = "everything", arrival, version] = process.argv.slice(2);
const airflow = AIRFLOW_VERSIONS.find((one) => one === version);

report(() => {
  const workload = {
    mode: /** @type {"poke" | "deferrable"} */ (mode),
    runs: Number(runs),
    keep: /** @type {"everything" | "aggregates"} */ (keep),
    isBurst: arrival === "burst",
  };
  const result = simulationOf(workload, airflow === undefined ? {} : { airflow }).run();
  const { makespan, meanSlots, deferrals } = result.usage();
  const taskInstances = 3 * workload.runs;
  const { dagRuns } = result.stateCounts();
  if (dagRuns.success !== workload.runs || deferrals !== (mode === "deferrable" ? taskInstances : 0))
    throw new Error(`Expected all runs to succeed, got ${dagRuns.success}, and ${deferrals} deferrals`);
  return { makespan, meanSlots };
});
