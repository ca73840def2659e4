import type { TaskContext } from "../definition/index.ts";
import { BaseBranchOperator } from "./python.ts";

/**
 * Skips what is directly behind it, unless its run is the latest: that is, now is in the interval after the run's
 * (airflow/operators/latest_only.py), or in 3 in its own too. A run that somebody asked for, or that no other follows, always
 * counts as the latest.
 *
 * @example
 * const dag = new DAG("d");
 * chain(new LatestOnlyOperator({ dag, taskId: "latest" }), new EmptyOperator({ dag, taskId: "work" }));
 * const result = new Simulation({ dags: [dag] }).trigger("d", { runId: "r" }).run();
 * console.log(result.taskInstance("r", "work").state); // success
 */
export class LatestOnlyOperator extends BaseBranchOperator {
  static override readonly argumentNames: readonly string[] = [];

  override chooseBranch(context: TaskContext): readonly string[] {
    const { log, now, calendar, dagRun } = context;
    const all = [...this.downstreamTaskIds];
    const sinceItsOwn = context.rules.latestRunsAre === "between theirs and the end of the next";
    if (sinceItsOwn ? dagRun.runType === "manual" : dagRun.externalTrigger) {
      const started = sinceItsOwn ? "Manually" : "Externally";
      log.at("latest_only.py:50").info(`${started} triggered DAG_Run: allowing execution to proceed.`);
      return all;
    }
    const next = context.nextDataInterval();
    if (next === null) {
      log.at("latest_only.py:58").info("Last scheduled execution: allowing execution to proceed.");
      return all;
    }
    const left = sinceItsOwn ? (dagRun.dataIntervalStart ?? dagRun.runAfter) : next.start;
    log
      .at("latest_only.py:62")
      .info(
        "Checking latest only with left_window: %s right_window: %s now: %s",
        calendar.isoformat(left),
        calendar.isoformat(next.end),
        calendar.isoformat(now),
      );
    if (left < now && now <= next.end) {
      log.at("latest_only.py:75").info("Latest, allowing execution to proceed.");
      return all;
    }
    log.at("latest_only.py:70").info("Not latest execution, skipping downstream.");
    return [];
  }
}
