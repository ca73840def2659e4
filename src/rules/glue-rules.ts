/**
 * The rules in which versions of the Amazon provider differ about Glue. Paths are below providers/amazon/aws/.
 * @module
 */
import { rule } from "./amazon-rule.ts";

export const GLUE_RULES = {
  glueTriggerReadsLogsAlways: rule({
    why: 'GlueJobCompleteTrigger is given `verbose` as a text, and "False" is true: it reads the job\'s logs at every look.',
    sources: "triggers/glue.py 61 → 66",
    "8.7.1": true,
    "9.2.0": false,
  }),

  jobLogsBeginAt: rule<"their beginning" | "the run's start">({
    why: "From where on a verbose GlueJobOperator asks for a run's logs: from 9.8.0 with the `StartedOn` of GetJobRun as `startTime`.",
    sources: "hooks/glue.py 243 → 9.8.0: 254",
    "8.7.1": "their beginning",
    "9.2.0": "their beginning",
    "9.8.0": "the run's start",
  }),

  jobLogsAreReadBy: rule<"the default session" | "the hook's connection">({
    why: "Through which client a verbose GlueJobOperator reads a run's logs: `boto3.client(\"logs\")`, which knows nothing of the operator's connection and region; later a hook with both.",
    sources: "hooks/glue.py 228 → 237 `logs_hook`",
    "8.7.1": "the default session",
    "9.2.0": "the hook's connection",
  }),

  runJobKwargsAreRendered: rule({
    why: "Tells if GlueJobOperator's `run_job_kwargs` are rendered with Jinja, or are what they are as they stand.",
    sources: "operators/glue.py 69 → 85 `template_fields`; 9.8.0: 90",
    "8.7.1": false,
    "9.8.0": true,
  }),

  glueTriggerWaits: rule<"by its own loop" | "by a waiter">({
    why: "Says how GlueJobOperator waits in the triggerer: by a look every `job_poll_interval` (6 s) for ever; later by the waiter `job_complete`, each `waiter_delay` (60 s), at most `waiter_max_attempts` (75) times, to which a stopped run is a failure.",
    sources: "triggers/glue.py `GlueJobCompleteTrigger`",
    "8.7.1": "by its own loop",
    "9.25.0": "by a waiter",
  }),

  stoppedJobRunsFail: rule({
    why: "Tells if a run of a Glue job that was stopped fails GlueJobOperator (GlueJobRunStoppedError), or counts as an end like any other.",
    sources: "operators/glue.py `poll_until_complete`",
    "8.7.1": false,
    "9.39.0": true,
  }),

  glueRunsAreDurable: rule({
    why: "Tells if a retry of GlueJobOperator goes on with the job run of an earlier try that is still under way: one that waits in its worker remembers it, a deferrable one looks for it among the job's runs.",
    sources: "operators/glue.py `submit_job`, `execute_resumable`",
    "8.7.1": false,
    "9.39.0": true,
  }),

  glueRunsAreScanned: rule<"50 a page" | "200 a page, 10 pages">({
    why: "Says how GlueJobOperator looks through a job's runs for that of an earlier try: all of them, by pages of 50; later the last two thousand.",
    sources: "operators/glue.py `_find_job_run_id_by_task_uuid` (`TASK_UUID_SCAN_MAX_PAGES`)",
    "8.7.1": "50 a page",
    "9.39.0": "200 a page, 10 pages",
  }),

  glueRunIsPublished: rule({
    why: "Tells if GlueJobOperator leaves the id of its run in an XCom of its own, `glue_job_run_id`, besides the link to it.",
    sources: "operators/glue.py `execute` → `_set_job_run_id`",
    "8.7.1": false,
    "9.25.0": true,
  }),

  unknownGlueRunIsStopped: rule({
    why: "Tells if a GlueJobOperator that is killed without knowing its run, because it has been deferred, asks AWS to stop none, which boto refuses.",
    sources: "operators/glue.py `on_kill`",
    "8.7.1": true,
    "9.39.0": false,
  }),

  glueSensorWaits: rule<"a minute" | "two minutes">({
    why: "Seconds between two looks of a GlueJobSensor to which no `poke_interval` is given: every sensor's 60; later 120 of its own.",
    sources: "sensors/glue.py `GlueJobSensor.__init__`",
    "8.7.1": "a minute",
    "9.25.0": "two minutes",
  }),
};
