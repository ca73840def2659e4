/**
 * Data structures that know nothing of time or of Airflow.
 * @module
 */
export { Column } from "./column.ts";
export { Heap } from "./heap.ts";
export { Lineup } from "./lineup.ts";
export { Rows } from "./rows.ts";
