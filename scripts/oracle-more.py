"""The oracle, for scenarios with what its own format lacks: datasets, task groups, callbacks, SLAs, XComs to map over, and
what is new in 2.10: tasks that start from their trigger or are ended by it, DAGs that are paused; what a task does otherwise
in some map indexes, runs and tries (its `cases`), time zones of DAGs, and calls to AWS that are denied for a while.

    python scripts/oracle-more.py ORACLE_FOLDER suite.json --out DIR --jobs 2

runs in the oracle's environment and takes its arguments. The DAG processor, which the oracle leaves out, takes no time
here: what the scheduler asks of it in an iteration (callbacks of DAGs, of tasks that were killed, SLA checks) is done
at the end of that iteration.
"""
import contextlib
import sqlite3
import sys
from datetime import datetime, timedelta, timezone as tz
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, sys.argv.pop(1))
import oracle
import oracle_groups
import oracle_services
from oracle_triggers import own_moments, start_and_end_from_triggers
from oracle_shared import CASES, KERNELS, PERSON, apply_cases, deny_for_a_while, earlier, events, own_actions, own_arguments, taking_time

CALLBACKS: list[dict] = []
MORE: dict = {}


def note(callback, context):
    """A callback that writes down that it was called."""
    ti, run, kernel = context["ti"], context["dag_run"], KERNELS[0]
    about = {"run": [run.dag_id, run.run_id]} if callback.startswith("dag_") else {"ti": [ti.dag_id, ti.run_id, ti.task_id, ti.map_index]}
    reason = {"reason": context["reason"]} if callback.startswith("dag_") else {}
    CALLBACKS.append({"t": kernel.seconds(), "by": kernel.actor().split(" ")[0], "callback": callback.removeprefix("dag_"), **about, **reason})


def note_sla(dag, task_list, blocking_task_list, slas, blocking_tis):
    kernel = KERNELS[0]
    CALLBACKS.append({"t": kernel.seconds(), "by": kernel.actor().split(" ")[0], "callback": "sla_miss", "dag": dag.dag_id,
                      "task_list": task_list.split("\n"), "blocking_task_list": sorted(filter(None, blocking_task_list.split("\n")))})




build_task, build_dag = oracle.build_task, oracle.build_dag


def build_task_more(spec, dag):
    from airflow.datasets import Dataset
    from scenario_operators import at

    spec = dict(spec)
    cases = spec.pop("cases", [])
    names = spec.pop("callbacks", [])
    for name in names:
        spec[f"{name}_callback"] = partial(note, name)
    if "outlets" in spec:
        spec["outlets"] = [Dataset(uri) for uri in spec["outlets"]]
    if "sla" in spec:
        spec["sla"] = timedelta(seconds=spec["sla"])
    own_moments(spec)
    earlier(spec)
    own_arguments(spec)
    fails_run = spec.pop("on_failure_fail_dagrun", False)
    task = oracle_groups.build_task(spec, dag, build_task)
    CASES[dag.dag_id, task.task_id] = cases
    if fails_run:
        task.on_failure_fail_dagrun = True
    if hasattr(task, "redshift_hook"):
        oracle_services.keep_hooks_apart()
    return task


def datasets(schedule):
    """A list, all of which are waited for, or a condition of `any` and `all`."""
    from airflow.datasets import Dataset

    def condition(of):
        if isinstance(of, str):
            return Dataset(of)
        from airflow.datasets import DatasetAll, DatasetAny

        (kind, members), = of.items()
        return {"any": DatasetAny, "all": DatasetAll}[kind](*map(condition, members))

    given = schedule["datasets"]
    return [Dataset(uri) for uri in given] if isinstance(given, list) else condition(given)


def own_schedule(schedule):
    """What the oracle's format lacks: datasets, and the timetables whose runs are about an instant."""
    if "datasets" in schedule:
        return datasets(schedule)
    import airflow.timetables.trigger as trigger

    if schedule["timetable"] == "EventsTimetable":
        return events(schedule)
    if schedule["timetable"] == "AfterWorkdayTimetable":
        from own_timetable import AfterWorkdayTimetable

        return AfterWorkdayTimetable()
    interval = timedelta(seconds=schedule.get("interval", 0))
    if schedule["timetable"] == "CronTriggerTimetable":
        return trigger.CronTriggerTimetable(schedule["cron"], timezone="UTC", interval=interval)
    return trigger.DeltaTriggerTimetable(timedelta(seconds=schedule["delta"]), interval=interval)


def build_dag_more(spec):
    """Groups come before the tasks, and their own dependencies after them."""
    from airflow import DAG

    spec = dict(spec)
    dag_id, schedule = spec["dag_id"], spec.get("schedule")
    names = spec.pop("callbacks", [])
    group_specs = spec.pop("task_groups", [])
    original = DAG.__init__
    is_own = isinstance(schedule, dict) and "every" not in schedule

    def made(self, *args, **kwargs):
        if "max_consecutive_failed_dag_runs" in spec:
            kwargs["max_consecutive_failed_dag_runs"] = spec["max_consecutive_failed_dag_runs"]
        if "timezone" in spec:
            import pendulum

            kwargs["start_date"] = pendulum.instance(kwargs["start_date"]).in_timezone(spec["timezone"])
        for name in names:
            kwargs[f"{name}_callback"] = note_sla if name == "sla_miss" else partial(note, f"dag_{name}")
        if is_own:
            kwargs["schedule"] = own_schedule(schedule)
        original(self, *args, **kwargs)
        oracle_groups.make_groups(self, group_specs)

    DAG.__init__ = made
    try:
        if is_own:
            spec["schedule"] = None
        dag = build_dag(spec)
    finally:
        DAG.__init__ = original
    oracle_groups.link_groups(dag, group_specs)
    return dag


def revoke_stuck_tasks():
    """What CeleryExecutor does with tasks that were queued for too long; the oracle's executor does nothing."""
    from airflow.executors.base_executor import BaseExecutor

    def forget(self, ti):
        if ti.key in self.broker:  # a worker that has it already goes on
            self.broker.remove(ti.key)

    def cleanup_stuck_queued_tasks(self, tis):
        for ti in tis:
            self.fail(ti.key, None)
            forget(self, ti)
        return [repr(ti) for ti in tis]

    def revoke_task(self, *, ti):
        self.running.discard(ti.key)
        self.queued_tasks.pop(ti.key, None)
        forget(self, ti)

    BaseExecutor.cleanup_stuck_queued_tasks = cleanup_stuck_queued_tasks
    BaseExecutor.revoke_task = revoke_task


def relative(text):
    start = KERNELS[0].start
    return None if text is None else round((datetime.fromisoformat(text).replace(tzinfo=tz.utc) - start).total_seconds(), 6)


class Shutil:
    """Before the database is removed, what the oracle does not read of it."""

    def __getattr__(self, name):
        return getattr(REAL_SHUTIL, name)

    def rmtree(self, work, **options):
        with sqlite3.connect(work / "a.db") as con:
            MORE["dataset_events"] = [
                {"t": relative(at), "dataset": uri, "ti": [dag, run, task, index]}
                for at, uri, dag, run, task, index in con.execute(
                    "select e.timestamp, d.uri, source_dag_id, source_run_id, source_task_id, source_map_index from dataset_event e join dataset d on d.id = e.dataset_id order by e.id")]
            MORE["sla_misses"] = [
                {"t": relative(at), "dag_id": dag, "task_id": task, "logical": relative(date)}
                for at, dag, task, date in con.execute("select timestamp, dag_id, task_id, execution_date from sla_miss order by timestamp, dag_id, task_id, execution_date")]
            MORE["data_intervals"] = [
                {"run": [dag, run], "start": relative(start), "end": relative(end)}
                for dag, run, start, end in con.execute("select dag_id, run_id, data_interval_start, data_interval_end from dag_run order by dag_id, run_id")]
            MORE["paused_dags"] = [dag for dag, in con.execute("select dag_id from dag where is_paused order by dag_id")]
        REAL_SHUTIL.rmtree(work, **options)


REAL_SHUTIL, run_scenario = oracle.shutil, oracle.run_scenario


@contextlib.contextmanager
def foreign_keys():
    """The databases of this scenario hold foreign keys, as PostgreSQL does: what belongs to a deleted run goes with it."""
    import sqlalchemy

    create_engine = sqlalchemy.create_engine

    def created(*args, **kwargs):
        engine = create_engine(*args, **kwargs)

        @sqlalchemy.event.listens_for(engine, "connect")
        def hold(dbapi, _record):
            dbapi.execute("PRAGMA foreign_keys=ON")

        return engine

    sqlalchemy.create_engine = created
    try:
        yield
    finally:
        sqlalchemy.create_engine = create_engine


def process_callbacks_at_once():
    """What the DAG processor does with the requests that the scheduler sends it."""
    import traceback

    # the table of users, to which others refer: the web server makes it known
    with contextlib.suppress(ImportError):
        import airflow.providers.fab.auth_manager.models  # noqa: F401

    from airflow.callbacks.database_callback_sink import DatabaseCallbackSink
    from airflow.dag_processing.processor import DagFileProcessor
    from airflow.utils.session import create_session

    class Bag:
        dag_folder = "scenario"
        dags = DAGS

        def get_dag(self, dag_id, session=None):
            return DAGS[dag_id]

    DagFileProcessor._get_dagbag = staticmethod(lambda folder: Bag())
    processor = DagFileProcessor([], "scenario", log=__import__("logging").getLogger("processor"))

    unit_test_mode = {"unit_test_mode": False} if oracle.AIRFLOW >= (2, 10) else {}

    def send(self, callback, session=None):
        PENDING.append(callback)

    def drain():
        for request in PENDING[:]:
            PENDING.remove(request)
            try:
                with create_session() as own:
                    processor.execute_callbacks(Bag(), [request], session=own, **unit_test_mode)
            except Exception:
                traceback.print_exc()

    DatabaseCallbackSink.send = send
    import airflow.jobs.scheduler_job_runner as sjr
    import airflow.jobs.triggerer_job_runner as tjr

    made = sjr.SchedulerJobRunner.__init__

    def running(self, job, *args, **kwargs):
        """The oracle's scheduler has no state in the job table: from 2.10 on what it has queued would count as orphaned."""
        made(self, job, *args, **kwargs)
        job.state = "running"
        EXECUTORS.append(job.executor)

    sjr.SchedulerJobRunner.__init__ = running
    handle_events = tjr.TriggererJobRunner.handle_events

    def handled(self):
        """What a trigger that ends its task asks for."""
        handle_events(self)
        drain()

    tjr.TriggererJobRunner.handle_events = handled

    process_executor_events = sjr.SchedulerJobRunner._process_executor_events

    def then_drained(self, *args, **kwargs):
        left = process_executor_events(self, *args, **kwargs)
        drain()
        return left

    sjr.SchedulerJobRunner._process_executor_events = then_drained


PENDING: list = []
DAGS: dict = {}
EXECUTORS: list = []


def beside(first):
    """Another executor of the same worker slots, as another process has one: what it sends comes back to it."""
    second, own, process = type(first)(), set(), first.process

    def execute_async(key, command, queue=None, executor_config=None):
        own.add(key)
        first.execute_async(key, command, queue, executor_config)

    def processed(key):
        process(key)
        if key in own:
            own.discard(key)
            done = next(one for one in reversed(first.finished) if one[0] == key)
            first.finished.remove(done)
            second.finished.append(done)

    second.execute_async, first.process = execute_async, processed
    return second


def lingering(real, seconds):
    """A task's process that takes so long to end after it has written its end: callbacks, listeners, the end of Python."""
    def run(self, *args, **kwargs):
        try:
            return real(self, *args, **kwargs)
        finally:
            KERNELS[0].sleep(seconds)

    return run


OF_COMMANDS: dict = {}


def backfill_command(action, dag):
    """`airflow dags backfill`, a process with a job and an executor of its own; a person waits for it to end. In traces it is a scheduler."""
    import airflow.jobs.backfill_job_runner as bjr
    import greenlet
    import scenario_operators
    from airflow.jobs.job import Job, run_job

    greenlet.getcurrent().actor = "scheduler"
    executor = beside(EXECUTORS[0])
    OF_COMMANDS[greenlet.getcurrent()] = executor
    if oracle.AIRFLOW >= (2, 10):
        executor.name = EXECUTORS[0].name

        class Loader(bjr.ExecutorLoader):
            @classmethod
            def load_executor(cls, _name=None):
                return OF_COMMANDS[greenlet.getcurrent()]  # each command is a process of its own

        bjr.ExecutorLoader = Loader
    job = Job(executor=executor)
    runner = bjr.BackfillJobRunner(
        job=job, dag=dag, start_date=scenario_operators.at(action["from"]), end_date=scenario_operators.at(action["to"]), donot_pickle=True,
        conf=action.get("conf"), rerun_failed_tasks=action.get("reprocess") == "failed", run_backwards=action.get("reverse", False),
        continue_on_failures=action.get("continue_on_failures", False), disable_retry=action.get("disable_retry", False),
        delay_on_limit_secs=action.get("delay_on_limit", 1.0))
    try:
        run_job(job=job, execute_callable=runner._execute)
    except Exception:
        import traceback

        traceback.print_exc()


class Bag:
    """What is parsed of the file again, where ExternalTaskSensor asks what there is, and clearing what a marker names."""

    def __init__(self, *args, **kwargs):
        pass

    def get_dag(self, dag_id, session=None):
        return DAGS.get(dag_id)


def run_scenario_more(scenario):
    from airflow.configuration import conf
    from airflow.models.baseoperator import BaseOperator
    from airflow.operators.latest_only import LatestOnlyOperator
    import scenario_operators
    import time

    class ProduceOperator(BaseOperator):
        """Holds its slot for `duration` seconds, then returns `value`."""

        def __init__(self, *, value, duration=0, **kwargs):
            super().__init__(**kwargs)
            self.value, self.duration = value, duration

        def execute(self, context):
            time.sleep(self.duration)
            return self.value

    # what a mapped group hands on is resolved where templates are
    oracle_groups.expand_kwargs_too()
    own_actions({**PERSON, "backfill": backfill_command})
    if scenario.get("executor", {}).get("revokes_stuck_tasks"):
        revoke_stuck_tasks()
    if oracle.AIRFLOW >= (2, 10):
        start_and_end_from_triggers(scenario_operators)
    ProduceOperator.template_fields = ("value", "duration")
    scenario_operators.WorkOperator.template_fields = ("duration",)
    scenario_operators.DeferOperator.template_fields = ("wait",)
    scenario_operators.ProduceOperator = ProduceOperator
    ProduceOperator.__module__ = "scenario_operators"
    process_callbacks_at_once()
    exiting = scenario.get("overheads", {}).get("task_exit", 0)
    if exiting:
        from airflow.models import TaskInstance

        TaskInstance._run_raw_task = lingering(TaskInstance._run_raw_task, exiting)
    cost = scenario.get("overheads", {}).get("scheduler_loop")
    if cost is not None:
        import airflow.jobs.scheduler_job_runner as sjr

        sjr.SchedulerJobRunner._do_scheduling = taking_time(sjr.SchedulerJobRunner._do_scheduling, cost)
    for cls, *methods in ((scenario_operators.WorkOperator, "execute"), (ProduceOperator, "execute"), (scenario_operators.ChooseOperator, "choose_branch"),
                          (scenario_operators.WaitSensor, "poke"), (scenario_operators.DeferOperator, "execute", "execute_complete")):
        if not hasattr(cls, "has_cases"):
            apply_cases(cls, *methods)
            cls.has_cases = True

    def built(spec):
        import airflow.settings
        import airflow.utils.task_instance_session as of_the_task

        # the oracle gives each task's greenlet a session of its own, which templates over mapped results ask for by this name
        of_the_task.__dict__["__current_task_instance_session"] = airflow.settings.Session
        # read when Airflow is imported, which was before the scenario's configuration was set
        airflow.settings.CHECK_SLAS = conf.getboolean("core", "check_slas")
        airflow.settings.USE_JOB_SCHEDULE = conf.getboolean("scheduler", "use_job_schedule")
        dag = build_dag_more(spec)
        DAGS[dag.dag_id] = dag
        import airflow.sensors.external_task as external

        external.DagBag = Bag
        return dag

    oracle.build_dag, oracle.build_task, oracle.shutil = built, build_task_more, Shutil()
    deletes = any(action["do"] == "delete" for action in scenario.get("actions", []))
    with contextlib.contextmanager(deny_for_a_while)(scenario.get("cloud", {})), foreign_keys() if deletes else contextlib.nullcontext():
        trace = run_scenario(scenario)
    return {**trace, "callbacks": CALLBACKS, **MORE}


oracle.run_scenario = run_scenario_more
oracle.AIRFLOW_OPERATORS["LatestOnlyOperator"] = "airflow.operators.latest_only.LatestOnlyOperator"
oracle.AIRFLOW_OPERATORS["TimeSensor"] = "airflow.sensors.time_sensor.TimeSensor"
oracle.AIRFLOW_OPERATORS["TimeSensorAsync"] = "airflow.sensors.time_sensor.TimeSensorAsync"
oracle.AIRFLOW_OPERATORS["ExternalTaskMarker"] = "airflow.sensors.external_task.ExternalTaskMarker"
oracle.AIRFLOW_OPERATORS["produce"] = "scenario_operators.ProduceOperator"
oracle_services.add(oracle.AIRFLOW_OPERATORS)
preload = oracle.preload


def preload_services(scenarios):
    """Scenarios of AWS's operators alone, which save a lot of time so; what others say of imports comes before these."""
    tasks = [task for scenario in scenarios for dag in scenario["dags"] for task in dag["tasks"]]
    if all(oracle.AIRFLOW_OPERATORS.get(task["operator"], "").startswith(oracle.AMAZON) for task in tasks):
        preload(scenarios)
    elif any(task["operator"].startswith("Batch") for task in tasks):
        import airflow.providers.amazon.aws.hooks.batch_client  # noqa: F401  its random pauses are the middle of their range then


oracle.preload = preload_services

if __name__ == "__main__":
    oracle.main()
