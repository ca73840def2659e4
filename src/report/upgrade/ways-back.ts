import type { RuleName } from "../../rules/index.ts";

/** The options and arguments by which a new version does as the old one did, where there are any. */
export const WAYS_BACK: { readonly [Name in RuleName]?: string } = {
  schedulesMakeDataIntervals: "scheduler.create_cron_data_intervals = True.",
  manualRunsAreAbout: "ask for each run with a logical date (`airflow dags trigger --logical-date`).",
  maxActiveTasksLimits: "put the DAG's tasks into a pool of that many slots, or give the DAG `max_active_runs=1`.",
  taskLimitsCount: "raise the limit of the task by as many as wait in the triggerer.",
  executorSendsFirst:
    "there is no option. Give as many worker slots as `parallelism`, so that nothing waits in the executor; or take 3.3.2.",
  executionTimeoutBounds: "give operators a `timeout` of their own, or the DAG a `dagrun_timeout`.",
  triggerTimeoutIs: "raise the sensor's `timeout`: what was a retry is a longer wait.",
  glueTriggerWaits: "`waiter_delay=6` looks as often as `job_poll_interval` did.",
  glueRunsAreDurable: "`durable=False`.",
  glueSensorWaits: "`poke_interval=60`.",
  jobFlowDefersAlways: "`deferrable=False` where it is not to wait.",
  serverlessTriggerCancels: "`cancel_on_kill=False`.",
  containerTriggerCancels: "`cancel_on_kill=False`.",
};
