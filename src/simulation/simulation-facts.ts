import type { Metadata } from "../database/index.ts";
import { type Kernel, NEVER, sleepMicros } from "../kernel/index.ts";
import { environmentFigures, environmentOf, type SlotTotals, type WorkerSpan } from "../mwaa/index.ts";
import type { Facts } from "../observe/index.ts";
import type { SimulationOptions } from "./simulation-options.ts";

/** Gathers the facts of a simulation that has ended that a result needs besides the events. */
export function factsOf(
  kernel: Kernel,
  { pools, dags, config, rules }: Metadata,
  options: SimulationOptions,
  workers: readonly WorkerSpan[],
  slots: SlotTotals,
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
    environment: environment && environmentFigures(environment, workers, slots, kernel.now),
    triggerers: triggerers.map(({ startAt = 0, stopAt, capacity = config.triggerer.defaultCapacity }) => ({
      capacity,
      from: sleepMicros(startAt),
      to: stopAt === undefined ? NEVER : sleepMicros(stopAt),
    })),
  };
}
