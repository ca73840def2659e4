import type { ConnectionOptions } from "bullmq";

/** Says what to install where BullMQ is missing. */
export class BullmqMissingError extends Error {
  override readonly name = "BullmqMissingError";

  constructor(cause: unknown) {
    super("Experiments on Redis need the packages bullmq and ioredis: npm install bullmq ioredis", { cause });
  }
}

/** Loads BullMQ, an optional peer, when an experiment first needs it. */
export async function loadBullmq(): Promise<typeof import("bullmq")> {
  try {
    return await import("bullmq");
  } catch (error) {
    throw new BullmqMissingError(error);
  }
}

/** A Redis (or Valkey) server: `redis://user:password@host:port/db`, `rediss://` with TLS, or options of ioredis. */
export type RedisConnection = string | { readonly host: string; readonly port?: number; readonly password?: string };

/** Options for BullMQ. A server that is away is waited for, a second longer each time, at most five. */
export function connectionOptions(connection: RedisConnection): ConnectionOptions {
  const patient = {
    maxRetriesPerRequest: null,
    retryStrategy: (times: number) => Math.min(times * 1000, 5000),
  };
  if (typeof connection !== "string") return { ...connection, ...patient };
  return { url: checkedUrl(connection), ...patient };
}

function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["redis:", "rediss:"].includes(url.protocol))
    throw new RangeError(`Expected an address like redis://localhost:6379, got \`${withoutPassword(text)}\``);
  return text;
}

/** The address as logs and errors may show it. */
export function withoutPassword(text: string): string {
  return text.replace(/\/\/[^/]*@/, "//***@");
}
