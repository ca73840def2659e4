import type { DagRun, Metadata } from "../database/index.ts";
import { isFinished, isFinishedRun } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
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
  if (isAhead(run, metadata.kernel.now)) return;
  const schedulable = updateState(decisions, run);
  if (isFinishedRun(run.state)) {
    metadata.flush();
    updateNextDagRun(metadata, run);
  }
  decisions.scheduleTis(schedulable);
}

/** Tells if a run that runs already is about a date to come, as it may be from Airflow 3 on: nothing is decided until then. */
function isAhead({ logicalDate, runAfter }: DagRun, now: Micros): boolean {
  return logicalDate !== null && logicalDate > now && runAfter <= now;
}

/** The run fails, and what `Rules.runTimeoutSkips` names is skipped. Nothing but the state is changed. */
function timeOut(metadata: Metadata, run: DagRun): void {
  metadata.runLife.setState(run, "failed");
  const skipsAll = metadata.rules.runTimeoutSkips === "all that is unfinished";
  for (const instance of run.taskInstances()) {
    if ((instance.state !== null || skipsAll) && !isFinished(instance.state))
      metadata.life.assignState(instance, "skipped");
  }
  metadata.flush();
  updateNextDagRun(metadata, run);
}
