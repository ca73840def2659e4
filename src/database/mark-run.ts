/**
 * Marks a whole run as failed or successful, as a person does, with its task instances (api/common/mark_tasks.py).
 * @module
 */
import { isFinished, type TaskInstanceState } from "../definition/index.ts";
import type { DagRun } from "./dag-run.ts";
import type { Metadata } from "./metadata.ts";
import type { TaskInstance } from "./task-instance.ts";

/** The states in which a task counts as begun: it ends as its run does, and is not skipped. */
const BEGUN: readonly (TaskInstanceState | null)[] = ["running", "deferred", "up_for_reschedule"];

/** `set_dag_run_state_to_success` and `set_dag_run_state_to_failed`. */
export function markRun(metadata: Metadata, run: DagRun, state: "success" | "failed"): void {
  if (state === "success" && metadata.rules.successfulRunsMark === "all their tasks") markAll(metadata, run);
  else markBegun(metadata, run, state);
}

function markAll(metadata: Metadata, run: DagRun): void {
  const { markedRunsSpare } = metadata.rules;
  const all = run.taskInstances();
  const unfinished = new Set(all.filter(({ state }) => !isFinished(state)).map(({ task }) => task));
  const spared = run.dag.tasks.filter(
    (task) =>
      task.operator.isTeardown &&
      (markedRunsSpare === "teardowns" || (markedRunsSpare === "unfinished teardowns" && unfinished.has(task))),
  );
  if (spared.length === 0) metadata.runLife.mark(run, "success");
  for (const instance of all) if (!spared.includes(instance.task)) metadata.life.mark(instance, "success");
}

/**
 * Ends what has begun, and with it all instances of its task, and skips the others that have not finished. A teardown among them
 * keeps the run going, in the versions that spare those.
 */
function markBegun(metadata: Metadata, run: DagRun, ending: "success" | "failed"): void {
  const { markedRunsSpare, markedRunsSkipTasksWithoutState: skipsAll } = metadata.rules;
  const sparesTeardowns = markedRunsSpare !== "nothing";
  const isSpared = ({ task }: TaskInstance) => sparesTeardowns && task.operator.isTeardown;
  const all = run.taskInstances();
  const begun = all.filter(({ state }) => BEGUN.includes(state));
  const pending = all.filter(
    ({ state }) => !isFinished(state) && !BEGUN.includes(state) && (state !== null || skipsAll),
  );
  const keepsGoing = [...begun, ...pending].some(isSpared);
  for (const instance of pending) if (!isSpared(instance)) metadata.life.setState(instance, "skipped");
  if (!keepsGoing) metadata.runLife.mark(run, ending);
  const marked = new Set(begun.filter((instance) => !isSpared(instance)).map(({ task }) => task));
  for (const instance of all) if (marked.has(instance.task)) metadata.life.mark(instance, ending);
}
