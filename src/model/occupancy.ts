import type { TaskInstanceState } from "./states.ts";
import type { TaskInstance } from "./task-instance.ts";

/** What a task instance takes of pools and limits by being in a state: added (1), or given back (-1). */
export function occupy(instance: TaskInstance, state: TaskInstanceState | null, delta: 1 | -1): void {
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

/** Whether leaving a state makes room for others. */
export function isOccupying(state: TaskInstanceState | null): boolean {
  return state === "queued" || state === "running" || state === "deferred";
}

function countActive({ task, dagRun }: TaskInstance, delta: 1 | -1): void {
  task.active += delta;
  task.dag.activeTasks += delta;
  if (task.settings.maxActiveTisPerDagrun !== null) dagRun.active?.set(task, (dagRun.active.get(task) ?? 0) + delta);
}
