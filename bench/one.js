/**
 * One measurement, in a process of its own: `node bench/one.js poke|deferrable RUNS [everything|aggregates] [burst]` prints it
 * as JSON. With `burst` all runs come at once.
 * @module
 */
import { report } from "./report.js";
import { simulationOf } from "./workload.js";

const [mode, runs, keep = "everything", arrival] = process.argv.slice(2);

report(() => {
  const workload = {
    mode: /** @type {"poke" | "deferrable"} */ (mode),
    runs: Number(runs),
    keep: /** @type {"everything" | "aggregates"} */ (keep),
    isBurst: arrival === "burst",
  };
  const result = simulationOf(workload).run();
  const { makespan, meanSlots, deferrals } = result.usage();
  const taskInstances = 3 * workload.runs;
  const { dagRuns } = result.stateCounts();
  if (dagRuns.success !== workload.runs || deferrals !== (mode === "deferrable" ? taskInstances : 0))
    throw new Error(`Expected all runs to succeed, got ${dagRuns.success}, and ${deferrals} deferrals`);
  return { makespan, meanSlots };
});
