import {
  type FinishedState,
  isFinished,
  isSchedulable,
  type TaskInstanceState,
  type TriggerRule,
} from "../definition/index.ts";
import type { Metadata } from "./metadata.ts";
import { seesOwnIndexOnly } from "./relevant-upstreams.ts";
import type { TaskInstance } from "./task-instance.ts";
import type { TaskModel } from "./task-model.ts";

/**
 * Follows a change of a task instance's state: keeps what a database would have to count (slots of pools, running tasks of
 * DAGs, finished upstream tasks), wakes the scheduler and the triggerers where they may act, and announces the change.
 */
export function stateChanged(metadata: Metadata, instance: TaskInstance, from: TaskInstanceState | null): void {
  const { state, dagRun, trigger } = instance;
  const countsDeferred = metadata.rules.taskLimitsCount === "deferred too";
  occupy(instance, from, -1, countsDeferred);
  occupy(instance, state, 1, countsDeferred);
  if (instance.task.isMapped) {
    dagRun.countWaiting(instance.task, from, -1);
    dagRun.countWaiting(instance.task, state, 1);
  }
  if (makesRoom(from, state) || (from === "queued" && metadata.observer.watchesIterations)) metadata.wakeScheduler();
  if (from === "deferred" && dagRun.needsDeadlockCheck) metadata.markRunDirty(dagRun);
  if (isFinished(from)) countFinished(metadata, instance, from, -1);
  if (isFinished(state)) countFinished(metadata, instance, state, 1);
  else if (state === "scheduled") {
    if (dagRun.state === "running" && !dagRun.isRunByItsJob) metadata.scheduled.add(instance);
    metadata.wakeScheduler();
  } else if (isSchedulable(state)) {
    metadata.markDirty(instance);
    metadata.wakeScheduler();
  }
  if (trigger !== null && state !== "deferred") {
    metadata.triggers.suspect(trigger);
    metadata.wakeTriggerers();
  }
  metadata.observer.taskInstance(instance, from, metadata.actor);
  for (let { process } = instance; process !== null; process = process.earlier) process.stateChangedOutside();
}

/** Counts a task instance as finished (1), or as unfinished after all (-1). Those downstream may go on. */
function countFinished(metadata: Metadata, instance: TaskInstance, state: FinishedState, delta: 1 | -1): void {
  const { task, dagRun } = instance;
  dagRun.countFinished(delta);
  metadata.markRunDirty(dagRun);
  const { isSetup } = task.operator;
  for (const next of task.downstream) {
    if (!next.isMapped) {
      const only = dagRun.unmapped[next.index];
      only?.upstreamStates.add(state, isSetup, delta);
      if (only !== undefined) metadata.reconsider(only);
      continue; // no list is made of one
    }
    reconsiderMapped(metadata, instance, next, state, delta);
  }
  for (const next of task.indirectDependents) for (const other of dagRun.instances(next)) metadata.reconsider(other);
  for (const next of task.mappedDependants) for (const other of dagRun.instances(next)) metadata.reconsider(other);
  if (task.dag.hasDependsOnPast) metadata.reconsiderDependsOnPast(task.dag);
  metadata.wakeScheduler();
}

/**
 * Lets the scheduler look again at the instances of a mapped task, as an upstream of theirs has finished: only at that of its own
 * map index where no other depends on it, and at none where all of them wait for more in any case.
 */
function reconsiderMapped(
  metadata: Metadata,
  { task, mapIndex, dagRun }: TaskInstance,
  next: TaskModel,
  state: FinishedState,
  delta: 1 | -1,
): void {
  const instances = dagRun.instances(next);
  const [first] = instances;
  if (first === undefined) return;
  first.upstreamStates.add(state, task.operator.isSetup, delta);
  const only = mapIndex >= 0 && seesOwnIndexOnly(first, task) ? instances[mapIndex] : undefined;
  if (only !== undefined && only.mapIndex === mapIndex) metadata.reconsider(only);
  else if (!waitForMore(first)) for (const instance of instances) metadata.reconsider(instance);
}

/**
 * True where all instances of a mapped task wait for upstreams that have not finished, and nothing can be decided of any yet. A
 * look at them would find nothing: their number times that of the upstream instances would be looked at for nothing.
 */
function waitForMore({ task, dagRun, upstreamStates }: TaskInstance): boolean {
  const { settings, dag, upstream, relatives, decidingSources, mappedGroups } = task;
  const isPlain = mappedGroups.length === 0 && decidingSources.length === 0 && !dag.hasSetups;
  if (!isPlain || relatives.upstreamFacts.skipping.length > 0 || !WAITS_FOR_ALL.includes(settings.triggerRule))
    return false;
  if (upstreamStates.done !== upstreamStates.success || !dagRun.areUntouched(task)) return false;
  let total = 0;
  for (const before of upstream) total += dagRun.instances(before).length;
  return upstreamStates.done < total;
}

/** Rules that decide nothing before all upstreams have finished, as long as these succeed. */
const WAITS_FOR_ALL: readonly TriggerRule[] = ["all_success", "all_done", "none_failed", "none_failed_min_one_success"];

/** Takes what an instance in a state needs of pools and limits (1), or gives it back (-1). */
function occupy(instance: TaskInstance, state: TaskInstanceState | null, delta: 1 | -1, countsDeferred: boolean): void {
  if (state === null) return;
  const { task, dagRun } = instance;
  const { pool } = task;
  const slots = delta * task.settings.poolSlots;
  switch (state) {
    case "queued":
      if (pool !== undefined) pool.queued += slots;
      countActive(instance, delta);
      break;
    case "running":
      if (pool !== undefined) pool.running += slots;
      task.running += delta;
      task.dag.runningTasks += delta;
      countActive(instance, delta);
      break;
    case "deferred":
      if (pool !== undefined) pool.deferred += slots;
      dagRun.deferred += delta;
      if (countsDeferred) countForTask(instance, delta);
      break;
  }
}

/** Tells if a change of states makes room for others. What was queued and runs takes as much as before. */
function makesRoom(from: TaskInstanceState | null, to: TaskInstanceState | null): boolean {
  if (from === null) return false;
  return (from === "queued" && to !== "running") || from === "running" || from === "deferred";
}

function countActive(instance: TaskInstance, delta: 1 | -1): void {
  instance.task.dag.activeTasks += delta;
  instance.dagRun.activeTasks += delta;
  countForTask(instance, delta);
}

/** Counts for the task's own limits: see `Rules.taskLimitsCount`. */
function countForTask({ task, dagRun }: TaskInstance, delta: 1 | -1): void {
  task.active += delta;
  if (task.settings.maxActiveTisPerDagrun !== null) dagRun.active?.set(task, (dagRun.active.get(task) ?? 0) + delta);
}
