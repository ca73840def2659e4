import { getHeapStatistics } from "node:v8";
import type { RunLimits } from "../kernel/index.ts";
import { parseCount, parseSeconds } from "./input-error.ts";

/** Options that end a simulation early. */
export interface LimitOptions {
  readonly maxEvents?: string;
  readonly maxSeconds?: string;
}

/** Beyond this share of what JavaScript may use, it would soon be ended by force, and with it what else is to be run. */
const MOST_OF_HEAP = 0.8;

/** The part of V8's heap limit that new objects take: live objects have no room there. */
const NEW_BYTES = 48 * 1024 ** 2;

/**
 * The limits that end a simulation early: the options, and always the memory. This is where wall-clock time comes in: a
 * simulation knows only its own.
 */
export function limitsOf({ maxEvents, maxSeconds }: LimitOptions): () => RunLimits {
  const events = maxEvents === undefined ? {} : { maxEvents: parseCount("--max-events", maxEvents) };
  const seconds = maxSeconds === undefined ? Number.POSITIVE_INFINITY : parseSeconds("--max-seconds", maxSeconds);
  return () => {
    const started = performance.now();
    const giveUp = () => {
      if (performance.now() - started > seconds * 1000) return `expected it to take at most ${seconds} s of real time`;
      const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
      if (used > (limit - NEW_BYTES) * MOST_OF_HEAP)
        return `expected it to fit into memory, got ${Math.round(used / 1024 ** 2)} MiB: give a smaller scenario, or more by NODE_OPTIONS=--max-old-space-size=...`;
      return undefined;
    };
    return { ...events, giveUp };
  };
}
