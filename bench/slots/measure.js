/**
 * One trial of the bench: a shape at a load, on some slots, in one mode. Runs in a worker thread.
 * @module
 */
import { buildSimulation, checkScenarios, inMode } from "airlapse/scenario";
import { SHAPES, TASK_STARTUP } from "./shapes.js";

/** @typedef {{ shape: string, slots: number, load: number, mode: string }} Parameters */

/** Seconds of the hour by which its partitions have to be loaded. */
const DEADLINE = 3000;

/** Where nothing is to queue, slots without end. */
const NO_LIMIT = 100_000;

/** @param {{ seed: number, parameters: Parameters & { limited?: boolean } }} trial */
export function measure({ seed, parameters }) {
  const { shape, slots, load, mode, limited = true } = parameters;
  const { scenario: raw, works } = /** @type {NonNullable<(typeof SHAPES)[string]>} */ (SHAPES[shape]).make({
    slots,
    load,
    seed,
  });
  const given = {
    name: shape,
    seed,
    until: 30 * 86_400,
    executor: { worker_slots: limited ? slots : NO_LIMIT },
    overheads: { task_startup: TASK_STARTUP },
    config: { core: { parallelism: 10 * NO_LIMIT, default_pool_task_slot_count: 10 * NO_LIMIT } },
    ...raw,
  };
  const [scenario] = checkScenarios(given, shape);
  if (scenario === undefined) throw new RangeError("Expected a scenario, got none");
  const result = buildSimulation(inMode(scenario, /** @type {import("airlapse/scenario").Mode} */ (mode))).run();
  return figuresOf(result, new Set(works), slots);
}

/**
 * @param {import("airlapse").SimulationResult} result
 * @param {ReadonlySet<string>} works
 * @param {number} slots
 */
function figuresOf(result, works, slots) {
  const usage = result.usage();
  let [worked, alive, late] = [0, 0, 0];
  const instances = result.taskInstances;
  for (const { taskId, duration, history, endDate, runId } of instances) {
    if (works.has(taskId)) worked += (duration ?? 0) / 1e6;
    const [from, to] = [history.find(({ state }) => state === "scheduled")?.at, endDate];
    if (from !== undefined && to !== null) alive += Math.max(0, to - from) / 1e6;
    if (runId.startsWith("hour_") && taskId.startsWith("load_")) {
      const due = (Number(runId.slice("hour_".length)) * 3600 + DEADLINE) * 1e6;
      if ((endDate ?? Number.POSITIVE_INFINITY) > due) late += 1;
    }
  }
  const runs = result.dagRuns;
  const flow = runs.reduce((sum, { queuedAt, endDate }) => sum + ((endDate ?? result.endedAt) - queuedAt) / 1e6, 0);
  const { queuedSeconds, slotSeconds, makespan } = usage;
  return {
    runs: runs.length,
    taskInstances: instances.length,
    makespan,
    flow: flow / runs.length,
    slotSeconds,
    utilisation: usage.meanSlots / slots,
    workUtilisation: makespan === null ? null : worked / (makespan * slots),
    workShare: slotSeconds === 0 ? null : worked / slotSeconds,
    queuedEach: queuedSeconds / instances.length,
    stretch: alive > queuedSeconds ? alive / (alive - queuedSeconds) : null,
    late,
    peakSlots: usage.peakSlots,
    peakTriggers: usage.peakTriggers,
    deferrals: usage.deferrals,
    triggererCalls: usage.apiCalls.reduce((sum, { by, count }) => sum + (by === "triggerer" ? count : 0), 0),
    workerCalls: usage.apiCalls.reduce((sum, { by, count }) => sum + (by === "worker" ? count : 0), 0),
  };
}
