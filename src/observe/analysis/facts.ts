import type { Pool } from "../../database/index.ts";
import type { Micros } from "../../kernel/index.ts";

/** Facts of a simulation that an analysis needs besides its events. */
export interface Facts {
  readonly endedAt: Micros;
  /** True if nothing would ever have happened again. */
  readonly isOver: boolean;
  readonly pools: readonly Pool[];
  /** Infinity where there is no limit. */
  readonly workerSlots: number;
  readonly allowTriggerInFuture: boolean;
  /** The time that each triggerer was alive. */
  readonly triggerers: readonly { readonly from: Micros; readonly to: Micros }[];
}
