import type { Micros } from "../kernel/index.ts";
import { type Actor, type DagRun, DagRunState, TaskInstanceState } from "../model/index.ts";

/** A quantity that goes up and down: its integral over time and its peak. */
class Level {
  peak = 0;
  #integral = 0;
  #level = 0;
  #since: Micros = 0;

  change(at: Micros, delta: 1 | -1): void {
    this.#integral += this.#level * (at - this.#since);
    this.#since = at;
    this.#level += delta;
    if (this.#level > this.peak) this.peak = this.#level;
  }

  integral(until: Micros): number {
    return this.#integral + this.#level * (until - this.#since);
  }
}

/** How many calls to AWS a service got from whom. */
export interface ApiCallCount {
  /** For instance `s3`. */
  readonly service: string;
  readonly by: Actor;
  readonly count: number;
}

/** The time in which there were runs. */
export interface Span {
  /** When the first was created. */
  readonly first: Micros;
  /** When the last ended, or the simulation did. */
  readonly last: Micros;
  /** Whether all have ended. */
  readonly ended: boolean;
}

/** The figures of a simulation, added up as it goes: they are exact whether rows are kept or not. */
export class Tally {
  readonly slots = new Level();
  readonly triggers = new Level();
  /** Task instances in state queued. */
  readonly queued = new Level();
  deferrals = 0;
  reschedules = 0;
  readonly runsByState = counters(Object.values(DagRunState));
  readonly taskInstancesByState = counters(Object.values(TaskInstanceState));
  readonly #calls = new Map<string, { service: string; by: Actor; count: number }>();
  readonly #forgotten = { firstQueued: Number.POSITIVE_INFINITY, lastEnd: Number.NEGATIVE_INFINITY };

  taskInstance(at: Micros, state: TaskInstanceState | null, from: TaskInstanceState | null): void {
    if (from !== null) this.taskInstancesByState[from] -= 1;
    if (from === "queued") this.queued.change(at, -1);
    if (state === null) return;
    this.taskInstancesByState[state] += 1;
    if (state === "queued") this.queued.change(at, 1);
    else if (state === "deferred") this.deferrals += 1;
    else if (state === "up_for_reschedule") this.reschedules += 1;
  }

  dagRun(state: DagRunState, from: DagRunState | null): void {
    if (from !== null) this.runsByState[from] -= 1;
    this.runsByState[state] += 1;
  }

  trigger(at: Micros, event: "created" | "assigned" | "deleted"): void {
    if (event === "created") this.triggers.change(at, 1);
    else if (event === "deleted") this.triggers.change(at, -1);
  }

  apiCall(call: string, by: Actor): void {
    const key = `${call.slice(0, call.indexOf("."))} ${by}`;
    const counted = this.#calls.get(key);
    if (counted !== undefined) counted.count += 1;
    else this.#calls.set(key, { service: call.slice(0, call.indexOf(".")), by, count: 1 });
  }

  get apiCalls(): ApiCallCount[] {
    return [...this.#calls.keys()].sort().map((key) => ({ ...(this.#calls.get(key) as ApiCallCount) }));
  }

  /** A run has ended for good and its row is given up. */
  forget({ queuedAt, endDate }: DagRun): void {
    const forgotten = this.#forgotten;
    forgotten.firstQueued = Math.min(forgotten.firstQueued, queuedAt);
    if (endDate !== null) forgotten.lastEnd = Math.max(forgotten.lastEnd, endDate);
  }

  span(runs: Iterable<Pick<DagRun, "queuedAt" | "endDate">>, endedAt: Micros): Span {
    let first = Math.min(this.#forgotten.firstQueued, endedAt);
    let last = this.#forgotten.lastEnd;
    let ended = true;
    for (const { queuedAt, endDate } of runs) {
      first = Math.min(first, queuedAt);
      last = Math.max(last, endDate ?? endedAt);
      ended &&= endDate !== null;
    }
    return { first, last: Math.max(first, last), ended };
  }
}

function counters<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
}
