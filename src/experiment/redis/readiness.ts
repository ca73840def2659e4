/** A Redis server that knows no such user or password. To wait for it would not help. */
export class RedisAccessError extends Error {
  override readonly name = "RedisAccessError";

  constructor(cause: Error) {
    super(`Redis refuses the connection: ${cause.message}. Give it as redis://user:password@host:port`, { cause });
  }
}

/** A client of BullMQ: a queue, its events, or a worker. */
interface Client {
  on(event: "error", listener: (error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
}

interface Wait {
  readonly signal?: AbortSignal | undefined;
  /** Called with a sentence where the server does not answer. */
  readonly onNotice: (notice: string) => void;
}

/** Milliseconds until somebody is told that the server does not answer. */
const PATIENCE = 3000;

/**
 * Waits until Redis has answered all clients. A server that is away is waited for, with a notice.
 *
 * Throws a RedisAccessError where it refuses the user or the password, and the signal's reason where that comes.
 */
export async function untilReady(clients: readonly Client[], { signal, onNotice }: Wait): Promise<void> {
  const timer = setTimeout(() => onNotice("Redis does not answer yet"), PATIENCE);
  let stop = () => {};
  const interrupted = new Promise<void>((resolve) => {
    stop = resolve;
    signal?.addEventListener("abort", stop, { once: true });
  });
  const ready = Promise.all(clients.map((client) => client.waitUntilReady()));
  try {
    signal?.throwIfAborted();
    await Promise.race([ready, refusalOf(clients), interrupted]);
    signal?.throwIfAborted();
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
    ready.catch(() => {}); // clients that are closed before they were ready say so
  }
}

/** Rejects where the server refuses a client. Other errors are of the network, and ioredis tries again. */
function refusalOf(clients: readonly Client[]): Promise<never> {
  return new Promise((_, reject) => {
    for (const client of clients)
      client.on("error", (error) => {
        if (/^(WRONGPASS|NOAUTH|NOPERM|ERR AUTH)\b/.test(error.message)) reject(new RedisAccessError(error));
      });
  });
}
