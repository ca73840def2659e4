/**
 * The rules that came with Airflow 3. Paths are those of 3.2.1; an arrow leads there from 2.11.0.
 * @module
 */
import { rule } from "./core-rule.ts";
import { RUN_RULES } from "./run-rules.ts";

export const AIRFLOW_3_RULES = {
  ...RUN_RULES,

  tasksReportTo: rule<"the database" | "the execution API">({
    why: "A task's process writes its rows itself, watched by a LocalTaskJob that beats every `job_heartbeat_sec`; in 3 a supervisor in the worker starts it, beats for it and passes on what it reports, and the API server decides: it refuses (409) what comes from a task that is not running any more, settles at the start whether a failure is retried, and never touches the run.",
    sources:
      "jobs/local_task_job_runner.py → sdk/execution_time/supervisor.py, api_fastapi/execution_api/routes/task_instances.py `ti_run`, `ti_update_state`",
    "2.7.2": "the database",
    "3.2.1": "the execution API",
  }),

  partitionKeysAreTakenBy: rule<"any DAG" | "DAGs of partitions">({
    why: "Which DAGs take a run with a partition key: any; from 3.3 on those alone whose schedule is about partitions.",
    sources: "serialization/definitions/dag.py `validate_partition_key` (new in 3.3)",
    "2.7.2": "any DAG",
    "3.3.2": "DAGs of partitions",
  }),

  silentTasksAreKnownBy: rule<"their job" | "their row">({
    why: "Says how a task is found whose process is gone: its LocalTaskJob is silent for `scheduler_zombie_task_threshold`, and the DAG processor fails it; in 3 the heartbeats are on its own row, silent for `task_instance_heartbeat_timeout`, and the executor is made to say that it has failed, so that the scheduler takes it for killed from outside.",
    sources:
      "jobs/scheduler_job_runner.py `_find_and_purge_zombies` → `_find_and_purge_task_instances_without_heartbeats`",
    "2.7.2": "their job",
    "3.2.1": "their row",
  }),

  teardownsAwaitTheirScope: rule({
    why: "Before 3 a teardown waits for its setups and for what is directly upstream of it alone, so it may run beside work between them that a skip has overtaken. Airflow 3 lets it wait for all tasks between its setups and it.",
    sources: "ti_deps/deps/trigger_rule_dep.py 622 `_evaluate_teardown_scope` (new)",
    "2.7.2": false,
    "3.2.1": true,
  }),

  partialImpliesDependsOnPast: rule({
    why: "Tells if `wait_for_downstream` of a mapped task makes it depend on the past, as it does with any other: `partial` sets that; in 3 it forgets to, so that the option has no effect there unless `depends_on_past` is given too.",
    sources:
      "models/baseoperator.py 335 `partial` → sdk/bases/operator.py (a part of it is in bases/decorator.py 624 alone)",
    "2.7.2": true,
    "3.2.1": false,
  }),

  queuedRunsStartBy: rule<"date" | "running runs of their DAG">({
    why: "Says which queued runs are started first, where one iteration cannot start all: those with the older date; in 3 those whose DAG has fewer runs running, and among them those with the older date.",
    sources: "models/dagrun.py 426 → 698 `get_queued_dag_runs_to_set_running`",
    "2.7.2": "date",
    "3.2.1": "running runs of their DAG",
  }),

  marksAreWritten: rule<"later" | "at once">({
    why: "Says when a state that the scheduler gives without running a task (skipped, upstream_failed) is in the database: with the next flush of the session; in 3 at once, so that a run that is examined later in the same iteration finds it where it depends on the past, and a mapped task that its rule decides as it is expanded keeps its one instance beside those of all map indexes, which begin without a state.",
    sources: "models/taskinstance.py `set_state` → 930 `session.flush()`; models/taskmap.py 171 `expand_mapped_task`",
    "2.7.2": "later",
    "3.2.1": "at once",
  }),

  startTriggerArgumentsAre: rule<"those of the last of a class" | "each one's own">({
    why: "Time sensors that the scheduler defers write what their trigger is made of into their class as they are constructed, so that the last of a class in a file decides for all, and for mapped ones that are not told otherwise. In 3.3.2 each has its own, and mapped ones have none.",
    sources: "providers/standard/sensors/date_time.py, time.py `__init__` → `dataclasses.replace`",
    "2.7.2": "those of the last of a class",
    "3.3.2": "each one's own",
  }),

  mappedTasksStartFromTrigger: rule<"as their map index says" | "as their class says">({
    why: "Says which arguments the trigger has that the scheduler makes for a mapped task: those of the map index, which may also say whether it does so; in 3.3.2 the scheduler expands nothing, so that `trigger_kwargs` count for nothing and the class's own arguments decide.",
    sources:
      "models/dagrun.py `schedule_tis` (`expand_start_from_trigger`) → models/taskinstance.py 1784 `start_trigger_args`",
    "2.7.2": "as their map index says",
    "3.3.2": "as their class says",
  }),

  failuresByTriggersAre: rule<"failures of the DAG processor's" | "final" | "retried">({
    why: "Says how a task goes on that its trigger ends as failed: the DAG processor, which is told to call back, handles it as a failure of its own, with retries and `fail_stop`; in 3.2.1 it stays failed, in 3.3.2 it is retried at once. Neither of these knows of `fail_fast`.",
    sources: "models/trigger.py 504 `_` of BaseTaskEndEvent → 632",
    "2.7.2": "failures of the DAG processor's",
    "3.2.1": "final",
    "3.3.2": "retried",
  }),

  maxActiveTasksLimits: rule<"DAGs" | "runs">({
    why: "Says what `max_active_tasks` limits: the queued and running tasks of a DAG; in 3 those of each of its runs, of which the query looks at only that many rows.",
    sources:
      "jobs/scheduler_job_runner.py `_executable_task_instances_to_queued` (`dag_run_active_tasks_map`, `row_number()`)",
    "2.7.2": "DAGs",
    "3.2.1": "runs",
  }),

  taskLimitsCount: rule<"queued and running" | "deferred too">({
    why: "Which instances of a task count for its `max_active_tis_per_dag` and `max_active_tis_per_dagrun`.",
    sources: "jobs/scheduler_job_runner.py `ConcurrencyMap.load`",
    "2.7.2": "queued and running",
    "3.3.2": "deferred too",
  }),

  timesOfDayAreReckoned: rule<"in UTC" | "in the DAG's zone, on the day in UTC" | "in the DAG's zone">({
    why: "How TimeSensorAsync makes a moment of its time of the day, once, as the DAG is read: in UTC at first; then in the DAG's time zone, but on the day that it is in UTC. In 3 it is that day in the DAG's zone too, and TimeSensor waits for the same moment, where it compared the time that clocks show in the zone with its own, so that midnight between two looks made it wait for another day; a time that clocks leave out is as much earlier there as they go forward, and else as much later.",
    sources: "sensors/time_sensor.py 45, 68 → 45, 102 → providers/standard/sensors/time.py 72, 110",
    "2.7.2": "in UTC",
    "2.10.5": "in the DAG's zone, on the day in UTC",
    "3.2.1": "in the DAG's zone",
  }),

  deltaSensorsTimeOutDeferred: rule({
    why: "Tells if the `timeout` of TimeDeltaSensor and TimeDeltaSensorAsync bounds their deferral too. Up to 2 nothing does.",
    sources: "sensors/time_delta.py → providers/standard/sensors/time_delta.py `execute`",
    "2.7.2": false,
    "3.2.1": true,
  }),

  executorSendsFirst: rule<"the highest priority" | "the lowest priority">({
    why: "Which of the tasks that one iteration has queued reach the executor first. 3.2.1 sorts ascending by mistake (apache/airflow#70942), so that with fewer worker slots than tasks the least important run first.",
    sources: "executors/base_executor.py `order_queued_tasks_by_priority` (`reverse=False`)",
    "2.7.2": "the highest priority",
    "3.2.1": "the lowest priority",
    "3.3.2": "the highest priority",
  }),

  externalTriggerCountsWhole: rule({
    why: "Tells if the trigger of ExternalTaskSensor cuts off what is less than a whole: where it waits for several tasks in 3, one that has failed is not enough to fail it, as it is for a sensor that pokes.",
    sources:
      "triggers/external_task.py → providers/standard/triggers/external_task.py `_get_count_af_3` (`int(count / len(...))`)",
    "2.7.2": false,
    "3.2.1": true,
  }),

  invalidArgumentsAre: rule<"an AirflowException" | "a TypeError">({
    why: "The error that an operator class throws which is given arguments that it does not take: when a mapped task runs, those of its dictionary.",
    sources: "models/baseoperator.py `__init__` → sdk/bases/operator.py",
    "2.7.2": "an AirflowException",
    "3.2.1": "a TypeError",
  }),

  workersReckonMapLengths: rule({
    why: "Tells if a worker that takes the element of its map index reckons the lengths from the values alone. In 3 it does, and counts that of several results in one list (`concat`) once for each of them: an argument before it then has the element of another index, and its own may be over the end.",
    sources:
      "models/expandinput.py `_get_map_lengths` → sdk/definitions/_internal/expandinput.py, sdk/definitions/xcom_arg.py `get_task_map_length`",
    "2.7.2": false,
    "3.2.1": true,
  }),

  keysStillRunning: rule<"wait" | "are sent at once">({
    why: "A task that is queued again while the executor still counts its last process as running: it is kept back for up to 10 s and one more attempt; in 3 it is sent at once, and what becomes of the earlier process is not heard of.",
    sources: "executors/base_executor.py `trigger_tasks` (`RunningRetryAttemptType`)",
    "2.7.2": "wait",
    "3.2.1": "are sent at once",
  }),

  killedExternallyIn: rule<"queued" | "any active state">({
    why: "In which states a task that the executor does not have any more, and of which it reports the end, counts as killed from outside: queued; in 3 also scheduled, running and restarting.",
    sources: "jobs/scheduler_job_runner.py `process_executor_events` (`ti_queued`)",
    "2.7.2": "queued",
    "3.2.1": "any active state",
  }),

  resumedTasksAreKilled: rule({
    why: "Tells if a deferred task that is scheduled again before the end of its earlier process is seen counts as killed from outside. From 3.3 on it does not.",
    sources: "jobs/scheduler_job_runner.py `process_executor_events`",
    "2.7.2": true,
    "3.3.2": false,
  }),

  passesGoBy: rule<"row" | "task_id">({
    why: "In which order a pass of the scheduler comes to the task instances of a run: as the database finds them; in 3 by task_id and map index. It matters where a pass sees of itself: a task that is mapped over one whose task_id comes after its own learns an iteration later that this is skipped or has failed.",
    sources: "models/dagrun.py 819 `fetch_task_instances` (`order_by(TI.task_id, TI.map_index)`)",
    "2.7.2": "row",
    "3.2.1": "task_id",
  }),

  schedulesMakeDataIntervals: rule({
    why: "Tells if the runs of a cron expression or a timedelta are about the interval before them; else about the instant at which they are due. The default of `scheduler.create_cron_data_intervals`; a timedelta follows it in 3, since nothing reads `create_delta_data_intervals`.",
    sources: "sdk/definitions/dag.py `_create_timetable`, config_templates/config.yml",
    "2.7.2": true,
    "3.2.1": false,
  }),

  deltasFollowCronOption: rule({
    why: "Tells if `scheduler.create_cron_data_intervals` decides on a timedelta too.",
    sources: "sdk/definitions/dag.py `_create_timetable`",
    "2.7.2": false,
    "3.2.1": true,
  }),

  mayStartFromTrigger: rule({
    why: "Tells if the scheduler defers a task itself that asks for it (`start_from_trigger`). In 3.2.1 that is commented out, and a worker begins it.",
    sources: "models/dagrun.py `schedule_tis`",
    "2.7.2": true,
    "3.2.1": false,
    "3.3.2": true,
  }),

  poolMetricsTimer: rule<"always" | "where metrics are on">({
    why: "Tells if the timer of pool metrics, every 5 s, cuts an idle sleep of the scheduler short. In 3 there is none unless metrics or tracing are on.",
    sources: "jobs/scheduler_job_runner.py `_run_scheduler_loop`",
    "2.7.2": "always",
    "3.2.1": "where metrics are on",
  }),

  backfillsAreRunBy: rule<"their command" | "the scheduler">({
    why: "Who runs a backfill: a job of its own, which `airflow dags backfill` starts, with an executor of its own; in 3 the scheduler, whose runs it is: started up to the backfill's `max_active_runs`, which alone counts them, and after all other runs, as they are examined too.",
    sources:
      "jobs/backfill_job_runner.py → models/backfill.py, models/dagrun.py `get_queued_dag_runs_to_set_running`, `get_running_dag_runs_to_examine` (`sort_ordinal`)",
    "2.7.2": "their command",
    "3.2.1": "the scheduler",
  }),

  backfillJobsWait: rule<"for their heartbeat" | "a second">({
    why: "For what the job of `airflow dags backfill` waits in each iteration: for its next heartbeat, between queueing tasks and sending them to the executor; later for a second, after both.",
    sources:
      "jobs/backfill_job_runner.py 673 `perform_heartbeat(only_if_necessary=is_unit_test)` → 733, 790 `time.sleep(1)`",
    "2.7.2": "for their heartbeat",
    "2.10.5": "a second",
  }),

  backfillsTimer: rule({
    why: "Tells if the scheduler looks every 30 s for backfills that are complete.",
    sources: "jobs/scheduler_job_runner.py `_mark_backfills_complete`",
    "2.7.2": false,
    "3.2.1": true,
  }),

  emptyBackfillsEnd: rule<"at once" | "after two minutes">({
    why: "Says when a backfill without a run counts as complete: until then there may be no other of the DAG.",
    sources: "jobs/scheduler_job_runner.py `_mark_backfills_complete` (`initializing_cutoff`)",
    "2.7.2": "at once",
    "3.3.2": "after two minutes",
  }),

  rescheduledStartIs: rule<"the first poke's" | "the last poke's">({
    why: "The `start_date` of a task that was rescheduled, and what its time counts from: the row keeps its first start; in 3 each start overwrites it, unless the task has `next_kwargs`.",
    sources: "api_fastapi/execution_api/routes/task_instances.py `ti_run`",
    "2.7.2": "the first poke's",
    "3.2.1": "the last poke's",
  }),

  retriesForgetReschedules: rule({
    why: "Tells if a retry deletes what is kept of the try's reschedules: in 3 the row gets a new id, and a sensor's `timeout` counts from the first poke of its try.",
    sources: "models/taskinstance.py `prepare_db_for_next_try`",
    "2.7.2": false,
    "3.2.1": true,
  }),

  executionTimeoutBounds: rule<"the try" | "each visit to a worker">({
    why: "Says what `execution_timeout` bounds: a try with its deferrals; in 3 each visit to a worker for itself, and a deferred task not at all.",
    sources: "models/taskinstance.py `_defer_task` → sdk/execution_time/task_runner.py `_execute_task` (a TODO there)",
    "2.7.2": "the try",
    "3.2.1": "each visit to a worker",
  }),

  triggerTimeoutIs: rule<"any failure" | "a TaskDeferralTimeout">({
    why: "Says what a task is resumed with whose trigger timed out: TaskDeferralError; in 3 TaskDeferralTimeout, of which a sensor makes AirflowSensorTimeout, so that it is not retried and `soft_fail` skips it.",
    sources: "sdk/bases/operator.py, sdk/bases/sensor.py `resume_execution`",
    "2.7.2": "any failure",
    "3.2.1": "a TaskDeferralTimeout",
  }),

  skippingSpares: rule<"nothing" | "what runs or has ended">({
    why: "Says what a branch or short circuit leaves alone of what it skips. In 3 the API server does it, and spares what is running, has succeeded or failed.",
    sources: "models/skipmixin.py → api_fastapi/execution_api/routes/task_instances.py `ti_skip_downstream`",
    "2.7.2": "nothing",
    "3.2.1": "what runs or has ended",
  }),

  taskLogsAre: rule<"text" | "JSON">({
    why: "Says how lines in the logs of tasks and their triggers are written: as text; in 3 as JSON, what they are about in fields of its own.",
    sources: "config_templates/config.yml `log_format` → _shared/logging/structlog.py `structlog_processors`",
    "2.7.2": "text",
    "3.2.1": "JSON",
  }),

  optionsHaveNamesOf: rule<"Airflow 2" | "Airflow 3">({
    why: "By which names options of airflow.cfg are read that 3 has renamed: see renamed-options.ts.",
    sources: "cli/commands/config_command.py, _shared/configuration/parser.py `deprecated_options`",
    "2.7.2": "Airflow 2",
    "3.2.1": "Airflow 3",
  }),

  templatesKnow: rule<"the names of 2" | "the names of 3">({
    why: "Which names templates know of a run's dates: 3 has no `execution_date`, and none of the day, the run or the interval before and after. A task that uses one fails.",
    sources: "sdk/execution_time/task_runner.py `get_template_context`",
    "2.7.2": "the names of 2",
    "3.2.1": "the names of 3",
  }),

  tasksHaveStore: rule({
    why: "Tells if a task keeps values for its later tries (`task_state_store`), which an operator may go on from.",
    sources: "sdk/bases/resumablejobmixin.py (new in 3.3)",
    "2.7.2": false,
    "3.3.2": true,
  }),

  failedTriggeredRunsAreRetried: rule({
    why: "Tells if TriggerDagRunOperator is tried again whose run has failed, where it waits for that in its slot. In 3.2.1 the task runner reports it as failed whatever retries are left; from 3.3 on they count, as they do where it defers.",
    sources: "sdk/execution_time/task_runner.py `_handle_trigger_dag_run` (`_handle_current_task_failed`)",
    "2.7.2": true,
    "3.2.1": false,
    "3.3.2": true,
  }),

  refusedReportsAre: rule<"an error" | "caught">({
    why: "A task's report that the API server refuses: AirflowRuntimeError in the task's process, which ends with 1; from 3.3 on the process catches it.",
    sources: "sdk/execution_time/task_runner.py `run`, `main`",
    "2.7.2": "an error",
    "3.3.2": "caught",
  }),

  cancelledTriggersAreKilled: rule({
    why: "Tells if a trigger that is cancelled because somebody has acted on its task, as marking or clearing it does, is told so by `on_kill`, to stop what it waits for.",
    sources: "jobs/triggerer_job_runner.py `run_trigger` (`_USER_ACTION_CANCEL_MSG`), triggers/base.py `on_kill`",
    "2.7.2": false,
    "3.3.2": true,
  }),

  triggererBeats: rule<"every second" | "with its runner">({
    why: "When the triggerer's database loop looks around: every second; in 3 as soon as anything comes from the runner's process, which reports once a second, and whose every log line counts. New triggers are assigned at one beat and handed over at the next.",
    sources:
      "jobs/triggerer_job_runner.py `_run_trigger_loop` → `TriggerRunnerSupervisor.run`, sdk/execution_time/supervisor.py `_service_subprocess`",
    "2.7.2": "every second",
    "3.2.1": "with its runner",
  }),

  externalTaskSensorAsks: rule<"the database" | "the execution API">({
    why: "Whom ExternalTaskSensor asks. By the API it does not check that what it waits for exists, raises exceptions of its own, and tells its trigger of states that fail or skip and of its timeout.",
    sources: "standard/sensors/external_task.py `_poke_af3`, `execute`",
    "2.7.2": "the database",
    "3.2.1": "the execution API",
  }),

  clearsFollowMarkers: rule({
    why: 'Tells if clearing an ExternalTaskMarker, with "Recursive" or with its whole run, clears the task that it names in the run of the date that it names, and what is behind that. 3 has the operator still, and nothing that looks for it.',
    sources: "models/dag.py `_get_task_instances` (`include_dependent_dags`) → serialization/definitions/dag.py",
    "2.7.2": true,
    "3.2.1": false,
  }),

  triggerDagRunIsDoneBy: rule<"the operator" | "the task runner">({
    why: "Who makes the run of TriggerDagRunOperator and waits for it: its `execute`; in 3 that raises DagRunTriggerException, and the task runner does it by the API. Its failures are reported as they are, without an exception and without retries.",
    sources: "operators/trigger_dagrun.py → sdk/execution_time/task_runner.py `_handle_trigger_dag_run`",
    "2.7.2": "the operator",
    "3.2.1": "the task runner",
  }),
};
