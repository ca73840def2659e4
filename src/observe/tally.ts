import type { Actor, DagRun } from "../database/index.ts";
import { DagRunState, TaskInstanceState } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import { codeOf } from "./change-log.ts";

const QUEUED = codeOf.state("queued");
const DEFERRED = codeOf.state("deferred");
const UP_FOR_RESCHEDULE = codeOf.state("up_for_reschedule");
/** There is room for as many states. */
const CODES = 16;

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
  /** By the codes of states. */
  readonly #runs = new Int32Array(CODES);
  readonly #taskInstances = new Int32Array(CODES);
  readonly #calls = new Map<string, { service: string; by: Actor; count: number }>();
  readonly #forgotten = { firstQueued: Number.POSITIVE_INFINITY, lastEnd: Number.NEGATIVE_INFINITY };

  /** `state` and `from` are codes of `codeOf`. */
  taskInstance(at: Micros, state: number, from: number): void {
    this.#taskInstances[from] = (this.#taskInstances[from] as number) - 1;
    this.#taskInstances[state] = (this.#taskInstances[state] as number) + 1;
    if (from === QUEUED) this.queued.change(at, -1);
    if (state === QUEUED) this.queued.change(at, 1);
    else if (state === DEFERRED) this.deferrals += 1;
    else if (state === UP_FOR_RESCHEDULE) this.reschedules += 1;
  }

  /** Likewise. */
  dagRun(state: number, from: number): void {
    this.#runs[from] = (this.#runs[from] as number) - 1;
    this.#runs[state] = (this.#runs[state] as number) + 1;
  }

  get runsByState(): Record<DagRunState, number> {
    return byName(Object.values(DagRunState), (state) => this.#runs[codeOf.runState(state)] as number);
  }

  get taskInstancesByState(): Record<TaskInstanceState, number> {
    return byName(Object.values(TaskInstanceState), (state) => this.#taskInstances[codeOf.state(state)] as number);
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

function byName<Name extends string>(names: readonly Name[], count: (name: Name) => number): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, count(name)])) as Record<Name, number>;
}
