import type { DagRun, Metadata } from "../database/index.ts";
import { isFinished, isFinishedRun } from "../definition/index.ts";
import { updateNextDagRun } from "./create-dag-runs.ts";
import type { Decisions } from "./scheduling-decision.ts";
import { updateState } from "./update-state.ts";

/** Decides on one running run (`_schedule_dag_run`, jobs/scheduler_job_runner.py; spec/airflow-core.md, 1.6). */
export function scheduleDagRun(decisions: Decisions, run: DagRun): void {
  const { metadata } = decisions;
  const { dag, startDate } = run;
  metadata.decide(run);
  if (startDate !== null && dag.dagrunTimeout !== null && startDate < metadata.kernel.now - dag.dagrunTimeout) {
    timeOut(metadata, run);
    decisions.dagProcessor.runEnded(run, "timed_out");
    return;
  }
  const schedulable = updateState(decisions, run);
  if (isFinishedRun(run.state)) {
    metadata.flush();
    updateNextDagRun(metadata, run);
  }
  decisions.scheduleTis(schedulable);
}

/**
 * The run fails, and what is under way is skipped; nothing but the state is changed. Task instances without state are left
 * as they are: the database compares their NULL with a list.
 */
function timeOut(metadata: Metadata, run: DagRun): void {
  metadata.setRunState(run, "failed");
  for (const instance of run.taskInstances()) {
    if (instance.state !== null && !isFinished(instance.state)) metadata.life.assignState(instance, "skipped");
  }
  metadata.flush();
  updateNextDagRun(metadata, run);
}
