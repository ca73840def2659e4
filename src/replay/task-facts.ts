/**
 * The facts that the replay knows of each task, read from all of its tries together.
 * @module
 */
import type { History, Instant, TaskInstanceRecord, TaskRecord, TryRecord } from "../history/index.ts";
import type { Seconds } from "../kernel/index.ts";
import { jobInterval, kindOf, type TaskKind } from "./classes.ts";
import { inferDelta, type WaitedFor } from "./external-runs.ts";
import { type InferredInterval, intervalOfDurations, intervalOfVisits, isOnComb } from "./poke-intervals.ts";

export interface TaskFacts {
  readonly dagId: string;
  readonly task: TaskRecord;
  readonly kind: TaskKind;
  readonly interval: InferredInterval;
  /** True where history has it in reschedule mode. */
  readonly reschedules: boolean;
  /** True where history has it deferred. */
  readonly defers: boolean;
  /** The external task that it waits for. */
  readonly waitsFor: WaitedFor | undefined;
  /** Seconds after which a sensor gave up, where history has that. */
  readonly timeout: Seconds | undefined;
}

/** The seconds from the first start of a try to its end; undefined where either is missing. */
export function secondsOf({ start, end }: TryRecord): Seconds | undefined {
  return start === null || end === null ? undefined : (end - start) / 1e6;
}

/** Tells if a try gave its slot back meanwhile. */
export function wasPaused({ visits, queued, start, reschedules }: TryRecord): boolean {
  return visits.length > 1 || reschedules !== null || (queued !== null && start !== null && queued > start);
}

/** The instances of each task of a DAG, over all runs. */
function instancesByTask(history: History): Map<string, TaskInstanceRecord[]> {
  const found = new Map<string, TaskInstanceRecord[]>();
  for (const { instances } of history.runs)
    for (const instance of instances.values()) {
      const key = factsKey(instance.dagId, instance.taskId);
      const known = found.get(key);
      if (known === undefined) found.set(key, [instance]);
      else known.push(instance);
    }
  return found;
}

export function factsKey(dagId: string, taskId: string): string {
  return `${dagId}\n${taskId}`;
}

/** Reads what can be known of every task. */
export function taskFacts(history: History): Map<string, TaskFacts> {
  const byTask = instancesByTask(history);
  const facts = new Map<string, TaskFacts>();
  const ofClass = classIntervals(history, byTask);
  for (const { dagId, tasks } of history.dags.values())
    for (const task of tasks) {
      const key = factsKey(dagId, task.taskId);
      facts.set(key, factsOf(history, dagId, task, byTask.get(key) ?? [], ofClass));
    }
  return facts;
}

const pokes = (instances: readonly TaskInstanceRecord[]) =>
  instances.flatMap(({ tries }) =>
    tries.filter((one) => one.state === "success" && !wasPaused(one)).flatMap((one) => secondsOf(one) ?? []),
  );

/** The interval of all sensors of a class together, which a sensor that has hardly waited takes over. */
function classIntervals(
  history: History,
  byTask: ReadonlyMap<string, readonly TaskInstanceRecord[]>,
): Map<string, InferredInterval> {
  const durations = new Map<string, Seconds[]>();
  for (const { dagId, tasks } of history.dags.values())
    for (const task of tasks) {
      const kind = kindOf(task);
      if (kind !== "sensor" && kind !== "external") continue;
      const own = pokes(byTask.get(factsKey(dagId, task.taskId)) ?? []);
      durations.set(task.operator, (durations.get(task.operator) ?? []).concat(own));
    }
  return new Map([...durations].map(([operator, all]) => [operator, intervalOfDurations(all)]));
}

function factsOf(
  history: History,
  dagId: string,
  task: TaskRecord,
  instances: readonly TaskInstanceRecord[],
  ofClass: ReadonlyMap<string, InferredInterval>,
): TaskFacts {
  const kind = kindOf(task);
  const tries = instances.flatMap((instance) => instance.tries);
  const paused = tries.filter(wasPaused);
  const isSensor = kind === "sensor" || kind === "external";
  const reschedules = isSensor && (task.reschedule ?? (paused.some(isRescheduled) && !paused.some(isDeferred)));
  const said =
    history.byHand.pokeIntervals?.[`${dagId}.${task.taskId}`] ?? history.byHand.pokeIntervals?.[task.operator];
  const interval =
    said !== undefined
      ? { seconds: said, from: 0, isShown: true }
      : kind === "job"
        ? { seconds: jobInterval(task.operator), from: 0, isShown: true }
        : reschedules
          ? intervalOfVisits(tries)
          : isSensor
            ? intervalOfDurations(pokes(instances), ofClass.get(task.operator))
            : { seconds: 60, from: 0, isShown: true };
  const waitsFor = kind === "external" ? inferDelta(history, task, instances, interval.seconds) : undefined;
  const isLost = kind === "external" && waitsFor === undefined;
  return {
    dagId,
    task,
    kind: isLost ? "sensor" : kind,
    interval,
    reschedules,
    defers: !reschedules && paused.length > 0 && (isSensor || kind === "job"),
    waitsFor,
    timeout: timeoutOf(tries, interval.seconds),
  };
}

/** Several visits, one interval apart at least: what a sensor in reschedule mode leaves. */
const isRescheduled = ({ visits, reschedules }: TryRecord) => reschedules !== null || visits.length > 2;
const isDeferred = ({ visits, reschedules }: TryRecord) => reschedules === null && visits.length === 2;

/** A sensor that fails after more than one interval has timed out. */
function timeoutOf(tries: readonly TryRecord[], interval: Seconds): Seconds | undefined {
  const failed = tries.filter(({ state }) => state === "failed").flatMap((one) => secondsOf(one) ?? []);
  const late = failed.filter((seconds) => seconds > interval * 2);
  if (late.length === 0) return undefined;
  const shortest = late.reduce((least, seconds) => Math.min(least, seconds));
  return Math.max(1, Math.floor(shortest / 60) * 60 - interval);
}

/** The set-up of a try that is one visit to a slot: what is left beside whole intervals. Undefined where it is not on the comb. */
export function setupOf({ kind, interval, task }: TaskFacts, one: TryRecord): Seconds | undefined {
  const seconds = secondsOf(one);
  if (seconds === undefined || wasPaused(one)) return undefined;
  if (kind === "triggerRun") return task.fields["wait_for_completion"] === true ? undefined : seconds;
  if (kind !== "sensor" && kind !== "external" && kind !== "job") return undefined;
  return isOnComb(seconds, interval.seconds) ? seconds % interval.seconds : undefined;
}

/** The instant at which a run was due. */
export function dueOf(run: {
  intervalEnd: Instant | null;
  logicalDate: Instant | null;
  start: Instant | null;
}): Instant {
  return run.intervalEnd ?? run.logicalDate ?? run.start ?? 0;
}
