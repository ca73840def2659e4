import type { Micros } from "../kernel/index.ts";

/**
 * Running runs in the order in which they are examined: by the date of their last examination, logical date and id. Each
 * has a place, a number.
 */
export interface ExaminationOrder {
  enter(place: number, logicalDate: Micros, id: number, date: Micros): void;
  leave(place: number): void;
  /** When the run at a place was examined last. */
  dateOf(place: number): Micros;
  /** Gives a place another date than that of its last examination. */
  displace(place: number, date: Micros): void;
  /** Takes the first `limit` places, or what there is, and gives them a new date, later than all others. */
  examine(limit: number, now: Micros): void;
  /** As `examine`; returns how many, and they are in `taken`, in order. */
  examineInOrder(limit: number, now: Micros): number;
  readonly taken: Int32Array;
  /** The order as it is, to be compared with `isOrder`; undefined where that cannot be told. */
  order(): Int32Array | undefined;
  isOrder(order: Int32Array): boolean;
}
