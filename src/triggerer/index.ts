/**
 * The triggerer: its two loops, and the triggers that run in one of them.
 * @module
 */
export { Triggerer } from "./triggerer.ts";
