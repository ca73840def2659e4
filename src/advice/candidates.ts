/**
 * Changes that are worth a try: tasks that hold slots only to wait, and limits that keep tasks back.
 * @module
 */
import { type Changes, canHave, type Measured, modeOf, type Recording, type TaskFacts } from "../replay/index.ts";

export interface Candidate {
  readonly name: string;
  readonly changes: Changes;
  /** The DAGs that it is about. */
  readonly dags: ReadonlySet<string>;
  /** True if it changes how tasks wait, so that it can be put together with others of its kind. */
  readonly isMode: boolean;
}

/** Slot hours that the tasks of a history hold, by `dag.task`. */
function heldHours({ history }: Recording): Map<string, number> {
  const held = new Map<string, number>();
  for (const { instances } of history.runs)
    for (const { dagId, taskId, tries } of instances.values())
      for (const { start, end } of tries) {
        const name = `${dagId}.${taskId}`;
        held.set(
          name,
          (held.get(name) ?? 0) + ((end ?? history.window.to) - (start ?? end ?? history.window.to)) / 3600e6,
        );
      }
  return held;
}

export interface CandidateOptions {
  /** Single tasks that are tried, besides classes. */
  readonly tasks: number;
  /** Pools and DAGs whose limits are tried. */
  readonly limits: number;
}

/** Lists what to try: classes as a whole, single tasks that hold most, and limits that most tasks wait for. */
export function candidatesOf(recording: Recording, before: Measured, options: CandidateOptions): Candidate[] {
  const held = heldHours(recording);
  const hours = (facts: TaskFacts) => held.get(`${facts.dagId}.${facts.task.taskId}`) ?? 0;
  const waiting = [...recording.facts.values()].filter((facts) => hours(facts) > 0 && betterMode(facts) !== undefined);
  const byClass = new Map<string, TaskFacts[]>();
  for (const facts of waiting) byClass.set(facts.task.operator, [...(byClass.get(facts.task.operator) ?? []), facts]);
  const classes = [...byClass].map(([operator, all]) => modeCandidate(`every ${operator}`, operator, all));
  const single = waiting
    .filter(({ task }) => (byClass.get(task.operator)?.length ?? 0) > 1)
    .sort((a, b) => hours(b) - hours(a))
    .slice(0, options.tasks)
    .map((facts) =>
      modeCandidate(`${facts.dagId}.${facts.task.taskId}`, `${facts.dagId}.${facts.task.taskId}`, [facts]),
    );
  return [...classes, ...single, ...limitCandidates(recording, before, options.limits)];
}

function betterMode(facts: TaskFacts): "deferrable" | "reschedule" | undefined {
  if (modeOf(facts, {}) !== "poke") return undefined;
  if (canHave(facts, "deferrable")) return "deferrable";
  return canHave(facts, "reschedule") ? "reschedule" : undefined;
}

function modeCandidate(subject: string, pattern: string, all: readonly TaskFacts[]): Candidate {
  const [first] = all;
  const mode = (first === undefined ? undefined : betterMode(first)) ?? "reschedule";
  return {
    name: `${subject} ${mode === "deferrable" ? "deferrable" : "in reschedule mode"}${all.length > 1 ? ` (${all.length} tasks)` : ""}`,
    changes: { modes: [{ mode, pattern }] },
    dags: new Set(all.map(({ dagId }) => dagId)),
    isMode: true,
  };
}

function limitCandidates({ history }: Recording, before: Measured, most: number): Candidate[] {
  const kept = [...before.dags]
    .filter(([, { scheduled }]) => scheduled > 300)
    .sort((a, b) => b[1].scheduled - a[1].scheduled);
  const dags = new Set(kept.slice(0, most).map(([dagId]) => dagId));
  const found: Candidate[] = [];
  const pools = new Map<string, Set<string>>();
  for (const dagId of dags)
    for (const { pool } of history.dags.get(dagId)?.tasks ?? [])
      pools.set(pool, (pools.get(pool) ?? new Set()).add(dagId));
  for (const [name, ofDags] of pools) {
    const slots = history.pools.get(name)?.slots ?? -1;
    if (slots > 0)
      found.push({
        name: `pool ${name}: ${slots} → ${slots * 2} slots`,
        changes: { pools: { [name]: slots * 2 } },
        dags: ofDags,
        isMode: false,
      });
  }
  for (const dagId of dags) {
    const dag = history.dags.get(dagId);
    const limit = dag?.maxActiveTasks ?? 16;
    found.push({
      name: `${dagId}: max_active_tasks ${limit} → ${limit * 2}`,
      changes: { dags: { [dagId]: { maxActiveTasks: limit * 2 } } },
      dags: new Set([dagId]),
      isMode: false,
    });
    for (const { taskId, maxActiveTisPerDagrun: perRun } of dag?.tasks ?? [])
      if (perRun !== null)
        found.push({
          name: `${dagId}.${taskId}: max_active_tis_per_dagrun ${perRun} → ${perRun * 2}`,
          changes: { tasks: { [`${dagId}.${taskId}`]: { maxActiveTisPerDagrun: perRun * 2 } } },
          dags: new Set([dagId]),
          isMode: false,
        });
  }
  return found;
}

/** Several changes as one. */
export function together(...all: readonly Changes[]): Changes {
  const merged = { pools: {}, dags: {}, tasks: {} };
  for (const { pools, dags, tasks } of all) {
    Object.assign(merged.pools, pools);
    Object.assign(merged.dags, dags);
    Object.assign(merged.tasks, tasks);
  }
  const modes = all.flatMap((one) => one.modes ?? []);
  const workerSlots = all.findLast((one) => one.workerSlots !== undefined)?.workerSlots;
  const parallelism = all.findLast((one) => one.parallelism !== undefined)?.parallelism;
  return {
    ...merged,
    modes,
    ...(workerSlots === undefined ? {} : { workerSlots }),
    ...(parallelism === undefined ? {} : { parallelism }),
  };
}
