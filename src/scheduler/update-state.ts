import type { DagRun, Metadata, TaskInstance } from "../database/index.ts";
import { isFailed, isSuccessful } from "../definition/index.ts";
import type { DagProcessor } from "./dag-processor.ts";
import { type SchedulingDecisions, SERIALIZED_DAG, takeDirty, type View } from "./scheduling-decisions.ts";

const NOTHING: readonly TaskInstance[] = [];

/** `DagRun.update_state` (models/dagrun.py). */
export class DagRunUpdate {
  readonly #metadata: Metadata;
  readonly #decisions: SchedulingDecisions;
  readonly #dagProcessor: DagProcessor;

  constructor(metadata: Metadata, decisions: SchedulingDecisions, dagProcessor: DagProcessor) {
    this.#metadata = metadata;
    this.#decisions = decisions;
    this.#dagProcessor = dagProcessor;
  }

  /** Decides on a run: its task instances that may be scheduled, which it returns, and its end. */
  updateState(run: DagRun, view: View = SERIALIZED_DAG): readonly TaskInstance[] {
    const wasUnfinished = run.unfinished > 0;
    const { schedulable, changed, expanded } = this.#decisions.decide(wasUnfinished ? takeDirty(run) : NOTHING, view);
    // what this pass has decided is seen by the next one, unless a task was expanded
    const isUnfinished = expanded ? run.unfinished > 0 : wasUnfinished;
    let isDeadlocked = false;
    let stillUnfinished = isUnfinished;
    if (isUnfinished && schedulable.length === 0 && !changed && couldBeDeadlocked(run)) {
      const { found, changed: hasChanged } = this.#decisions.lookForPremature(run);
      if (hasChanged) stillUnfinished = run.unfinished > 0;
      isDeadlocked = !found && (!hasChanged || couldBeDeadlocked(run));
    }
    // the check for a deadlock comes in an iteration that has nothing to schedule
    if (run.needsDeadlockCheck && run.deferred === 0 && (schedulable.length > 0 || changed))
      this.#metadata.markRunDirty(run);
    if (!stillUnfinished) this.#endRun(run);
    else if (isDeadlocked) {
      this.#metadata.runLife.setState(run, "failed");
      this.#dagProcessor.runEnded(run, "all_tasks_deadlocked");
    }
    return schedulable;
  }

  /** The states of its leaves decide how a run ends, whatever failed before them. */
  #endRun(run: DagRun): void {
    let [anyFailed, allSuccessful] = [false, true];
    for (const task of run.dag.leaves) {
      for (const { state } of run.instances(task)) {
        if (state === "removed") continue;
        anyFailed ||= isFailed(state);
        allSuccessful &&= isSuccessful(state);
      }
    }
    if (anyFailed) {
      this.#metadata.runLife.setState(run, "failed");
      this.#dagProcessor.runEnded(run, "task_failure");
      this.#metadata.pausedDags.runFailed(run);
    } else if (allSuccessful) {
      this.#metadata.runLife.setState(run, "success");
      this.#dagProcessor.runEnded(run, "success");
    }
  }
}

/** A run in which something is deferred, or waits for other runs, is never taken for deadlocked. */
function couldBeDeadlocked(run: DagRun): boolean {
  if (run.deferred > 0 || run.unfinished === 0) return false;
  const { dag } = run;
  if (!dag.hasDependsOnPast && !dag.hasTaskConcurrencyLimits) return true;
  const instances = run.taskInstances();
  for (let i = run.firstUnfinished(); i < instances.length; i += 1) {
    const { task, state } = instances[i] as TaskInstance;
    const { settings } = task;
    const waitsForOthers =
      task.dependsOnPast || settings.maxActiveTisPerDag !== null || settings.maxActiveTisPerDagrun !== null;
    if (
      waitsForOthers &&
      state !== "success" &&
      state !== "failed" &&
      state !== "skipped" &&
      state !== "upstream_failed" &&
      state !== "removed"
    )
      return false;
  }
  return true;
}
