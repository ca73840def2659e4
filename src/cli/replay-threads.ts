import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Asked, CheapestEnvironment, Replayed, Replays } from "../advice/index.ts";

/** Task instances from which on reading the export in each thread pays. */
const MANY = 2000;

/** Replays of the export in a folder, made in a thread for each core. */
export interface ReplayThreads extends Replays {
  close(): Promise<void>;
}

/** Starts threads for a history that is long enough; undefined for others. */
export async function replayThreads(folder: string, instances: number): Promise<ReplayThreads | undefined> {
  const lanes = availableParallelism();
  if (instances < MANY || lanes < 2) return undefined;
  const { Tinypool } = await import("tinypool");
  const filename = fileURLToPath(new URL("../library/replay-thread.js", import.meta.url));
  const pool = new Tinypool({ filename, minThreads: lanes, maxThreads: lanes });
  return {
    lanes,
    make: async (asked: Asked) => (await pool.run({ folder, asked }, { name: "replayOf" })) as Replayed,
    cheapest: async (asked) =>
      (await pool.run({ folder, asked }, { name: "environmentOf" })) as CheapestEnvironment | undefined,
    close: () => pool.destroy(),
  };
}
