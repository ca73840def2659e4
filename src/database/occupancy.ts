import type { TaskInstanceState } from "../definition/index.ts";
import type { TaskInstance } from "./task-instance.ts";

/** What a task instance takes of pools and limits by being in a state: added (1), or given back (-1). */
export function occupy(instance: TaskInstance, state: TaskInstanceState | null, delta: 1 | -1): void {
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
      break;
  }
}

/** Whether a change of states makes room for others. What was queued and runs takes as much as before. */
export function makesRoom(from: TaskInstanceState | null, to: TaskInstanceState | null): boolean {
  if (from === null) return false;
  return (from === "queued" && to !== "running") || from === "running" || from === "deferred";
}

function countActive({ task, dagRun }: TaskInstance, delta: 1 | -1): void {
  task.active += delta;
  task.dag.activeTasks += delta;
  if (task.settings.maxActiveTisPerDagrun !== null) dagRun.active?.set(task, (dagRun.active.get(task) ?? 0) + delta);
}
