import type { Simulation } from "../simulation/index.ts";
import { given } from "./camel-keys.ts";
import type { Scenario } from "./schema.ts";

type Action = NonNullable<Scenario["actions"]>[number];

/** Asks for what a person does: to a DAG, to a run, or to instances of a task. */
export function act(simulation: Simulation, action: Action): void {
  const dag = { at: action.at, dagId: action.dag_id };
  if (action.do === "pause" || action.do === "unpause") simulation[action.do](dag);
  else if (action.do === "backfill") {
    const { from, to, max_active_runs: maxActiveRuns, reverse, reprocess, conf } = action;
    simulation.backfill({ ...dag, from, to, ...given({ maxActiveRuns, reverse, reprocess, conf }) });
  } else {
    const run = { ...dag, runId: action.run_id };
    if (action.do === "delete") simulation.deleteRun(run);
    else if (action.task_id !== undefined) {
      const which = { ...run, taskId: action.task_id };
      if (action.do === "clear") simulation.clear({ ...which, ...given({ recursive: action.recursive }) });
      else simulation.mark(action.state, which);
    } else if (action.do === "clear") simulation.clearRun({ ...run, ...given({ onlyFailed: action.only_failed }) });
    else simulation.markRun(action.state as "success" | "failed", run);
  }
}
