import type { Engine } from "../engine.ts";
import { connectionOptions, type RedisConnection } from "./connection.ts";
import { RedisLaboratory } from "./redis-laboratory.ts";
import { checkPlace } from "./shared-place.ts";
import { DEFAULT_QUEUE } from "./trial-job.ts";

export interface BullmqOptions {
  /** The Redis server: `redis://localhost:6379`, say. */
  readonly connection: RedisConnection;
  /** The queue that the workers serve. Experiments of different modules take different queues. Default `airlapse`. */
  readonly queue?: string;
  /** The number of trials on Redis at once: a million trials are never a million jobs. Default 256. */
  readonly inFlight?: number;
  /** The number of times that a trial is tried before the experiment fails with its error. Default 3. */
  readonly attempts?: number;
  /** The folder, or `s3://bucket/prefix`, that figures of more than 64 KiB go through. Its workers have the same. */
  readonly shared?: string;
  /** Called with a sentence where the experiment waits for something: no worker serves its queue, say. */
  readonly onNotice?: (notice: string) => void;
}

/**
 * Runs trials on every machine where `airlapse worker` serves the queue, by BullMQ over Redis. The results are the same bytes as
 * those of threads.
 *
 * @example
 * import { bullmq } from "airlapse/experiment";
 *
 * const engine = bullmq({ connection: "redis://localhost:6379", queue: "slots" });
 * console.log(typeof engine.open); // function
 */
export function bullmq(options: BullmqOptions): Engine {
  const { connection, queue = DEFAULT_QUEUE, inFlight = 256, attempts = 3, shared, onNotice = () => {} } = options;
  for (const [name, value] of Object.entries({ inFlight, attempts }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(`Expected \`${name}\` to be a whole number from 1 up, got \`${value}\``);
  connectionOptions(connection); // refuses a wrong address at once
  if (shared !== undefined) checkPlace(shared);
  const settings = { connection, queue, inFlight, attempts, shared, onNotice };
  return { open: (module, input) => RedisLaboratory.open(module, input, settings) };
}
