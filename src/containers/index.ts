/**
 * Data structures that know nothing of time or of Airflow, and `invariant` for what they and every other room rely on.
 * @module
 */
export { Codes } from "./codes.ts";
export { Heap } from "./heap.ts";
export { IndexedHeap } from "./indexed-heap.ts";
export { IntrusiveList } from "./intrusive-list.ts";
export { InvariantError, invariant } from "./invariant.ts";
export { Numbers } from "./numbers.ts";
export { retain } from "./retain.ts";
export { append, without } from "./short-lists.ts";
export {
  flag,
  float64,
  instant,
  int32,
  nullableFloat64,
  nullableOneOf,
  oneOf,
  rareInt32,
  type Table,
  table,
  uint8,
  uint16,
} from "./table.ts";
