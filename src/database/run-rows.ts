import { Codes, IntrusiveList, int32, invariant, oneOf, retain, table } from "../containers/index.ts";
import { ForgottenRunError, isFinishedRun } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { DagModel } from "./dag-model.ts";
import type { DagRun } from "./dag-run.ts";
import type { Observer } from "./observer.ts";
import { RunArchive } from "./run-archive.ts";
import type { TaskInstance } from "./task-instance.ts";

/** Says where a run is: an object in the list of live runs, a row of the archive, or nowhere. */
const PLACES = new Codes(["live", "archived", "forgotten", "deleted"] as const);

/** A run that has ended and has no work left: its row goes to the archive (`kept`), or is dropped (`forgotten`). */
export type RetiredRuns = "kept" | "forgotten";

/**
 * The rows of all runs, and of their task instances. A run is an object as long as something works on it. After that its row
 * moves to the archive. It becomes an object again when something reads it: a clear, or a sensor that waits for another DAG.
 */
export class RunRows {
  #retired: RetiredRuns;
  /** The place of each run, by its id; `at` is its position in `#live` or its row in `#archive`. */
  readonly #places = table({ place: oneOf(PLACES), at: int32 });
  readonly #live = new IntrusiveList<DagRun>(({ id }, position) => this.#setPlace(id, "live", position));
  readonly #archive = new RunArchive();
  /** Runs that have ended, and that something may still work on. */
  readonly #ended: DagRun[] = [];
  /** The runs that a person has deleted, by id: histories still tell of them. */
  readonly #deleted = new Map<number, DagRun>();
  /** Task instances of deleted runs that are there again without them: histories still tell of them. */
  readonly lost: TaskInstance[] = [];

  constructor(retired: RetiredRuns) {
    this.#retired = retired;
  }

  /** The number of runs that there have been. The next run gets it as its id. */
  get count(): number {
    return this.#places.rows.length;
  }

  #setPlace(id: number, place: "live" | "archived" | "forgotten" | "deleted", at: number): void {
    this.#places.place.set(id, place);
    this.#places.at.set(id, at);
  }

  add(run: DagRun): void {
    this.#places.rows.add();
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

  /** Makes an archived run an object again, for good: what reads it once mostly reads it again and again. */
  #wake(dag: DagModel, id: number | undefined): DagRun | undefined {
    if (id === undefined) return undefined;
    const at = this.#places.at.get(id);
    switch (this.#places.place.get(id)) {
      case "deleted":
        return undefined;
      case "forgotten":
        throw new ForgottenRunError(dag.dagId);
      case "live":
        return this.#liveRun(at);
      case "archived": {
        const run = this.#archive.read(at, id);
        this.#live.add(run);
        return run;
      }
    }
  }

  /** Deletes a live run: nobody finds it any more. */
  delete(run: DagRun): void {
    const { id, dag } = run;
    invariant(this.#places.place.get(id) === "live", "a run that is deleted was found before");
    this.#live.remove(this.#places.at.get(id));
    this.#setPlace(id, "deleted", 0);
    this.#deleted.set(id, run);
    dag.removeRun(run);
  }

  /** The run that was deleted last under an id. */
  findDeleted(dag: DagModel, runId: string): DagRun | undefined {
    if (this.#deleted.size === 0) return undefined;
    return [...this.#deleted.values()].findLast((run) => run.dag === dag && run.runId === runId);
  }

  /** Lets a deleted run be there again, under its id, with one of its task instances. */
  revive(run: DagRun, instance: TaskInstance): void {
    this.#deleted.delete(run.id);
    this.#live.add(run);
    run.dag.addRun(run);
    this.lost.push(...run.taskInstances().filter((other) => other !== instance));
    run.keepOnly(instance);
  }

  /** Keeps all runs from now on, because something will read them later. */
  keep(): void {
    this.#retired = "kept";
  }

  /** Notes that a run has ended, so that `retire` looks at it. */
  ended(run: DagRun): void {
    this.#ended.push(run);
  }

  /** Retires the runs that have ended and have no work left. */
  retire(observer: Observer): void {
    if (this.#ended.length > 0) retain(this.#ended, (run) => this.#isWaitedFor(run, observer));
  }

  /** Retires a run if it can; true if the run has to be looked at again. */
  #isWaitedFor(run: DagRun, observer: Observer): boolean {
    if (!isFinishedRun(run.state)) return false; // it was cleared, and will end again
    if (run.commands > 0) return true;
    const hasLost = this.lost.some(({ dagRun }) => dagRun === run); // they refer to the run as an object
    if (isAtRest(run) && !hasLost) this.#retire(run, observer);
    return false;
  }

  #retire(run: DagRun, observer: Observer): void {
    const { id } = run;
    if (this.#places.place.get(id) !== "live") return; // it has ended twice, and was retired the first time
    this.#live.remove(this.#places.at.get(id));
    if (this.#retired === "kept") this.#setPlace(id, "archived", this.#archive.add(run));
    else {
      this.#setPlace(id, "forgotten", 0);
      observer.forgotten(run);
    }
  }

  /** The runs of a DAG that something works on, in the order of their creation. */
  liveOf(dag: DagModel): readonly DagRun[] {
    return this.#live
      .toArray()
      .filter((run) => run.dag === dag)
      .sort((a, b) => a.id - b.id);
  }

  /** Lists the runs that are under way, and those that have lately ended. */
  live(): readonly DagRun[] {
    return this.#live.toArray();
  }

  /** All runs but the forgotten, also those that were deleted, in the order of their creation. Those from the archive are copies: do not change them. */
  *all(): Generator<DagRun> {
    const { place, at } = this.#places;
    for (let id = 0; id < this.count; id += 1) {
      if (place.get(id) === "live") yield this.#liveRun(at.get(id));
      else if (place.get(id) === "archived") yield this.#archive.read(at.get(id), id);
      else if (place.get(id) === "deleted") yield this.#deleted.get(id) as DagRun;
    }
  }

  /** The dates of all runs but the forgotten: when each was queued, and when it ended. */
  *dates(): Generator<Pick<DagRun, "queuedAt" | "endDate">> {
    const { place, at } = this.#places;
    for (let id = 0; id < this.count; id += 1) {
      if (place.get(id) === "live") yield this.#liveRun(at.get(id));
      else if (place.get(id) === "archived") yield this.#archive.datesOf(at.get(id));
    }
  }

  #liveRun(position: number): DagRun {
    const run = this.#live.at(position);
    invariant(run !== undefined, "a live run is in the list of live runs");
    return run;
  }
}

/**
 * True if nothing uses a run any more and no later run looks back at it. A trigger or a place in a queue that a mark has left
 * behind still uses it.
 */
function isAtRest(run: DagRun): boolean {
  if (run.dag.looksBack || run.runType === "backfill" || run.unfinished > 0) return false;
  for (const { trigger, nextMethod, isInQuery } of run.taskInstances())
    if (trigger !== null || nextMethod !== null || isInQuery) return false;
  return true;
}
