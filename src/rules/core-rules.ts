/**
 * The rules in which versions of Airflow itself differ, side by side. Paths are Airflow's, lines those of 2.7.2 → 2.10.5.
 * @module
 */

import { AIRFLOW_3_RULES } from "./airflow-3-rules.ts";
import { rule } from "./core-rule.ts";
import { CRON_RULES } from "./cron-rules.ts";
import { FAULT_RULES } from "./fault-rules.ts";
import { TRIGGER_RULE_RULES } from "./trigger-rule-rules.ts";

/** The rules that were there before Airflow 3, and those that came with it. */
export const CORE_RULES = {
  ...AIRFLOW_3_RULES,
  ...FAULT_RULES,
  ...CRON_RULES,
  ...TRIGGER_RULE_RULES,

  triesCountedWhen: rule<"running" | "scheduled">({
    why: "When the `try_number` column counts a try: as it begins to run, taken back where it is deferred or rescheduled; or as it is scheduled, except out of up_for_reschedule, with an EmptyOperator that the scheduler ends counted too. From then on the column is what `try_number` shows.",
    sources: "models/taskinstance.py 1362, 1774, 1891 → models/dagrun.py 1612–1641",
    "2.7.2": "running",
    "2.10.5": "scheduled",
  }),

  taskEndReadsRunState: rule({
    why: "The merge with which a task's process ends (`session.merge`) cascades to its run, whose columns it writes back as they were when the process began: the order in which runs are examined is disturbed, and a run that was finished meanwhile is running again until the scheduler's next iteration. Later the process's copy is set to the run's state first, and setting it stamps a finished run's end anew; but not where the task is deferred or rescheduled.",
    sources:
      "models/taskinstance.py 1535, 1564, 1593 → 3398 `save_to_db`, models/dagrun.py 274 `set_state`, 353 `refresh_from_db`",
    "2.7.2": false,
    "2.10.5": true,
  }),

  markedSuccessHasOvertime: rule({
    why: "A task that somebody marks as successful while it runs is ended by the second heartbeat that sees it; later it may go on for `core.task_success_overtime` first.",
    sources: "jobs/local_task_job_runner.py 282–296 → 337–341",
    "2.7.2": false,
    "2.10.5": true,
    "3.2.1": false,
  }),

  terminationIsAnException: rule({
    why: "Says what SIGTERM raises in a task, and AirflowTaskTimeout, are AirflowExceptions, which an operator's `except Exception` may catch and `soft_fail` turns into a skip; later they are BaseExceptions, and the one of SIGTERM is AirflowTaskTerminated.",
    sources: "models/taskinstance.py 1634, exceptions.py 80 → models/taskinstance.py 3097, exceptions.py 94, 98",
    "2.7.2": true,
    "2.10.5": false,
  }),

  jobRowHoldsPreviousHeartbeat: rule({
    why: "A job's heartbeat is written to the database before the new time is set, so the row holds the heartbeat before the last one, and a dead triggerer is noticed a heartbeat earlier.",
    sources: "jobs/job.py 206–212 → 225, `_update_heartbeat` 365; 3.2.1: 231",
    "2.7.2": true,
    "2.10.5": false,
    "3.2.1": true,
  }),

  retryHashTry: rule<"next" | "ended">({
    why: "Which try's number goes into the hash of an exponential retry delay: that of the try to come, or that of the one that ended.",
    sources: "models/taskinstance.py 1198, 1210 → 2652–2675",
    "2.7.2": "next",
    "2.10.5": "ended",
  }),

  triesAreRecorded: rule({
    why: "Tells if what is cleared is recorded first (`TaskInstanceHistory.record_ti`), once a try. A task instance that has not finished is given an end for that, and keeps it: also one that has never run, which then ends before it starts.",
    sources: "models/taskinstance.py 217 → 458, models/taskinstancehistory.py 135",
    "2.7.2": false,
    "2.10.5": true,
  }),

  queuedFailureUsesUpTry: rule({
    why: "A task instance that fails while it is queued has used up a try that it never began: `handle_failure` counts it. Where tries are counted as they are scheduled, it is counted already.",
    sources: "models/taskinstance.py 1996 → 3350",
    "2.7.2": true,
    "2.10.5": false,
  }),

  miniSchedulerSees: rule<"what is behind the task" | "the whole DAG" | "nothing">({
    why: "`DAG.partial_subset` leaves out upstreams of what is behind a task, so that at the edge tasks may be decided differently from the whole DAG; it is not used any more (apache/airflow#42582). In 3 a task's process has no database and schedules nothing: what is downstream waits for the scheduler's next iteration, and `scheduler.schedule_after_task_execution` is gone.",
    sources: "models/taskinstance.py 2748 → 3878",
    "2.7.2": "what is behind the task",
    "2.10.5": "the whole DAG",
    "3.2.1": "nothing",
  }),

  freePlacesGoTo: rule<"the oldest" | "the highest priority">({
    why: "Which waiting trigger gets a free place of a triggerer: the oldest, or the one whose task has the highest priority weight, and among those the oldest.",
    sources: "models/trigger.py 248 → 305",
    "2.7.2": "the oldest",
    "2.10.5": "the highest priority",
  }),

  stuckInQueued: rule<"fails as if it was killed" | "is scheduled again">({
    why: "A task that is queued for longer than `scheduler.task_queued_timeout`, where the executor can take it back: it fails as if it was killed, or is tried again; later it is scheduled again, `num_stuck_in_queued_retries` times, before it fails.",
    sources: "jobs/scheduler_job_runner.py 1542 → 1788",
    "2.7.2": "fails as if it was killed",
    "2.10.5": "is scheduled again",
  }),

  skipDecisionsAreFound: rule<"by workers" | "by all">({
    why: "Who finds that a branch or short circuit upstream has decided that a task is skipped: the dependency asks for its class, which the scheduler, with the serialized DAG, does not know; later it only asks for the XCom in which the decision is.",
    sources: "ti_deps/deps/not_previously_skipped_dep.py 55 → 51",
    "2.7.2": "by workers",
    "2.10.5": "by all",
  }),

  skipDecisionsOfMappedTasks: rule<"are not found" | "hold for their map index" | "hold by the branch's own map index">(
    {
      why: "Says what a branch or short circuit that is mapped, or in a mapped task group, has decided: the XCom is pulled over all map indexes, which gives a list in which nothing is found; later that of the task's own map index alone, so that a mapped task does not find the decision of one that is not mapped. With that a mapped short circuit does not set all that is behind it to skipped itself any more. In 3 a branch that is not mapped itself is looked for without a map index, and what is mapped is never skipped at once.",
      sources: "ti_deps/deps/not_previously_skipped_dep.py 61 → 64, models/skipmixin.py 141 → 166",
      "2.7.2": "are not found",
      "2.10.5": "hold for their map index",
      "3.2.1": "hold by the branch's own map index",
    },
  ),

  sourcesDecideMappedTasks: rule({
    why: "MappedTaskUpstreamDep: a task whose result is mapped over, and that has not ended in success, decides the tasks that are mapped over it, or are in a group that is, at once and whatever their trigger rule: upstream_failed, or skipped as it is itself. Where it is not there, their trigger rule decides, and what it lets through ends as upstream_failed once it is to be expanded.",
    sources: "models/baseoperator.py 1114 → 1303, ti_deps/deps/mapped_task_upstream_dep.py (new)",
    "2.7.2": false,
    "2.10.5": true,
  }),

  groupsWithTeardownsEndWith: rule<"all tasks before them" | "the last tasks before them">({
    why: "Says what it means to come behind a task group that ends with teardowns: to come behind all tasks that these come behind; later only behind those that no other task of the group comes behind.",
    sources: "utils/task_group.py 373 → 399, 420 `has_non_teardown_downstream`",
    "2.7.2": "all tasks before them",
    "2.10.5": "the last tasks before them",
  }),

  branchesLeadTo: rule<"tasks" | "tasks and task groups">({
    why: "Says what a branch may name: tasks, and anything else fails it; later task groups too, which stand for the tasks that they begin with.",
    sources: "operators/branch.py 55 → 43 `_expand_task_group_roots`",
    "2.7.2": "tasks",
    "2.10.5": "tasks and task groups",
  }),

  softFailSkipsAnyError: rule({
    why: "A sensor's `soft_fail` makes it skipped whatever its poke raises; later only where it times out or AirflowFailException is raised.",
    sources: "sensors/base.py 254 → 295–308",
    "2.7.2": true,
    "2.10.5": false,
  }),

  rescheduledBackoff: rule<"never grows" | "by the time since the first start">({
    why: "`exponential_backoff` of a sensor in reschedule mode: each process counts its pokes from one, so the interval is always the first; later the number of pokes so far is worked out from the time since the first start.",
    sources: "sensors/base.py 298–317 → 350–399",
    "2.7.2": "never grows",
    "2.10.5": "by the time since the first start",
  }),

  rescheduledSinceLaterTries: rule({
    why: "In reschedule mode a sensor's time counts from its first run of the first try that asked to be rescheduled. Where the first try did not, because it failed at once, later tries' rows are not looked for, and the time counts from now, always.",
    sources: "sensors/base.py 212 → 92–117 `_orig_start_date`",
    "2.7.2": false,
    "2.10.5": true,
  }),

  pastTimeDeltaDefers: rule({
    why: "TimeDeltaSensorAsync defers though its moment is past; later it succeeds at once.",
    sources: "sensors/time_delta.py 66 → 74",
    "2.7.2": true,
    "2.10.5": false,
  }),

  datesAreWritten: rule<"with T" | "with a space">({
    why: "Says how a template writes a date that nothing is asked of, `{{ logical_date }}`: as ISO 8601 has it, or with a space in place of the T. That is pendulum's, 2 with Airflow 2.7, 3 later. Keys and names that are made of it change.",
    sources: "pendulum/datetime.py 471 of 2.1.2 → 469 of 3.0.0",
    "2.7.2": "with T",
    "2.10.5": "with a space",
  }),

  daysOfWeekBeginWith: rule<"Sunday" | "Monday">({
    why: "Which day is 0 as a template asks a date for its `day_of_week`. That is pendulum's too.",
    sources: "pendulum/date.py 54 of 2.1.2 → 56 of 3.0.0",
    "2.7.2": "Sunday",
    "2.10.5": "Monday",
  }),

  lateIntervalStartsAt: rule<"now less a period" | "a multiple of the period">({
    why: "Without catchup, the next interval of a timedelta schedule that is late starts a period before now, if that is after the last end; later now is first rounded down to a multiple of the period since 1970.",
    sources: "timetables/interval.py 236 → 249–272",
    "2.7.2": "now less a period",
    "2.10.5": "a multiple of the period",
  }),

  datasetUris: rule<"as given" | "normalized" | "names">({
    why: "Says what tells datasets apart: their URIs as they are written; later without names, passwords, fragments and slashes at the end, the scheme in small letters and the query in order, so that s3://lake and s3://lake/ are one. In 3 an asset is its name, the URI as it is written, and these are two again. But only one of two assets with the same URI is active, the first that a DAG refers to: a task that updates the other fails.",
    sources:
      "datasets/__init__.py 35 → 66 `_sanitize_uri` → dag_processing/collection.py `activate_assets_if_possible`, sdk/execution_time/task_runner.py `_validate_task_inlets_and_outlets`",
    "2.7.2": "as given",
    "2.10.5": "normalized",
    "3.2.1": "names",
  }),

  deferredExternalSensorAsks: rule<"TaskStateTrigger" | "WorkflowTrigger">({
    why: "Says what a deferrable ExternalTaskSensor waits with. TaskStateTrigger knows one task and gives up after a minute; WorkflowTrigger knows several tasks or a whole run, and looks as poke mode does. Neither is told of states that fail or skip.",
    sources: "sensors/external_task.py 337 → 352, triggers/external_task.py 34 → 43",
    "2.7.2": "TaskStateTrigger",
    "2.10.5": "WorkflowTrigger",
  }),

  deferredExternalSensorPolls: rule<"every poll_interval" | "every poke_interval">({
    why: "Says how often the trigger of a deferrable ExternalTaskSensor looks: every `poll_interval`, 2 s if it is not given; in 3.3.2 (provider standard 1.21) every `poke_interval`, a minute if neither is given, of which `poll_interval` is an older name.",
    sources: "providers/standard/sensors/external_task.py 453 → 486 `poke_interval=self.poke_interval`",
    "2.7.2": "every poll_interval",
    "3.3.2": "every poke_interval",
  }),

  unbegunTasksOfGroupsCount: rule({
    why: "Tells if a run in which no task of an external group has a state yet counts as one that has come to the states that are waited for, as does one whose tasks with a state have come there. In 3.3.2 all have to, and one at least.",
    sources: "providers/standard/utils/sensor_helper.py `_get_count_by_matched_states`",
    "2.7.2": true,
    "3.3.2": false,
  }),

  noFailedStatesMeansNone: rule({
    why: "TriggerDagRunOperator's `failed_states=[]`: as if it were not given, so `failed`; later no state at all.",
    sources: "operators/trigger_dagrun.py 131 → 156",
    "2.7.2": false,
    "2.10.5": true,
  }),

  triggeredDateIsCalled: rule<"trigger_execution_date_iso" | "trigger_logical_date_iso">({
    why: "The key of the XCom in which TriggerDagRunOperator leaves the logical date of the run that it has triggered. What pulls it by the other name gets nothing.",
    sources: "operators/trigger_dagrun.py 43 → 52",
    "2.7.2": "trigger_execution_date_iso",
    "2.10.5": "trigger_logical_date_iso",
  }),

  clearedRunIsThatOf: rule<"the date asked for" | "the run that exists">({
    why: "Which date TriggerDagRunOperator with `reset_dag_run` clears, and its trigger then waits for, where a run of that id exists on another date.",
    sources: "operators/trigger_dagrun.py 174, 202 → 222, 250",
    "2.7.2": "the date asked for",
    "2.10.5": "the run that exists",
  }),

  dagStateTriggerGoesOn: rule({
    why: "DagStateTrigger looks on after its event until it is deleted; later it returns.",
    sources: "triggers/external_task.py 187 → 297",
    "2.7.2": true,
    "2.10.5": false,
  }),

  markedRunsSpare: rule<"nothing" | "teardowns" | "unfinished teardowns">({
    why: "Which tasks keep their states where a person marks a whole run, and keep it from ending: none; later teardowns, which still have to clean up: where it is marked as successful all of them, in 3 those that have not finished.",
    sources: "api/common/mark_tasks.py `set_dag_run_state_to_success`, `set_dag_run_state_to_failed`",
    "2.7.2": "nothing",
    "2.10.5": "teardowns",
    "3.2.1": "unfinished teardowns",
  }),

  markedRunsSkipTasksWithoutState: rule({
    why: "Tells if task instances that have no state yet are skipped where a person marks their run as failed. At first the query misses them: NULL is not `NOT IN` a list.",
    sources: "api/common/mark_tasks.py `set_dag_run_state_to_failed`",
    "2.7.2": false,
    "2.10.5": true,
  }),

  markedRunsEndAgain: rule({
    why: "Tells if a run that a person marks gets that time as its end where it had ended already, in that state or the other.",
    sources: "api/common/mark_tasks.py `_set_dag_run_state`; models/dagrun.py `set_state`",
    "2.7.2": true,
    "2.10.5": false,
  }),
};
