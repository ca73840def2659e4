import type { History, Instant, RunRecord, TaskInstanceRecord } from "../history/index.ts";
import { instanceKey } from "../history/index.ts";
import { RandomStreams } from "../random/index.ts";
import { dueOf, factsKey, type TaskFacts } from "./task-facts.ts";

/** Microseconds of a day. */
const DAY = 86_400e6;

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
  readonly #places = new Map<string, number>();
  readonly #byDate = new Map<string, RunRecord>();
  readonly #days: readonly number[];
  #nights: ReadonlyMap<number, number> | undefined;

  constructor({ runs, window }: History, facts: ReadonlyMap<string, TaskFacts>) {
    const byDag = new Map<string, Map<string, RunRecord>>();
    for (const [place, run] of runs.entries()) {
      const known = byDag.get(run.dagId) ?? new Map<string, RunRecord>();
      byDag.set(run.dagId, known.set(run.runId, run));
      if (run.logicalDate !== null) this.#byDate.set(`${run.dagId}\n${run.logicalDate}`, run);
      if (run.logicalDate !== null) this.#places.set(`${run.dagId}\n${run.logicalDate}`, place);
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
    for (const { at, to, target, instance } of triggers)
      for (const run of this.#byId.get(target)?.values() ?? []) {
        const asked = run.queued ?? run.logicalDate ?? run.start;
        if (run.kind !== "manual" || this.#started.has(run) || asked === null) continue;
        if (asked < at - 1e6 || asked > to + 2e6) continue;
        this.#started.add(run);
        this.#startedBy.set(
          `${instance.dagId}\n${instance.runId}\n${instanceKey(instance.taskId, instance.mapIndex)}`,
          run,
        );
        break;
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
    return this.#byDate.get(`${dagId}\n${own.logicalDate + (drawn - day) * DAY}`)?.runId ?? runId;
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
    return this.#places.get(`${dagId}\n${logicalDate}`);
  }
}
