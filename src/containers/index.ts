/**
 * Data structures that know nothing of time or of Airflow, and `invariant` for what they and every other room rely on.
 * @module
 */
export { Column } from "./column.ts";
export { Heap } from "./heap.ts";
export { InvariantError, invariant } from "./invariant.ts";
export { Lineup } from "./lineup.ts";
export { Rows } from "./rows.ts";
