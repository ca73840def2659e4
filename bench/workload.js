/**
 * The bench's workload: runs of three chained tasks that wait, on 32 worker slots, at such a pace that poke mode keeps about
 * 94 % of them busy.
 * @module
 */
import { DAG, Simulation } from "airlapse";
import { sleep } from "airlapse/kernel";
import { BaseOperator, BaseSensor, BaseTrigger, chain, TriggerEvent } from "airlapse/operators";

export const WORKER_SLOTS = 32;
/** Seconds that the tasks wait, evenly spread between two bounds. */
const WAITS = [
  [0, 600],
  [60, 180],
  [120, 900],
];
const BUSY = 0.94;
/** Default poke interval of Airflow's sensors: a task that pokes holds its slot for whole intervals. */
const POKE_INTERVAL = 60;
const MEAN_HOLD = WAITS.reduce((sum, [least = 0, most = 0]) => sum + (least + most + POKE_INTERVAL) / 2, 0);
/** Seconds between two runs, in both modes. */
export const PACE = MEAN_HOLD / (BUSY * WORKER_SLOTS);

/** The same numbers from 0 to 1 in every run of the bench: mulberry32. @param {number} seed */
function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * How long each task of each run waits, to the millisecond.
 * @param {number} runs
 */
export function waits(runs) {
  const random = randomNumbers(1);
  const seconds = new Float64Array(3 * runs);
  for (let i = 0; i < seconds.length; i += 1) {
    const [least = 0, most = 0] = WAITS[i % 3] ?? [];
    seconds[i] = Math.round((least + (most - least) * random()) * 1000) / 1000;
  }
  return seconds;
}

/**
 * @typedef {{
 *   runs: number, mode: "poke" | "deferrable", keep?: import("airlapse").Keep, isBurst?: boolean
 * }} Workload With `isBurst` all runs are asked for at once.
 */
/** @typedef {import("airlapse").TaskContext} TaskContext */
/** @typedef {import("airlapse/operators").BaseOperatorArguments & { stage: number, seconds: Float64Array }} StageArguments */

/**
 * How long a task waits.
 * @param {StageArguments} args
 * @param {TaskContext} context
 */
function secondsOf({ seconds, stage }, context) {
  return /** @type {number} */ (seconds[3 * Number(context.dagRun.conf["index"]) + stage]);
}

/** @extends {BaseSensor<StageArguments & import("airlapse/operators").BaseSensorArguments>} */
class PokingStage extends BaseSensor {
  /** @override */
  prepareForExecution() {
    return this; // nothing is kept between two calls
  }

  /** @param {TaskContext} context */
  poke(context) {
    return context.now >= (context.ti.startDate ?? 0) + secondsOf(this.args, context) * 1e6;
  }
}

/** @extends {BaseTrigger<{ seconds: number }>} */
class WaitTrigger extends BaseTrigger {
  *run() {
    yield sleep(this.kwargs.seconds);
    yield new TriggerEvent("success");
  }
}

/** @extends {BaseOperator<StageArguments>} */
class DeferringStage extends BaseOperator {
  /** @override */
  prepareForExecution() {
    return this;
  }

  /** @param {TaskContext} context */
  execute(context) {
    const trigger = new WaitTrigger({ seconds: secondsOf(this.args, context) });
    return this.defer({ trigger, methodName: "executeComplete" });
  }

  executeComplete() {}
}

/**
 * The simulation of a workload, ready to run.
 * @param {Workload} workload
 * @param {Partial<import("airlapse").SimulationOptions>} more
 */
export function simulationOf({ runs, mode, keep = "everything", isBurst = false }, more = {}) {
  const limit = runs + 1;
  const dag = new DAG("bench", { maxActiveRuns: limit, maxActiveTasks: limit });
  const seconds = waits(runs);
  const Stage = mode === "poke" ? PokingStage : DeferringStage;
  chain(...[0, 1, 2].map((stage) => new Stage({ dag, taskId: `stage_${stage}`, stage, seconds })));
  const simulation = new Simulation({
    dags: [dag],
    until: (runs + 1000) * PACE * 10,
    executor: { workerSlots: WORKER_SLOTS },
    config: { core: { parallelism: 10 * WORKER_SLOTS } },
    keep,
    ...more,
  });
  return simulation.triggerAll("bench", requests(runs, isBurst));
}

/**
 * The runs that are asked for. No two runs of a DAG may be about the same date, so those of a burst are about one second each.
 * @param {number} runs
 * @param {boolean} isBurst
 * @returns {Generator<import("airlapse").TriggerOptions>}
 */
function* requests(runs, isBurst) {
  for (let index = 0; index < runs; index += 1) {
    const [runId, conf] = [`r${index}`, { index }];
    yield isBurst
      ? { runId, conf, at: 0, logicalAt: index - runs }
      : { runId, conf, at: Math.round(index * PACE * 1e3) / 1e3 };
  }
}

/**
 * One task that waits.
 * @param {"poke" | "deferrable"} mode
 * @param {number} days
 */
export function oneWait(mode, days) {
  const dag = new DAG("waiting");
  const Stage = mode === "poke" ? PokingStage : DeferringStage;
  const wait = new Float64Array(1).fill(days * 86_400);
  new Stage({ dag, taskId: "wait", stage: 0, seconds: wait, timeout: 1e9 });
  const simulation = new Simulation({ dags: [dag], until: (days + 1) * 86_400 });
  return simulation.trigger("waiting", { runId: "r", at: 0.5, conf: { index: 0 } });
}
