import type { Metadata } from "../database/index.ts";
import { type Kernel, type Micros, NEVER, sleepMicros, toSeconds } from "../kernel/index.ts";
import { environmentFigures, environmentOf, type SlotTotals } from "../mwaa/index.ts";
import type { Facts, Recorder } from "../observe/index.ts";
import type { Crew } from "./crew.ts";
import type { SimulationOptions } from "./simulation-options.ts";

/** Gathers the facts of a simulation that has ended that a result needs besides the events. */
export function factsOf(
  kernel: Kernel,
  { pools, dags, config, rules }: Metadata,
  options: SimulationOptions,
  { workers, failures, hasLost }: Pick<Crew, "workers" | "failures" | "hasLost">,
  recorder: Recorder,
): Facts {
  const { executor, triggerers = [{}] } = options;
  const environment = options.environment === undefined ? null : environmentOf(options.environment);
  const { maxWorkers, tasksPerWorker } = environment ?? { maxWorkers: Number.POSITIVE_INFINITY, tasksPerWorker: 1 };
  return {
    endedAt: kernel.now,
    isOver: kernel.peek() === NEVER,
    pools: [...pools.values()],
    dags: [...dags.values()],
    config,
    rules,
    workerSlots: executor?.workerSlots ?? maxWorkers * tasksPerWorker,
    failures,
    hasLost,
    workers,
    environment: environment && environmentFigures(environment, workers, slotsTaken(recorder, kernel.now), kernel.now),
    triggerers: triggerers.map(({ startAt = 0, stopAt, capacity = config.triggerer.defaultCapacity }) => ({
      capacity,
      from: sleepMicros(startAt),
      to: stopAt === undefined ? NEVER : sleepMicros(stopAt),
    })),
  };
}

function slotsTaken({ tally: { slots } }: Recorder, endedAt: Micros): SlotTotals {
  return { seconds: toSeconds(slots.integral(endedAt)), peak: slots.peak };
}
