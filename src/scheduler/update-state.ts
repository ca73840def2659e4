import type { DagRun, TaskInstance } from "../database/index.ts";
import { isFailed, isSuccessful } from "../definition/index.ts";
import { type Decisions, SERIALIZED_DAG } from "./scheduling-decision.ts";

const NOTHING: readonly TaskInstance[] = [];

/** Takes the task instances that have to be looked at, in the order in which the database would find them. */
export function takeUndecided(run: DagRun): readonly TaskInstance[] {
  const instances = run.undecided;
  if (instances.length === 0) return NOTHING;
  run.undecided = [];
  for (const instance of instances) instance.undecided = false;
  sortById(instances);
  return instances;
}

/** Mostly they are in order already, or nearly. */
function sortById(instances: TaskInstance[]): void {
  for (let i = 1; i < instances.length; i += 1)
    if ((instances[i - 1] as TaskInstance).id > (instances[i] as TaskInstance).id) {
      instances.sort((a, b) => a.id - b.id);
      return;
    }
}

/**
 * Decides on a run: which of its task instances may be scheduled, and whether it has ended (`DagRun.update_state`,
 * models/dagrun.py). Returns those to schedule.
 */
export function updateState(decisions: Decisions, run: DagRun): readonly TaskInstance[] {
  const { metadata } = decisions;
  const wasUnfinished = run.unfinished > 0;
  const { schedulable, changed, expanded } = decisions.decide(
    wasUnfinished ? takeUndecided(run) : NOTHING,
    SERIALIZED_DAG,
  );
  // what this pass has decided is seen by the next one, unless a task was expanded
  const isUnfinished = expanded ? run.unfinished > 0 : wasUnfinished;
  let isDeadlocked = false;
  let stillUnfinished = isUnfinished;
  if (isUnfinished && schedulable.length === 0 && !changed && couldBeDeadlocked(run)) {
    const before = run.unfinished;
    isDeadlocked = !decisions.areAnyPremature(run);
    if (run.unfinished !== before) stillUnfinished = run.unfinished > 0;
  }
  // the check for a deadlock comes in an iteration that has nothing to schedule
  if (run.isUpset && run.deferred === 0 && (schedulable.length > 0 || changed)) metadata.touch(run);
  if (!stillUnfinished) endRun(decisions, run);
  else if (isDeadlocked && couldBeDeadlocked(run)) {
    metadata.runLife.setState(run, "failed");
    decisions.dagProcessor.runEnded(run, "all_tasks_deadlocked");
  }
  return schedulable;
}

/** The states of its leaves decide how a run ends, whatever failed before them. */
function endRun({ metadata, dagProcessor, pausedDags }: Decisions, run: DagRun): void {
  let [anyFailed, allSuccessful] = [false, true];
  for (const task of run.dag.leaves) {
    for (const { state } of run.instances(task)) {
      if (state === "removed") continue;
      anyFailed ||= isFailed(state);
      allSuccessful &&= isSuccessful(state);
    }
  }
  if (anyFailed) {
    metadata.runLife.setState(run, "failed");
    dagProcessor.runEnded(run, "task_failure");
    pausedDags.runFailed(run);
  } else if (allSuccessful) {
    metadata.runLife.setState(run, "success");
    dagProcessor.runEnded(run, "success");
  }
}

/** A run in which something is deferred, or waits for other runs, is never taken for deadlocked. */
function couldBeDeadlocked(run: DagRun): boolean {
  if (run.deferred > 0 || run.unfinished === 0) return false;
  const { dag } = run;
  if (!dag.hasDependsOnPast && !dag.hasTaskConcurrencyLimits) return true;
  for (const { task, state } of run.taskInstances()) {
    const { settings } = task;
    const waitsForOthers =
      settings.dependsOnPast || settings.maxActiveTisPerDag !== null || settings.maxActiveTisPerDagrun !== null;
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
