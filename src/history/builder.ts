import type { ByHand, DagRecord, Finding, Instant, OutsideJob, PoolRecord, RunKind, RunRecord } from "./history.ts";
import { instanceKey } from "./history.ts";
import { GrowingInstance } from "./instances.ts";
import { Listings } from "./listings.ts";
import { Names } from "./names.ts";
import { type RunInColumns, Runs } from "./runs.ts";
import { Tries, type TryInColumns } from "./tries.ts";
import { type LoggedVisit, LoggedVisits } from "./visits.ts";

/** Takes in what files say, in any order. What is known already stays: a file that is read later only fills holes. */
export class HistoryBuilder {
  airflow: string | null = null;
  heartbeat: Instant | undefined;
  byHand: ByHand = {};
  readonly providers = new Map<string, string>();
  readonly config = new Map<string, string>();
  readonly pools = new Map<string, PoolRecord>();
  readonly dags = new Map<string, DagRecord>();
  /** DAGs that are paused, or not there any more. */
  readonly inactive = new Set<string>();
  readonly dagRows: string[] = [];
  readonly objects = new Map<string, Instant>();
  readonly jobs: OutsideJob[] = [];
  readonly findings: Finding[] = [];
  /** The number of rows of each kind. */
  readonly counts = new Map<string, number>();
  readonly listings = new Listings();
  readonly #runs = new Map<string, Map<string, RunInColumns>>();
  readonly #names = new Names();
  readonly #visits = new LoggedVisits(this.#names);
  readonly #tries = new Tries(this.#names);
  readonly #allRuns = new Runs(this.#names);
  instances = 0;

  /** The same text once for all rows. */
  text(value: string): string {
    return this.#names.textOf(this.#names.idOf(value)) ?? value;
  }

  count(kind: string, more = 1): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + more);
  }

  find(about: string, cost: string): void {
    if (!this.findings.some((one) => one.about === about)) this.findings.push({ about, cost });
  }

  run(dagId: string, runId: string): RunInColumns {
    let ofDag = this.#runs.get(dagId);
    if (ofDag === undefined) {
      ofDag = new Map();
      this.#runs.set(this.text(dagId), ofDag);
    }
    let run = ofDag.get(runId);
    if (run === undefined) {
      run = this.#allRuns.add(this.text(dagId), this.text(runId), kindOf(runId));
      ofDag.set(run.runId, run);
    }
    return run;
  }

  runsOf(dagId: string): ReadonlyMap<string, RunRecord> {
    return this.#runs.get(dagId) ?? new Map();
  }

  *runs(): Generator<RunInColumns> {
    for (const ofDag of this.#runs.values()) yield* ofDag.values();
  }

  instance(dagId: string, runId: string, taskId: string, mapIndex: number): GrowingInstance {
    const run = this.run(dagId, runId);
    const key = instanceKey(taskId, mapIndex);
    const known = run.instances.get(key);
    if (known !== undefined) return known;
    const instance = new GrowingInstance(run, this.text(taskId), mapIndex);
    run.instances.add(key, instance);
    this.instances += 1;
    return instance;
  }

  noteVisit(visit: LoggedVisit): void {
    this.#visits.add(visit);
  }

  /** The try of that number, made where it is not there. Tries are in order. */
  tryOf(instance: GrowingInstance, tryNumber: number): TryInColumns {
    const known = instance.tries.find((one) => one.tryNumber === tryNumber);
    if (known !== undefined) return known;
    const made = this.#tries.add(tryNumber);
    instance.addTry(made);
    return made;
  }

  #runsByDate(): Map<string, RunInColumns> {
    const found = new Map<string, RunInColumns>();
    for (const run of this.runs()) if (run.logicalDate !== null) found.set(`${run.dagId}\n${run.logicalDate}`, run);
    return found;
  }

  /** Gives the starts of processes to the tries that they belong to. Those that no try takes are counted. */
  placeVisits(): void {
    let byDate: ReadonlyMap<string, RunInColumns> | undefined;
    for (const visit of this.#visits.take()) {
      if (visit.runId === null) byDate ??= this.#runsByDate();
      const run =
        visit.runId === null
          ? byDate?.get(`${visit.dagId}\n${visit.logicalDate}`)
          : this.#runs.get(visit.dagId)?.get(visit.runId);
      const instance = run?.instances.get(instanceKey(visit.taskId, visit.mapIndex));
      const one = instance === undefined ? undefined : tryAt(instance, visit);
      if (one === undefined) this.count("visits without a task instance");
      else one.addVisit(visit.at);
    }
  }
}

/** The try that a logged start belongs to: that of its number, else the one in whose time it lies. */
function tryAt({ tries }: GrowingInstance, { tryNumber, at }: LoggedVisit): TryInColumns | undefined {
  if (tryNumber !== null) return tries.find((one) => one.tryNumber === tryNumber);
  return tries.find(({ start, end }) => start !== null && at >= start - 1000 && (end === null || at <= end));
}

export function kindOf(runId: string): RunKind {
  if (runId.startsWith("scheduled__")) return "scheduled";
  if (runId.startsWith("dataset_triggered__") || runId.startsWith("asset_triggered__")) return "dataset_triggered";
  return runId.startsWith("backfill__") ? "backfill" : "manual";
}
