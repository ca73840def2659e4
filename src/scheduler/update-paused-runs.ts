import type { Decisions } from "./scheduling-decision.ts";
import { updateState } from "./update-state.ts";

/**
 * Looks whether runs of paused DAGs have ended (`_update_dag_run_state_for_paused_dags`, once a minute). What could be scheduled
 * is found, and left alone.
 */
export function updatePausedRuns(decisions: Decisions): void {
  const { metadata, pausedDags } = decisions;
  for (const run of pausedDags.changedRuns()) {
    metadata.decide(run);
    const schedulable = updateState(decisions, run);
    for (const instance of schedulable) metadata.undecide(instance);
  }
  metadata.flush();
}
