/**
 * Puts a simulation together and runs it.
 * @module
 */
export { failureProblems } from "./check-failures.ts";
export type {
  ActionOptions,
  BackfillOptions,
  ClearOptions,
  ClearRunOptions,
  DagActionOptions,
  RunActionOptions,
  TriggerOptions,
} from "./request-options.ts";
export { Simulation } from "./simulation.ts";
export { SimulationError } from "./simulation-error.ts";
export type {
  AnyExecutorOptions,
  Phases,
  PoolOccupancy,
  PoolOptions,
  SimulationOptions,
  TriggererSpec,
} from "./simulation-options.ts";
