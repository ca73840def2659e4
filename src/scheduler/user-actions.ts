/**
 * What a person, or code on a person's behalf, does to runs and task instances: trigger, mark, clear.
 * @module
 */

import type { DagModel, DagRun, DagRunType, Metadata, TaskInstance } from "../database/index.ts";
import {
  AirflowException,
  isFinished,
  isFinishedRun,
  runIdProblem,
  type TaskInstanceState,
} from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";

export interface TriggerArguments {
  /** Default `manual__` and the logical date. */
  readonly runId?: string | undefined;
  /** Default now, or none: see `Rules.manualRunsAreAbout`. */
  readonly logicalDate?: Micros | undefined;
  readonly conf?: Readonly<Record<string, unknown>> | undefined;
}

/** Makes a manual run (`trigger_dag`, api/common/trigger_dag.py). */
export function triggerDag(metadata: Metadata, dag: DagModel, given: TriggerArguments): DagRun {
  const { now } = metadata.kernel;
  const isAlwaysDated = metadata.rules.manualRunsAreAbout === "their logical date";
  const logicalDate = given.logicalDate ?? (isAlwaysDated ? now : null);
  const about = isAlwaysDated ? logicalDate : now;
  const runId = given.runId ?? `manual__${metadata.calendar.isoformat(about ?? now)}`;
  const wrongId = runIdProblem(runId);
  if (wrongId !== undefined) throw new AirflowException(wrongId);
  return metadata.createRun(dag, {
    runId,
    runType: runTypeOf(runId),
    logicalDate,
    dataInterval: logicalDate === null ? null : dag.timetable.inferManualDataInterval(about ?? now),
    runAfter: now,
    conf: given.conf ?? {},
    externalTrigger: true,
  });
}

/** A run that is asked for is of the type that its id looks like (`DagRunType.from_run_id`). */
function runTypeOf(runId: string): DagRunType {
  if (runId.startsWith("scheduled__")) return "scheduled";
  return runId.startsWith("dataset_triggered__") ? "dataset_triggered" : "manual";
}

/** `TaskInstance.set_state`: what a person's mark does. A process that runs the task notices by its heartbeat. */
export function markTaskInstance(metadata: Metadata, instance: TaskInstance, state: TaskInstanceState): void {
  if (instance.state === state) return;
  const { now } = metadata.kernel;
  instance.startDate ??= now;
  if (isFinished(state) || state === "up_for_retry") {
    instance.endDate ??= now;
    instance.setDuration();
  }
  metadata.setState(instance, state);
}

/**
 * `clear_task_instances` (models/taskinstance.py): what has run is run again, with as many retries as before; what is
 * running is ended first, and a run that has finished is queued again.
 */
export function clearTaskInstances(metadata: Metadata, instances: readonly TaskInstance[]): void {
  const { rules, kernel } = metadata;
  for (const instance of instances) {
    if (rules.triesAreRecorded) instance.record(kernel.now);
    if (instance.state === "running") metadata.setState(instance, "restarting");
    else {
      instance.maxTries = instance.triesCounted + instance.task.settings.retries;
      instance.clearNextMethodArgs();
      metadata.setState(instance, null);
    }
    instance.reschedules?.clear(instance.tryNumber);
  }
  for (const run of new Set(instances.map(({ dagRun }) => dagRun))) {
    if (!isFinishedRun(run.state)) continue;
    metadata.setRunState(run, "queued");
    metadata.runningRuns.setDecision(run, null);
    run.startDate = null;
  }
}
