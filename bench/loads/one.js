/**
 * One load at one size, in a process of its own: `node bench/loads/one.js LOAD SIZE` prints what it takes as JSON.
 * @module
 */
import { report } from "../report.js";
import { LOADS } from "./loads.js";

const [name = "", size] = process.argv.slice(2);
const load = LOADS[name];
if (load === undefined) throw new RangeError(`Expected one of ${Object.keys(LOADS).join("; ")}, got \`${name}\``);

report(() => {
  let taskInstances = 0;
  for (const simulation of load.make(Number(size))) {
    const counts = simulation.run().stateCounts().taskInstances;
    if (counts.success === 0 || counts.failed > 0 || counts.upstream_failed > 0)
      throw new Error(`Expected task instances to succeed, got ${JSON.stringify(counts)}`);
    for (const count of Object.values(counts)) taskInstances += count;
  }
  return { taskInstances };
});
