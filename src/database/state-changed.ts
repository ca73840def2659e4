import { type FinishedState, isFinished, isSchedulable, type TaskInstanceState } from "../definition/index.ts";
import type { Metadata } from "./metadata.ts";
import type { TaskInstance } from "./task-instance.ts";

/**
 * Follows a change of a task instance's state: keeps what a database would have to count (slots of pools, running tasks of
 * DAGs, finished upstream tasks), wakes the scheduler and the triggerers where they may act, and announces the change.
 */
export function stateChanged(metadata: Metadata, instance: TaskInstance, from: TaskInstanceState | null): void {
  const { state, dagRun, trigger } = instance;
  const countsDeferred = metadata.rules.taskLimitsCount === "deferred too";
  occupy(instance, from, -1, countsDeferred);
  occupy(instance, state, 1, countsDeferred);
  if (makesRoom(from, state) || (from === "queued" && metadata.observer.watchesIterations)) metadata.wakeScheduler();
  if (from === "deferred" && dagRun.needsDeadlockCheck) metadata.markRunDirty(dagRun);
  if (isFinished(from)) countFinished(metadata, instance, from, -1);
  if (isFinished(state)) countFinished(metadata, instance, state, 1);
  else if (state === "scheduled") {
    if (dagRun.state === "running") metadata.scheduled.add(instance);
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
function countFinished(metadata: Metadata, { task, dagRun }: TaskInstance, state: FinishedState, delta: 1 | -1): void {
  dagRun.unfinished -= delta;
  metadata.markRunDirty(dagRun);
  const { isSetup } = task.operator;
  for (const next of task.downstream) {
    if (!next.isMapped) {
      const only = dagRun.unmapped[next.index];
      only?.upstreamStates.add(state, isSetup, delta);
      if (only !== undefined) metadata.reconsider(only);
      continue; // no list is made of one
    }
    const instances = dagRun.instances(next);
    instances[0]?.upstreamStates.add(state, isSetup, delta);
    for (const instance of instances) metadata.reconsider(instance);
  }
  for (const next of task.setupDependents) for (const other of dagRun.instances(next)) metadata.reconsider(other);
  for (const next of task.mappedDependants) for (const other of dagRun.instances(next)) metadata.reconsider(other);
  if (task.dag.hasDependsOnPast) metadata.reconsiderDependsOnPast(task.dag);
  metadata.wakeScheduler();
}

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
