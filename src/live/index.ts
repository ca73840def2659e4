/**
 * Real time: a wall clock, and worker slots that wait by it.
 * @module
 */
export { type Clock, type RealClockOptions, realClock } from "./real-clock.ts";
