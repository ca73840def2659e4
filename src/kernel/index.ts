/**
 * Virtual time and nothing of Airflow: a small discrete-event library. See docs/kernel.md.
 * @module
 */

export { Heap } from "../containers/index.ts";
export { Agenda } from "./agenda.ts";
export { type Code, Coroutine, isPromise, NoProgressError, type Outcome } from "./coroutine.ts";
export { gather } from "./gather.ts";
export { Grid, type RoundTimes } from "./grid.ts";
export { Kernel, OutstandingPromiseError } from "./kernel.ts";
export {
  durationMicros,
  isSeconds,
  type Micros,
  MOST_SECONDS,
  NEVER,
  SECOND,
  type Seconds,
  sleepMicros,
  toSeconds,
} from "./micros.ts";
export type { PendingPromise } from "./pending-promises.ts";
export {
  type AsyncSteps,
  type Body,
  blocking,
  Process,
  SpawnedProcess,
  type Steps,
  settle,
  takesTime,
  type Wait,
} from "./process.ts";
export { type RealTime, RealTimeKernel } from "./real-time.ts";
export { DormantLoop } from "./rounds.ts";
export { type Park, Sleep, sleep } from "./sleep.ts";
export { Callback, Timer } from "./timer.ts";
export { LimitError, type RunLimits, Watchdog, watched } from "./watchdog.ts";
