import type { Actor, DagRun } from "../database/index.ts";
import { DAG_RUN_STATES, DagRunState, TASK_INSTANCE_STATES, TaskInstanceState } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";

const QUEUED = TASK_INSTANCE_STATES.of("queued");
const DEFERRED = TASK_INSTANCE_STATES.of("deferred");
const UP_FOR_RESCHEDULE = TASK_INSTANCE_STATES.of("up_for_reschedule");

/** A count that goes up and down, with its integral over time and its peak. */
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

/** The number of runs and task instances in each state at the end. Task instances without a state are left out. */
export interface StateCounts {
  readonly dagRuns: Readonly<Record<DagRunState, number>>;
  readonly taskInstances: Readonly<Record<TaskInstanceState, number>>;
}

/** Calls to one service of AWS by one component. */
export interface ApiCallCount {
  /** For instance `s3`. */
  readonly service: string;
  readonly by: Actor;
  readonly count: number;
}

/** The time from the first run to the end of the last. */
export interface Span {
  /** The creation of the first run. */
  readonly first: Micros;
  /** The end of the last run, or of the simulation. */
  readonly last: Micros;
  /** True if all runs have ended. */
  readonly ended: boolean;
}

/** The figures of a simulation, added up as it goes. They are exact, and need no rows. */
export class Tally {
  readonly slots = new Level();
  readonly triggers = new Level();
  /** Task instances in state queued. */
  readonly queued = new Level();
  deferrals = 0;
  reschedules = 0;
  /** The number of runs in each state, by the code of the state. */
  readonly #runs = new Int32Array(DAG_RUN_STATES.end);
  /** The number of task instances in each state, by the code of the state. */
  readonly #taskInstances = new Int32Array(TASK_INSTANCE_STATES.end);
  /** The number of calls of each name, by who makes them. */
  readonly #calls = new Map<string, Map<Actor, number>>();
  readonly #forgotten = { firstQueued: Number.POSITIVE_INFINITY, lastEnd: Number.NEGATIVE_INFINITY };

  /** Counts a change of a task instance. The states are codes. */
  taskInstance(at: Micros, state: number, from: number): void {
    move(this.#taskInstances, from, state);
    if (from === QUEUED) this.queued.change(at, -1);
    if (state === QUEUED) this.queued.change(at, 1);
    else if (state === DEFERRED) this.deferrals += 1;
    else if (state === UP_FOR_RESCHEDULE) this.reschedules += 1;
  }

  dagRun(state: DagRunState, from: DagRunState | null): void {
    move(this.#runs, DAG_RUN_STATES.of(from), DAG_RUN_STATES.of(state));
  }

  /** A run is no row any more, nor are its task instances. */
  deleted(run: DagRun, state: DagRunState): void {
    move(this.#runs, DAG_RUN_STATES.of(state), DAG_RUN_STATES.of(null));
    for (const instance of run.taskInstances())
      move(this.#taskInstances, TASK_INSTANCE_STATES.of(instance.state), TASK_INSTANCE_STATES.of(null));
  }

  /** The numbers of runs and task instances in each state. */
  get states(): StateCounts {
    return {
      dagRuns: byName(Object.values(DagRunState), (state) => this.#runs[DAG_RUN_STATES.of(state)]),
      taskInstances: byName(
        Object.values(TaskInstanceState),
        (state) => this.#taskInstances[TASK_INSTANCE_STATES.of(state)],
      ),
    };
  }

  trigger(at: Micros, event: "created" | "assigned" | "deleted"): void {
    if (event === "created") this.triggers.change(at, 1);
    else if (event === "deleted") this.triggers.change(at, -1);
  }

  apiCall(call: string, by: Actor): void {
    const counts = this.#calls.get(call);
    if (counts === undefined) this.#calls.set(call, new Map([[by, 1]]));
    else counts.set(by, (counts.get(by) ?? 0) + 1);
  }

  get apiCalls(): ApiCallCount[] {
    const services = new Map<string, ApiCallCount>();
    for (const [call, counts] of this.#calls) {
      const service = call.slice(0, call.indexOf("."));
      for (const [by, count] of counts) {
        const key = `${service} ${by}`;
        services.set(key, { service, by, count: count + (services.get(key)?.count ?? 0) });
      }
    }
    return [...services.keys()].sort().map((key) => services.get(key) as ApiCallCount);
  }

  /** Notes the dates of a run whose row is dropped. */
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

/** Counts one row less in one state, and one more in another. */
function move(counts: Int32Array, from: number, to: number): void {
  counts[from] = (counts[from] as number) - 1;
  counts[to] = (counts[to] as number) + 1;
}

function byName<Name extends string>(
  names: readonly Name[],
  count: (name: Name) => number | undefined,
): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, count(name) ?? 0])) as Record<Name, number>;
}
