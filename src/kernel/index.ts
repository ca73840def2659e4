/**
 * Virtual time and nothing of Airflow: a small discrete-event library. See docs/kernel.md.
 * @module
 */

export { Heap } from "../containers/index.ts";
export { Agenda } from "./agenda.ts";
export { DormantLoop } from "./dormant-loop.ts";
export { Kernel, OutstandingPromiseError, type RealTime } from "./kernel.ts";
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
export { type Body, isPromise, NoProgressError, Process, type Steps, settle, takesTime, type Wait } from "./process.ts";
export { type AsyncSleeper, Sleep, sleep } from "./sleep.ts";
export { SpawnedProcess } from "./spawned-process.ts";
export { Callback, Timer } from "./timer.ts";
export { LimitError, type RunLimits, Watchdog, watched } from "./watchdog.ts";
