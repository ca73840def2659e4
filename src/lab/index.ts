/**
 * The lab: a scenario whose knobs may be turned. It answers what a page asks, and touches no file, no clock and no network.
 * @module
 */
export { answer } from "./answer.ts";
