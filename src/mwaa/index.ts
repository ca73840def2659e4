/**
 * Amazon MWAA: classes of environments, their configuration, their workers that come and go, and their bill.
 * @module
 */
export { Autoscaler, requiredWorkers, type ScaledWorker } from "./autoscaler.ts";
export {
  type Bill,
  billOf,
  type EnvironmentFigures,
  environmentFigures,
  type SlotTotals,
  type WorkerSpan,
} from "./bill.ts";
export { cheapestWorkers, type Tried } from "./cheapest-workers.ts";
export { ENVIRONMENT_CLASSES, environmentProblems, executorProblems } from "./check-environment.ts";
export {
  type ClassPrices,
  MWAA_CLASSES,
  MWAA_PRICES,
  type MwaaClass,
  type PriceTable,
  TASKS_PER_WORKER,
} from "./classes.ts";
export {
  type Environment,
  type EnvironmentOptions,
  environmentConfig,
  environmentOf,
  mostWorkersOf,
} from "./options.ts";
export { Pods } from "./pods.ts";
export { type EnvironmentClass, isEnvironmentClass, PRESET_PRICES, PRESETS, type Preset, traitsOf } from "./presets.ts";
