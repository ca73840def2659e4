import { DateTime } from "luxon";
import { DEFAULT_POOL } from "../database/index.ts";
import { Calendar, type Operator } from "../definition/index.ts";
import type { SimulationResult, TaskInstanceKey } from "../observe/index.ts";
import { DEFAULT_CONFIG } from "../rules/index.ts";
import type { Simulation, SimulationOptions } from "../simulation/index.ts";

/** Takes text that is written, piece by piece: `(text) => stream.write(text)`. */
export type Write = (text: string) => void;

/** Listens to a simulation and writes as it runs. An exporter keeps only what is under way. */
export interface Exporter {
  /** Writes what is left. Call it once, after the simulation. */
  end(result: SimulationResult): void;
}

/** The number of characters that are written together. */
const CHUNK = 65_536;

/** Writes large pieces instead of many small ones. */
export class Chunks {
  readonly #write: Write;
  #text = "";

  constructor(write: Write) {
    this.#write = write;
  }

  add(text: string): void {
    this.#text += text;
    if (this.#text.length >= CHUNK) this.flush();
  }

  flush(): void {
    if (this.#text !== "") this.#write(this.#text);
    this.#text = "";
  }
}

/** Names a task instance among all. */
export function taskInstanceName({ dagId, runId, taskId, mapIndex }: TaskInstanceKey): string {
  return `${dagId}\n${runId}\n${taskId}\n${mapIndex}`;
}

/** Converts a simulation's instants to wall-clock time. */
export function calendarOf({ options }: Simulation): Calendar {
  return new Calendar(options.start ?? DateTime.utc(2024, 1, 1));
}

/** A pool as it was defined. */
export interface PoolDefinition {
  readonly name: string;
  /** Infinity where it has no limit. */
  readonly slots: number;
  readonly includeDeferred: boolean;
}

/** The pools and tasks of a simulation, as they were defined. */
export class Definitions {
  readonly pools: readonly PoolDefinition[];
  readonly options: SimulationOptions;
  readonly #tasks = new Map<string, ReadonlyMap<string, Operator>>();

  constructor(simulation: Simulation) {
    const { options } = simulation;
    this.options = options;
    for (const { dagId, tasks } of options.dags) this.#tasks.set(dagId, tasks);
    const standard = options.config?.core?.defaultPoolTaskSlotCount ?? DEFAULT_CONFIG.core.defaultPoolTaskSlotCount;
    const given = { [DEFAULT_POOL]: { slots: standard }, ...options.pools };
    this.pools = Object.entries(given).map(([name, pool]) => ({
      name,
      slots: pool.slots === -1 ? Number.POSITIVE_INFINITY : pool.slots,
      includeDeferred: "includeDeferred" in pool && pool.includeDeferred === true,
    }));
  }

  task({ dagId, taskId }: Pick<TaskInstanceKey, "dagId" | "taskId">): Operator {
    return this.#tasks.get(dagId)?.get(taskId) as Operator;
  }
}
