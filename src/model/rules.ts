/**
 * The rules in which versions of Airflow differ, each a named choice with its reason. Code asks for the rule, never for
 * the version. See spec: what 2.10.5 does otherwise.
 * @module
 */

/** Which Airflow is simulated. */
export type AirflowVersion = "2.7.2";

export interface Rules {
  readonly airflow: AirflowVersion;

  /**
   * The merge with which a task's process ends writes the run's columns back as they were when the process began:
   * `session.merge(self)` cascades to `dag_run` (models/taskinstance.py). A run that was finished meanwhile is running
   * again until the scheduler's next iteration, and the order in which runs are examined is disturbed.
   */
  readonly taskEndWritesStaleRun: boolean;

  /**
   * A job's heartbeat is written to the database before the new time is set (`Job.heartbeat`, jobs/job.py), so the row
   * holds the heartbeat before the last one, and a dead triggerer is noticed a heartbeat earlier.
   */
  readonly jobRowHoldsPreviousHeartbeat: boolean;

  /**
   * Which try number goes into the hash of an exponential retry delay (`next_retry_datetime`, models/taskinstance.py):
   * that of the try to come, or that of the one that ended.
   */
  readonly retryHashTry: "next" | "ended";

  /** `all_skipped` with nothing failed but something upstream_failed waits for ever (ti_deps/deps/trigger_rule_dep.py). */
  readonly allSkippedIgnoresUpstreamFailed: boolean;

  /**
   * GlueJobCompleteTrigger is given `verbose` as a text, and "False" is true: it reads the job's logs at every look
   * (providers/amazon/aws/triggers/glue.py, 8.7.1).
   */
  readonly glueTriggerReadsLogsAlways: boolean;

  /**
   * S3KeysUnchangedTrigger compares a time without zone with one that has come back from the database with one, and fails
   * at its first look, unless the number of objects has changed (providers/amazon/aws/hooks/s3.py, 8.7.1).
   */
  readonly keysUnchangedTriggerMixesZones: boolean;

  /** Turns of the triggerer's event loop that closing an HTTP session takes (aiobotocore 2.7.0: one). */
  readonly asyncClientCloseTurns: number;
}

const AIRFLOW_2_7_2: Rules = {
  airflow: "2.7.2",
  taskEndWritesStaleRun: true,
  jobRowHoldsPreviousHeartbeat: true,
  retryHashTry: "next",
  allSkippedIgnoresUpstreamFailed: true,
  glueTriggerReadsLogsAlways: true,
  keysUnchangedTriggerMixesZones: true,
  asyncClientCloseTurns: 1,
};

/** The rules of a version. */
export function rulesOf(version: AirflowVersion): Rules {
  switch (version) {
    case "2.7.2":
      return AIRFLOW_2_7_2;
  }
}
