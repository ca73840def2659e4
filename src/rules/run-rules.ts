/**
 * The rules of runs that came with Airflow 3: their types, ids, dates and order. Paths are those of 3.2.1; an arrow leads there from 2.11.0.
 * @module
 */
import { rule } from "./core-rule.ts";

export const RUN_RULES = {
  eventDatesRestrict: rule({
    why: "Tells if an EventsTimetable asks for the dates of its DAG and for `catchup`. In 2.7.2 it goes by its event dates alone: all that are past get their run, also those before the start date and after the end date.",
    sources: "timetables/events.py `next_dagrun_info`",
    "2.7.2": false,
    "2.10.5": true,
  }),

  operatorRunsAre: rule<"manual" | "operator_triggered">({
    why: "The type of a run that TriggerDagRunOperator has asked for. From 3.3 on it has one of its own, which is not manual: LatestOnlyOperator compares its date, `depends_on_past` with catchup looks at it, and its end does not take the mark of a full DAG off.",
    sources: "api_fastapi/execution_api/routes/dag_runs.py `trigger_dag_run` (new in 3.3)",
    "2.7.2": "manual",
    "3.3.2": "operator_triggered",
  }),

  runIdsOfOthersAre: rule<"read as a type" | "refused">({
    why: "Says what becomes of a run that is asked for by hand with an id that begins like those of other runs, `scheduled__` say: it is of that type; in 3 it is refused.",
    sources: "utils/types.py `from_run_id` → serialization/definitions/dag.py `create_dagrun`",
    "2.7.2": "read as a type",
    "3.2.1": "refused",
  }),

  runTypesArePrinted: rule<"by value" | "by name">({
    why: "How a template prints `dag_run.run_type`: as the text that the database has; in 3 it is a member of an enumeration, which compares as its text and is printed as `DagRunType.MANUAL`.",
    sources: "models/dagrun.py `run_type` → sdk/api/datamodels/_generated.py `DagRunType(str, Enum)`",
    "2.7.2": "by value",
    "3.2.1": "by name",
  }),

  manualRunsAreAbout: rule<"their logical date" | "no date">({
    why: "A run that is started by hand has the moment as its logical date; in 3 it has none unless one is given, only `run_after`. TriggerDagRunOperator gives one all the same.",
    sources: "api/common/trigger_dag.py `_trigger_dag`",
    "2.7.2": "their logical date",
    "3.2.1": "no date",
  }),

  runsAreInOrderOf: rule<"logical_date" | "run_after">({
    why: "Which of two runs is started, and examined, first where nothing else decides.",
    sources:
      "models/dagrun.py `next_dagruns_to_examine` → `get_running_dag_runs_to_examine`, `get_queued_dag_runs_to_set_running`",
    "2.7.2": "logical_date",
    "3.2.1": "run_after",
  }),

  latestRunsAre: rule<"in the interval after theirs" | "between theirs and the end of the next">({
    why: "When LatestOnlyOperator takes a run for the latest: while now is in the data interval after the run's own. In the standard provider of 3 from the start of its own on, which for a schedule of instants is the run's moment and not after it: the latest run of all is skipped where its task begins at that very moment. Only runs by hand always count.",
    sources: "operators/latest_only.py 57 → providers/standard/operators/latest_only.py `_get_compare_dates`",
    "2.7.2": "in the interval after theirs",
    "3.2.1": "between theirs and the end of the next",
  }),

  runIdsName: rule<"the logical date" | "run_after">({
    why: "Says what the id of a scheduled run is made of: the start of its data interval; in 3 the moment at which it is due.",
    sources: "timetables/base.py `generate_run_id`",
    "2.7.2": "the logical date",
    "3.2.1": "run_after",
  }),

  fullDagsHave: rule<"no next run" | "a mark">({
    why: "A DAG with as many runs as `max_active_runs` allows has no next run until one of its scheduled runs ends, from which the next is then worked out; in 3 its next run stays as it is, behind a mark that is taken off when a run ends (`exceeds_max_non_backfill`).",
    sources: "jobs/scheduler_job_runner.py `_should_update_dag_next_dagruns` → `_set_exceeds_max_active_runs`",
    "2.7.2": "no next run",
    "3.2.1": "a mark",
  }),

  runTimeoutSkips: rule<"what has a state" | "all that is unfinished">({
    why: "Says what `dagrun_timeout` skips: the unfinished tasks that have a state, since the database compares NULL with a list; in 3 those without a state too.",
    sources: "jobs/scheduler_job_runner.py `_schedule_dag_run` (`TI.state.is_(None)`)",
    "2.7.2": "what has a state",
    "3.2.1": "all that is unfinished",
  }),

  successfulRunsMark: rule<"all their tasks" | "what has begun">({
    why: "Says what becomes of the tasks of a run that a person marks as successful: all succeed with it, also those that were skipped, had failed or never began; from 3.3 on only what has begun and not ended, and what has not begun is skipped.",
    sources: "api/common/mark_tasks.py `set_dag_run_state_to_success`, `_set_dag_run_terminal_state` (new in 3.3)",
    "2.7.2": "all their tasks",
    "3.3.2": "what has begun",
  }),

  runningRunsAreDeleted: rule({
    why: "Tells if the REST API deletes a run that is running. From 3 on it refuses that (409): only queued and finished runs go.",
    sources:
      "api_connexion/endpoints/dag_run_endpoint.py → api_fastapi/core_api/routes/public/dag_run.py `delete_dag_run`",
    "2.7.2": true,
    "3.2.1": false,
  }),
};
