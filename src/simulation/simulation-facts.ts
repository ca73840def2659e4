import type { Metadata } from "../database/index.ts";
import { type Kernel, NEVER, sleepMicros } from "../kernel/index.ts";
import type { Facts } from "../observe/index.ts";
import type { SimulationOptions } from "./simulation-options.ts";

/** Gathers the facts of a simulation that has ended that a result needs besides the events. */
export function factsOf(
  kernel: Kernel,
  { pools, dags, config, rules }: Metadata,
  { executor, triggerers = [{}] }: SimulationOptions,
): Facts {
  return {
    endedAt: kernel.now,
    isOver: kernel.peek() === NEVER,
    pools: [...pools.values()],
    dags: [...dags.values()],
    config,
    rules,
    workerSlots: executor?.workerSlots ?? Number.POSITIVE_INFINITY,
    triggerers: triggerers.map(({ startAt = 0, stopAt, capacity = config.triggerer.defaultCapacity }) => ({
      capacity,
      from: sleepMicros(startAt),
      to: stopAt === undefined ? NEVER : sleepMicros(stopAt),
    })),
  };
}
