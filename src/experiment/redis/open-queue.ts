import type { ConnectionOptions, Queue } from "bullmq";
import { loadBullmq } from "./connection.ts";

/** A Redis server that refuses the user or the password. To wait for it would not help. */
export class RedisAccessError extends Error {
  override readonly name = "RedisAccessError";

  constructor(cause: Error) {
    super(
      `Redis refuses the connection: ${cause.message.replace(/\.$/, "")}. Give it as redis://user:password@host:port`,
      { cause },
    );
  }
}

/** Ends and tells of a wait for Redis. */
interface Wait {
  readonly signal: AbortSignal | undefined;
  /** Called with a sentence where the server does not answer. */
  readonly onNotice: (notice: string) => void;
}

/** Milliseconds until somebody is told that the server does not answer. */
const PATIENCE = 3000;

/**
 * Opens a queue. It comes before BullMQ's other clients, which cannot be closed while they wait for a server. A server that is away is
 * waited for, with a notice.
 *
 * Throws a RedisAccessError where Redis refuses the user or the password, and the signal's reason where that comes.
 */
export async function openQueue(name: string, connection: ConnectionOptions, wait: Wait): Promise<Queue> {
  const { Queue } = await loadBullmq();
  const queue = new Queue(name, { connection });
  try {
    await untilReady(queue, wait);
    return queue;
  } catch (error) {
    await queue.close();
    throw error;
  }
}

async function untilReady(queue: Queue, { signal, onNotice }: Wait): Promise<void> {
  const timer = setTimeout(() => onNotice("Redis does not answer yet"), PATIENCE);
  const ready = queue.waitUntilReady();
  ready.catch(() => {}); // a queue that is closed before it was ready says so
  try {
    await Promise.race([ready, refusalOf(queue), aborted(signal)]);
    signal?.throwIfAborted();
  } finally {
    clearTimeout(timer);
  }
}

/** Rejects where the server refuses the queue. Other errors are of the network, and ioredis tries again. */
function refusalOf(queue: Queue): Promise<never> {
  return new Promise((_, reject) => {
    queue.on("error", (error) => {
      if (/^(WRONGPASS|NOAUTH|NOPERM|ERR AUTH)\b/.test(error.message)) reject(new RedisAccessError(error));
    });
  });
}

/** Resolves when the signal comes. */
export function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) resolve();
    else signal?.addEventListener("abort", () => resolve(), { once: true });
  });
}
