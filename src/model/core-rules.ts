/**
 * The rules in which versions of Airflow itself differ, side by side. Paths are Airflow's, lines those of 2.7.2 → 2.10.5.
 * @module
 */

/** A rule: what it is about and why it is so, where Airflow's source says it, and what it is in each version. */
export interface CoreRule<Value> {
  readonly why: string;
  readonly sources: string;
  readonly "2.7.2": Value;
  readonly "2.10.5": Value;
  /** As in 2.10.5 where it is not said. */
  readonly "2.11.0"?: Value;
}

function rule<Value>(row: CoreRule<Value>): CoreRule<Value> {
  return row;
}

export const CORE_RULES = {
  taskEndWritesStaleRun: rule({
    why: "The merge with which a task's process ends (`session.merge(self)`) cascades to its run, whose columns it writes back as they were when the process began. A run that was finished meanwhile is running again until the scheduler's next iteration, and the order in which runs are examined is disturbed.",
    sources: "models/taskinstance.py 1535, 1564, 1593 → 3398, models/dagrun.py 353",
    "2.7.2": true,
    "2.10.5": false,
  }),

  jobRowHoldsPreviousHeartbeat: rule({
    why: "A job's heartbeat is written to the database before the new time is set, so the row holds the heartbeat before the last one, and a dead triggerer is noticed a heartbeat earlier.",
    sources: "jobs/job.py 206–212 → 225, `_update_heartbeat` 365",
    "2.7.2": true,
    "2.10.5": false,
  }),

  retryHashTry: rule<"next" | "ended">({
    why: "Which try's number goes into the hash of an exponential retry delay: that of the try to come, or that of the one that ended.",
    sources: "models/taskinstance.py 1198, 1210 → 2652–2675",
    "2.7.2": "next",
    "2.10.5": "ended",
  }),

  allSkippedIgnoresUpstreamFailed: rule({
    why: "`all_skipped` with nothing failed but something upstream_failed waits for ever, and the run ends as a deadlock; later it is skipped.",
    sources: "ti_deps/deps/trigger_rule_dep.py 381 → 428",
    "2.7.2": true,
    "2.10.5": false,
  }),
};
