import type { History, Instant, RunRecord, TaskInstanceRecord } from "../history/index.ts";
import { instanceKey } from "../history/index.ts";
import { factsKey, type TaskFacts } from "./task-facts.ts";

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

  constructor({ runs }: History, facts: ReadonlyMap<string, TaskFacts>) {
    const byDag = new Map<string, Map<string, RunRecord>>();
    for (const [place, run] of runs.entries()) {
      const known = byDag.get(run.dagId) ?? new Map<string, RunRecord>();
      byDag.set(run.dagId, known.set(run.runId, run));
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
    if (!runId.includes("_triggered__")) return runId;
    const key = `${dagId}\n${runId}`;
    const taken = this.#taken.get(key);
    if (taken !== undefined) return taken;
    const turn = this.#counts.get(dagId) ?? 0;
    this.#counts.set(dagId, turn + 1);
    const found = this.#triggered.get(dagId)?.[turn]?.runId ?? runId;
    this.#taken.set(key, found);
    return found;
  }

  /** Begins a new simulation: turns are counted anew. */
  restart(): void {
    this.#taken.clear();
    this.#counts.clear();
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
