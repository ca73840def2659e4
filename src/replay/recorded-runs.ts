import type { History, Instant, RunRecord, TaskInstanceRecord } from "../history/index.ts";
import { instanceKey } from "../history/index.ts";
import { RandomStreams } from "../random/index.ts";
import { dueOf, factsKey, type TaskFacts } from "./task-facts.ts";

/** Microseconds of a day. */
const DAY = 86_400e6;

/** Manual runs of a DAG by the instant at which they were asked for. */
class AskedRuns {
  readonly #left: { readonly run: RunRecord; readonly asked: Instant }[];
  /** Spans are asked for in the order of their beginnings: what lies before one lies before all that follow. */
  #first = 0;

  constructor(runs: Iterable<RunRecord>) {
    this.#left = [...runs]
      .flatMap((run) => {
        const asked = run.queued ?? run.logicalDate ?? run.start;
        return run.kind === "manual" && asked !== null ? [{ run, asked }] : [];
      })
      .sort((a, b) => a.asked - b.asked);
  }

  /** Takes the first run that was asked for in a span, so that nobody else gets it. */
  take(from: Instant, to: Instant): RunRecord | undefined {
    while ((this.#left[this.#first]?.asked ?? Number.POSITIVE_INFINITY) < from) this.#first += 1;
    const next = this.#left[this.#first];
    if (next === undefined || next.asked > to) return undefined;
    this.#first += 1;
    return next.run;
  }
}

/** The runs of a history, and which of them a simulated run stands for. */
export class RecordedRuns {
  readonly #byId = new Map<string, ReadonlyMap<string, RunRecord>>();
  /** The runs that datasets have triggered, in order: their ids are instants, which a simulation need not meet. */
  readonly #triggered = new Map<string, readonly RunRecord[]>();
  readonly #taken = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  /** The run that an instance of TriggerDagRunOperator started, by its key. */
  readonly #startedBy = new Map<string, RunRecord>();
  readonly #started = new Set<RunRecord>();
  readonly #runs: readonly RunRecord[];
  /** The places of runs in the order of making, by DAG and logical date. */
  readonly #places = new Map<string, Map<Instant, number>>();
  readonly #days: readonly number[];
  #nights: ReadonlyMap<number, number> | undefined;

  constructor({ runs, window }: History, facts: ReadonlyMap<string, TaskFacts>) {
    this.#runs = runs;
    const byDag = new Map<string, Map<string, RunRecord>>();
    for (const [place, run] of runs.entries()) {
      const known = byDag.get(run.dagId) ?? new Map<string, RunRecord>();
      byDag.set(run.dagId, known.set(run.runId, run));
      const places = this.#places.get(run.dagId) ?? new Map<Instant, number>();
      this.#places.set(run.dagId, places);
      if (run.logicalDate !== null) places.set(run.logicalDate, place);
    }
    for (const [dagId, known] of byDag) {
      this.#byId.set(dagId, known);
      const triggered = [...known.values()].filter(({ kind }) => kind === "dataset_triggered");
      this.#triggered.set(
        dagId,
        triggered.sort((a, b) => (a.logicalDate ?? a.start ?? 0) - (b.logicalDate ?? b.start ?? 0)),
      );
    }
    const [first, last] = [Math.ceil(window.from / DAY), Math.floor(window.to / DAY)];
    this.#days = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
    this.#matchTriggers(runs, facts);
  }

  /** Finds which manual run each TriggerDagRunOperator started: one that was asked for while it ran. */
  #matchTriggers(runs: readonly RunRecord[], facts: ReadonlyMap<string, TaskFacts>): void {
    const triggers: { at: Instant; to: Instant; target: string; instance: TaskInstanceRecord }[] = [];
    for (const run of runs)
      for (const instance of run.instances.values()) {
        const task = facts.get(factsKey(run.dagId, instance.taskId));
        const last = instance.tries.at(-1);
        const target = task?.task.fields["trigger_dag_id"] ?? instance.rendered?.["trigger_dag_id"];
        if (task?.kind !== "triggerRun" || typeof target !== "string" || last?.start == null) continue;
        triggers.push({ at: last.start, to: last.end ?? last.start + 60e6, target, instance });
      }
    triggers.sort((a, b) => a.at - b.at);
    const manual = new Map<string, AskedRuns>();
    for (const { at, to, target, instance } of triggers) {
      const runsOfTarget = manual.get(target) ?? new AskedRuns(this.#byId.get(target)?.values() ?? []);
      manual.set(target, runsOfTarget);
      const run = runsOfTarget.take(at - 1e6, to + 2e6);
      if (run === undefined) continue;
      this.#started.add(run);
      this.#startedBy.set(
        `${instance.dagId}\n${instance.runId}\n${instanceKey(instance.taskId, instance.mapIndex)}`,
        run,
      );
    }
  }

  /** The id of the run that a task instance started in history. */
  startedBy(dagId: string, runId: string, taskId: string, mapIndex: number): string | undefined {
    return this.#startedBy.get(`${dagId}\n${runId}\n${instanceKey(taskId, mapIndex)}`)?.runId;
  }

  /** Manual runs that no task of the history started: a person, or another system, did. */
  *asked(): Generator<RunRecord> {
    for (const runs of this.#byId.values())
      for (const run of runs.values())
        if ((run.kind === "manual" || run.kind === "backfill") && !this.#started.has(run)) yield run;
  }

  /** The recorded run that a simulated one stands for: that of its id, or of its turn where its id is the time of an update. */
  recordedId(dagId: string, runId: string): string | undefined {
    if (!runId.includes("_triggered__")) return this.#played(dagId, runId);
    const key = `${dagId}\n${runId}`;
    const taken = this.#taken.get(key);
    if (taken !== undefined) return taken;
    const turn = this.#counts.get(dagId) ?? 0;
    this.#counts.set(dagId, turn + 1);
    const found = this.#triggered.get(dagId)?.[turn]?.runId ?? runId;
    this.#taken.set(key, found);
    return found;
  }

  /** Begins a new simulation: turns are counted anew. With a seed, each day is played by a day that is drawn. */
  restart(nightSeed?: number): void {
    this.#taken.clear();
    this.#counts.clear();
    this.#nights = nightSeed === undefined ? undefined : this.#drawNights(nightSeed);
  }

  /** Whole days of the history, of which each draws another, or itself. */
  get days(): number {
    return this.#days.length;
  }

  #drawNights(seed: number): ReadonlyMap<number, number> {
    const streams = new RandomStreams(seed);
    const days = this.#days;
    return new Map(days.map((day) => [day, days[Math.floor(streams.stream(["night", day])() * days.length)] ?? day]));
  }

  /** The run that plays a scheduled one: that of the same time of the day that was drawn, where there is one. */
  #played(dagId: string, runId: string): string {
    const own = this.#byId.get(dagId)?.get(runId);
    if (this.#nights === undefined || own === undefined || own.kind !== "scheduled" || own.logicalDate === null)
      return runId;
    const day = Math.floor(dueOf(own) / DAY);
    const drawn = this.#nights.get(day);
    if (drawn === undefined || drawn === day) return runId;
    const place = this.placeOf(dagId, own.logicalDate + (drawn - day) * DAY);
    return place === undefined ? runId : (this.#runs[place]?.runId ?? runId);
  }

  /** The run of exactly that id. */
  recorded(dagId: string, runId: string): RunRecord | undefined {
    return this.#byId.get(dagId)?.get(runId);
  }

  find(dagId: string, runId: string): RunRecord | undefined {
    return this.#byId.get(dagId)?.get(this.recordedId(dagId, runId) ?? runId);
  }

  of(dagId: string): Iterable<RunRecord> {
    return this.#byId.get(dagId)?.values() ?? [];
  }

  /** The place of a scheduled run in the order of making; undefined where history does not have it. */
  placeOf(dagId: string, logicalDate: Instant): number | undefined {
    return this.#places.get(dagId)?.get(logicalDate);
  }
}
