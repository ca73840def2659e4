import type { Pool } from "../../database/index.ts";
import type { Micros } from "../../kernel/index.ts";

/** What an analysis has to know of a simulation besides what has happened. */
export interface Facts {
  readonly endedAt: Micros;
  /** Whether nothing would ever have happened again. */
  readonly isOver: boolean;
  readonly pools: readonly Pool[];
  /** Infinity where there is no limit. */
  readonly workerSlots: number;
  readonly allowTriggerInFuture: boolean;
  /** When each triggerer was there. */
  readonly triggerers: readonly { readonly from: Micros; readonly to: Micros }[];
}
