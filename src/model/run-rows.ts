import type { Micros } from "../kernel/index.ts";
import type { DagModel } from "./dag-model.ts";
import type { DagRun } from "./dag-run.ts";
import { ForgottenRunError } from "./exceptions.ts";
import type { Observer } from "./observer.ts";
import { RunArchive } from "./run-archive.ts";
import { isFinishedRun } from "./states.ts";

/** What stands for the id of a run that is forgotten. */
const FORGOTTEN = -1;

/** What becomes of a run on which nothing works any more: it rests in columns until somebody looks at it, or is forgotten. */
export type RetiredRuns = "kept" | "forgotten";

/**
 * The rows of all runs, and with them of their task instances. Those that something works on are objects; whatever else has
 * ended goes into columns, and comes back to life when somebody looks at it, as a clear, or a sensor of another DAG's runs.
 */
export class RunRows {
  /** How many runs there are. */
  count = 0;
  #retired: RetiredRuns;
  readonly #live = new Map<number, DagRun>();
  readonly #archive = new RunArchive();
  /** Runs that have ended, and that something may work on still. */
  readonly #ended: DagRun[] = [];

  constructor(retired: RetiredRuns) {
    this.#retired = retired;
  }

  add(run: DagRun): void {
    this.count += 1;
    this.#live.set(run.id, run);
    run.dag.addRun(run);
  }

  find(dag: DagModel, runId: string): DagRun | undefined {
    return this.#wake(dag, dag.runIds.get(runId));
  }

  /** The run of a logical date. */
  findAt(dag: DagModel, logicalDate: Micros): DagRun | undefined {
    return this.#wake(dag, dag.runDates.get(logicalDate));
  }

  /** A run that somebody has asked for is an object for good: it may be asked for again and again. */
  #wake(dag: DagModel, id: number | undefined): DagRun | undefined {
    if (id === undefined) return undefined;
    if (id === FORGOTTEN) throw new ForgottenRunError(dag.dagId);
    const live = this.#live.get(id);
    if (live !== undefined) return live;
    const run = this.#archive.read(id);
    this.#live.set(id, run);
    return run;
  }

  /** Somebody means to look at runs later: none is forgotten. */
  keep(): void {
    this.#retired = "kept";
  }

  /** A run has ended. */
  ended(run: DagRun): void {
    this.#ended.push(run);
  }

  /** Retires the runs that have ended and on which nothing works any more. */
  retire(observer: Observer): void {
    const ended = this.#ended;
    let left = 0;
    for (const run of ended) {
      if (!this.#isWaitedFor(run, observer)) continue;
      ended[left] = run;
      left += 1;
    }
    while (ended.length > left) ended.pop();
  }

  /** Whether to come back to it. */
  #isWaitedFor(run: DagRun, observer: Observer): boolean {
    if (!isFinishedRun(run.state)) return false; // it will end again
    if (run.commands > 0) return true;
    if (isAtRest(run)) this.#retire(run, observer);
    return false;
  }

  #retire(run: DagRun, observer: Observer): void {
    const { dag } = run;
    this.#live.delete(run.id);
    if (this.#retired === "kept") this.#archive.add(run);
    else {
      observer.forgotten(run);
      dag.runIds.set(run.runId, FORGOTTEN);
      dag.runDates.set(run.logicalDate, FORGOTTEN);
    }
  }

  /** All that are not forgotten, in the order of their creation. Those that rest are made for the reader, and may not be changed. */
  *all(): Generator<DagRun> {
    if (this.#retired === "forgotten") yield* this.#live.values();
    else for (let id = 0; id < this.count; id += 1) yield this.#live.get(id) ?? this.#archive.read(id);
  }

  /** When each run that is not forgotten was queued and when it ended. */
  *dates(): Generator<Pick<DagRun, "queuedAt" | "endDate">> {
    if (this.#retired === "forgotten") yield* this.#live.values();
    else for (let id = 0; id < this.count; id += 1) yield this.#live.get(id) ?? this.#archive.datesOf(id);
  }
}

/**
 * Whether nothing holds on to a run or looks back at it. What a mark has left behind, a trigger or a place in a queue, keeps it.
 */
function isAtRest(run: DagRun): boolean {
  if (run.dag.looksBack || run.unfinished > 0) return false;
  for (const { trigger, nextMethod, isInQuery } of run.taskInstances())
    if (trigger !== null || nextMethod !== null || isInQuery) return false;
  return true;
}
