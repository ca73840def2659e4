/**
 * The triggerer: its two loops, and the triggers that run in one of them.
 * @module
 */
export { SupervisedTriggerer } from "./supervised-triggerer.ts";
export { Triggerer } from "./triggerer.ts";
export type { AnyTriggerer } from "./triggerer-desk.ts";
