import { Column, Lineup } from "../containers/index.ts";
import { ForgottenRunError, isFinishedRun } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { DagModel } from "./dag-model.ts";
import type { DagRun } from "./dag-run.ts";
import type { Observer } from "./observer.ts";
import { RunArchive } from "./run-archive.ts";

/** Where a run is that is forgotten. */
const FORGOTTEN = 0;

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
  /** Where each is, by its id: live, at a place counted from 1; in the archive, at a row counted from -1 down; or FORGOTTEN. */
  readonly #where = new Column(Int32Array);
  readonly #live = new Lineup<DagRun>((run, place) => this.#where.set(run.id, place + 1));
  readonly #archive = new RunArchive();
  /** Runs that have ended, and that something may work on still. */
  readonly #ended: DagRun[] = [];

  constructor(retired: RetiredRuns) {
    this.#retired = retired;
  }

  add(run: DagRun): void {
    this.count += 1;
    this.#where.push(FORGOTTEN);
    this.#live.add(run);
    run.dag.addRun(run);
  }

  find(dag: DagModel, runId: string): DagRun | undefined {
    return this.#wake(dag, dag.runIds.find(runId));
  }

  /** The run of a logical date. */
  findAt(dag: DagModel, logicalDate: Micros): DagRun | undefined {
    return this.#wake(dag, dag.runDates.find(logicalDate));
  }

  /** A run that somebody has asked for is an object for good: it may be asked for again and again. */
  #wake(dag: DagModel, id: number | undefined): DagRun | undefined {
    if (id === undefined) return undefined;
    const where = this.#where.get(id);
    if (where === FORGOTTEN) throw new ForgottenRunError(dag.dagId);
    if (where > FORGOTTEN) return this.#live.at(where - 1);
    const run = this.#archive.read(-1 - where, id);
    this.#live.add(run);
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
    const where = this.#where.get(run.id);
    if (where <= FORGOTTEN) return; // it has ended twice
    this.#live.remove(where - 1);
    const isKept = this.#retired === "kept";
    this.#where.set(run.id, isKept ? -1 - this.#archive.add(run) : FORGOTTEN);
    if (!isKept) observer.forgotten(run);
  }

  /** All that are not forgotten, in the order of their creation. Those that rest are made for the reader, and may not be changed. */
  *all(): Generator<DagRun> {
    for (let id = 0; id < this.count; id += 1) {
      const where = this.#where.get(id);
      if (where > FORGOTTEN) yield this.#live.at(where - 1) as DagRun;
      else if (where < FORGOTTEN) yield this.#archive.read(-1 - where, id);
    }
  }

  /** When each run that is not forgotten was queued and when it ended. */
  *dates(): Generator<Pick<DagRun, "queuedAt" | "endDate">> {
    for (let id = 0; id < this.count; id += 1) {
      const where = this.#where.get(id);
      if (where > FORGOTTEN) yield this.#live.at(where - 1) as DagRun;
      else if (where < FORGOTTEN) yield this.#archive.datesOf(-1 - where);
    }
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
