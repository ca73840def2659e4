/**
 * The run that an ExternalTaskSensor waits for: its `execution_delta` is in no export. It is the one distance between logical
 * dates at which, in all runs, the other task ended within an interval before the sensor did.
 * @module
 */
import { type History, type Instant, instanceKey, type TaskInstanceRecord, type TaskRecord } from "../history/index.ts";
import type { Seconds } from "../kernel/index.ts";

export interface WaitedFor {
  readonly dagId: string;
  /** Empty for the whole run. */
  readonly taskIds: readonly string[];
  /** By how much the other run's logical date is earlier. */
  readonly delta: Seconds;
  /** Runs in which it fits, and runs in which it does not. */
  readonly fits: number;
  readonly misfits: number;
}

/** Reads which run the sensor waits for; undefined where the other DAG is not in the history. */
export function inferDelta(
  history: History,
  { fields }: TaskRecord,
  instances: readonly TaskInstanceRecord[],
  interval: Seconds,
): WaitedFor | undefined {
  const rendered = instances.find(({ rendered }) => rendered?.["external_dag_id"] !== undefined)?.rendered ?? {};
  const dagId = fields["external_dag_id"] ?? rendered["external_dag_id"];
  if (typeof dagId !== "string" || !history.dags.has(dagId)) return undefined;
  const one = fields["external_task_id"] ?? rendered["external_task_id"];
  const several = fields["external_task_ids"];
  const taskIds =
    typeof one === "string" ? [one] : Array.isArray(several) ? several.filter((id) => typeof id === "string") : [];
  const ends = endsOf(history, dagId, taskIds);
  const waits = someOf(waitsOf(history, instances));
  const votes = new Map<number, { fits: number; misfits: number }>();
  for (const delta of candidates(waits, ends, interval)) votes.set(delta, { fits: 0, misfits: 0 });
  for (const [delta, vote] of votes)
    for (const wait of waits) {
      const end = ends.get(wait.logical - delta);
      if (end === undefined) vote.misfits += history.window.from <= wait.logical - delta ? 1 : 0.25;
      else if (isFit(wait, end, interval)) vote.fits += wait.hasWaited && end > wait.start ? 1 : 0.3;
      else vote.misfits += 1;
    }
  const ranked = [...votes].sort(
    ([a, x], [b, y]) => y.fits - y.misfits - (x.fits - x.misfits) || Math.abs(a) - Math.abs(b),
  );
  const [delta = 0, vote = { fits: 0, misfits: 0 }] = ranked[0] ?? [];
  return { dagId, taskIds, delta: delta / 1e6, ...vote };
}

/** Waits that are looked at: of a long history a few hundred tell as much as all. */
const MOST_WAITS = 300;

function someOf(waits: readonly Wait[]): readonly Wait[] {
  const step = Math.ceil(waits.length / MOST_WAITS);
  return waits.filter((_, index) => index % step === 0);
}

/** Distances that fit where a sensor has waited; without such a sensor, all that there are. */
function candidates(
  waits: readonly Wait[],
  ends: ReadonlyMap<Instant, Instant>,
  interval: Seconds,
): ReadonlySet<number> {
  const found = new Set<number>();
  for (const wait of waits)
    if (wait.hasWaited)
      for (const [date, end] of ends)
        if (end > wait.start && isFit(wait, end, interval)) found.add(wait.logical - date);
  if (found.size === 0) for (const { logical } of waits) for (const date of ends.keys()) found.add(logical - date);
  return found;
}

interface Wait {
  readonly logical: Instant;
  readonly start: Instant;
  readonly end: Instant;
  readonly hasWaited: boolean;
}

function waitsOf(history: History, instances: readonly TaskInstanceRecord[]): Wait[] {
  const [sensor] = instances;
  if (sensor === undefined) return [];
  const found: Wait[] = [];
  for (const run of history.runs) {
    if (run.dagId !== sensor.dagId || run.logicalDate === null) continue;
    for (const instance of run.instances.values()) {
      const last = instance.tries.at(-1);
      if (instance.taskId !== sensor.taskId || last?.state !== "success" || last.start === null || last.end === null)
        continue;
      found.push({
        logical: run.logicalDate,
        start: last.start,
        end: last.end,
        hasWaited: last.end - last.start > 10e6,
      });
    }
  }
  return found;
}

/** Milliseconds by which clocks of hosts may differ. */
const SKEW = 50_000;

function isFit({ end, hasWaited }: Wait, other: Instant, interval: Seconds): boolean {
  return other <= end + SKEW && (!hasWaited || other >= end - interval * 1e6 * 1.2 - 5e6);
}

/** When the tasks, or the whole run, ended in each run of the other DAG, by its logical date. */
function endsOf(history: History, dagId: string, taskIds: readonly string[]): Map<Instant, Instant> {
  const ends = new Map<Instant, Instant>();
  for (const run of history.runs) {
    if (run.dagId !== dagId || run.logicalDate === null) continue;
    const states = taskIds.map((taskId) => run.instances.get(instanceKey(taskId, -1)));
    const all = taskIds.length === 0 ? [run.state === "success" ? run.end : null] : states.map(endOf);
    if (all.every((end) => end !== null)) ends.set(run.logicalDate, Math.max(...(all as Instant[])));
  }
  return ends;
}

/** An EmptyOperator has no try: what it comes behind is not asked for here, so its run's end stands for it. */
function endOf(instance: TaskInstanceRecord | undefined): Instant | null {
  if (instance?.state !== "success") return null;
  return instance.tries.at(-1)?.end ?? null;
}
