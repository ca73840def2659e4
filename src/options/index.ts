/**
 * Options as users give them: problems with a path, and defaults merged.
 * @module
 */
export { laidOver } from "./merge.ts";
export type { Problem } from "./problem.ts";
export { expected, shown } from "./shown.ts";
