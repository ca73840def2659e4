import type { TaskInstanceEvent } from "../observe/index.ts";
import type { Definitions, PoolDefinition } from "./exporter.ts";

/** The slots of a pool that task instances take, by state. */
export interface PoolCount {
  readonly pool: PoolDefinition;
  running: number;
  queued: number;
  deferred: number;
}

/** Counts the slots that are taken of each pool, event by event. */
export class PoolCounts {
  readonly #definitions: Definitions;
  readonly counts = new Map<string, PoolCount>();

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
    for (const pool of definitions.pools) this.counts.set(pool.name, { pool, running: 0, queued: 0, deferred: 0 });
  }

  /** Counts an event. Returns the pool that it has changed; undefined if it has changed none. */
  count(event: TaskInstanceEvent): PoolCount | undefined {
    const { settings } = this.#definitions.task(event);
    const count = this.counts.get(settings.pool);
    if (count === undefined || !(isCounted(event.state) || isCounted(event.from))) return undefined;
    if (isCounted(event.from)) count[event.from] -= settings.poolSlots;
    if (isCounted(event.state)) count[event.state] += settings.poolSlots;
    return count;
  }
}

function isCounted(state: TaskInstanceEvent["state"]): state is "running" | "queued" | "deferred" {
  return state === "running" || state === "queued" || state === "deferred";
}

/** Infinity where the pool has no limit. */
export function openSlots({ pool, running, queued, deferred }: PoolCount): number {
  return pool.slots - running - queued - (pool.includeDeferred ? deferred : 0);
}
