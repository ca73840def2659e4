"""The oracle of Airflow 3, for scenarios with what its own format lacks: assets, timetables of trigger instants, values that tasks return and what is mapped over them, task groups, what a person does to whole runs, runs that are
asked for ahead (`run_after`), time zones of DAGs, what a task does otherwise in some map indexes, runs and tries (its `cases`), and
calls to AWS that are denied for a while.

    python scripts/oracle3-more.py ORACLE_FOLDER suite.json --out DIR

runs in the oracle's environment and takes its arguments.
"""
import contextlib
import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, sys.argv.pop(1))
import oracle3 as oracle
import oracle_groups
import oracle_services
from oracle_triggers import own_moments, start_and_end_from_triggers
from oracle_shared import CASES, PERSON, apply_cases, deny_for_a_while, earlier, events, own_actions, own_arguments, taking_time

build_task, build_dag, run_scenario, preload = oracle.build_task, oracle.build_dag, oracle.run_scenario, oracle.preload


def build_task_more(spec, dag):
    from airflow.sdk import Asset

    spec = dict(spec)
    cases = spec.pop("cases", [])
    if "outlets" in spec:
        spec["outlets"] = [Asset(uri) for uri in spec["outlets"]]
    own_moments(spec)
    earlier(spec)
    own_arguments(spec)
    fails_run = spec.pop("on_failure_fail_dagrun", False)
    task = oracle_groups.build_task(spec, dag, build_task)
    CASES[dag.dag_id, task.task_id] = cases
    if fails_run:
        task.on_failure_fail_dagrun = True
    return task


def own_schedule(schedule):
    import airflow.sdk
    from airflow.sdk import Asset, AssetAll, AssetAny, CronPartitionTimetable, PartitionedAssetTimetable
    from airflow.timetables.trigger import CronTriggerTimetable, DeltaTriggerTimetable, MultipleCronTriggerTimetable

    def condition(of):
        if isinstance(of, str):
            return Asset(of)
        (kind, members), = of.items()
        return {"any": AssetAny, "all": AssetAll}[kind](*map(condition, members))

    def mapper(spec):
        spec = dict(spec)
        cls = getattr(airflow.sdk, spec.pop("mapper"))
        parts = [mapper(one) for one in spec.pop("mappers", [])]
        return cls(*parts, **spec)

    if schedule.get("timetable") == "EventsTimetable":
        return events(schedule)
    if schedule.get("timetable") == "AfterWorkdayTimetable":
        from own_timetable import AfterWorkdayTimetable

        return AfterWorkdayTimetable()
    interval = timedelta(seconds=schedule.get("interval", 0))
    if schedule.get("timetable") == "CronTriggerTimetable":
        return CronTriggerTimetable(schedule["cron"], timezone="UTC", interval=interval)
    if schedule.get("timetable") == "MultipleCronTriggerTimetable":
        return MultipleCronTriggerTimetable(*schedule["crons"], timezone="UTC", interval=interval)
    if schedule.get("timetable") == "DeltaTriggerTimetable":
        return DeltaTriggerTimetable(timedelta(seconds=schedule["delta"]), interval=interval)
    if schedule.get("timetable") == "CronPartitionTimetable":
        more = {key: schedule[key] for key in ("run_offset", "key_format") if key in schedule}
        return CronPartitionTimetable(schedule["cron"], timezone="UTC", **more)
    given = schedule.get("assets", schedule.get("datasets"))
    if schedule.get("timetable") == "PartitionedAssetTimetable":
        more = {"partition_mapper_config": {Asset(uri): mapper(spec) for uri, spec in schedule.get("partition_mapper_config", {}).items()}}
        if "default_partition_mapper" in schedule:
            more["default_partition_mapper"] = mapper(schedule["default_partition_mapper"])
        return PartitionedAssetTimetable(assets=condition({"all": given} if isinstance(given, list) else given), **more)
    return [Asset(uri) for uri in given] if isinstance(given, list) else condition(given)


def build_dag_more(spec):
    from airflow.sdk import DAG

    spec = dict(spec)
    schedule = spec.get("schedule")
    is_own = isinstance(schedule, dict) and "every" not in schedule
    original = DAG.__init__
    groups = spec.pop("task_groups", [])

    def made(self, *args, **kwargs):
        if "max_consecutive_failed_dag_runs" in spec:
            kwargs["max_consecutive_failed_dag_runs"] = spec["max_consecutive_failed_dag_runs"]
        if spec.get("fail_fast"):
            kwargs["fail_fast"] = True
        if "timezone" in spec:
            import pendulum

            kwargs["start_date"] = pendulum.instance(kwargs["start_date"]).in_timezone(spec["timezone"])
        if is_own:
            kwargs["schedule"] = own_schedule(schedule)
        original(self, *args, **kwargs)
        oracle_groups.make_groups(self, groups)

    DAG.__init__ = made
    try:
        dag = build_dag({**spec, "schedule": None} if is_own else spec)
    finally:
        DAG.__init__ = original
    oracle_groups.link_groups(dag, groups)
    return dag


def trigger_more(scenario):
    """Runs that are asked for ahead of their time, or about a partition."""
    import airflow.api.common.trigger_dag as module
    import scenario_operators

    after = {(run["dag_id"], run["run_id"]): run["run_after"] for run in scenario.get("runs", []) if "run_after" in run}
    partitions = {(run["dag_id"], run["run_id"]): run["partition_key"] for run in scenario.get("runs", []) if "partition_key" in run}
    original = oracle.real(module, "trigger_dag")

    def trigger_dag(dag_id, *, run_id, **kwargs):
        at = after.get((dag_id, run_id))
        key = partitions.get((dag_id, run_id))
        more = {} if at is None else {"run_after": scenario_operators.at(at)}
        return original(dag_id, run_id=run_id, **kwargs, **more, **({} if key is None else {"partition_key": key}))

    module.trigger_dag = trigger_dag


def strike_later(scenario):
    """What dies: the process of a task, or its supervisor with it."""
    import functools
    import signal

    import greenlet
    import virtual3
    from airflow.sdk.execution_time import supervisor

    cls = oracle.real(supervisor, "ActivitySubprocess")
    running: dict = {}
    original, run = oracle.real(cls, "_on_child_started"), oracle.real(virtual3.Kernel3, "run")

    def started(self, *, ti, **kwargs):
        running[ti.dag_id, ti.run_id, ti.task_id, -1 if ti.map_index is None else ti.map_index] = self._process, greenlet.getcurrent()
        return original(self, ti=ti, **kwargs)

    def strike(kernel, fault):
        process, watcher = running[fault["dag_id"], fault["run_id"], fault["task_id"], fault.get("map_index", -1)]
        if fault["kill"] == "task":
            process.send_signal(signal.SIGKILL)
        else:
            kernel.forget(process.greenlet)
            kernel.forget(watcher)

    def run_and_strike(self, until, done):
        for fault in scenario.get("faults", []):
            self.spawn(functools.partial(strike, self, fault), fault["at"], name="chaos")
        run(self, until, done)

    cls._on_child_started, virtual3.Kernel3.run = started, run_and_strike


def revoke_stuck_tasks(scenario):
    """What CeleryExecutor does with tasks that were queued for too long; the oracle's executor does nothing."""
    from airflow.executors.base_executor import BaseExecutor

    def revoke_task(self, *, ti):
        self.workloads.pop(ti.key, None)  # how it ends is not heard of
        self.running.discard(ti.key)
        self.queued_tasks.pop(ti.key, None)
        self.broker[:] = [workload for workload in self.broker if workload.ti.key != ti.key]  # a worker that has it already goes on

    original = oracle.real(BaseExecutor, "revoke_task")
    BaseExecutor.revoke_task = revoke_task if scenario.get("executor", {}).get("revokes_stuck_tasks") else original


def count_undated_runs():
    """What makes the id of a run without a date its own is random in Airflow; here it is a count."""
    from airflow.serialization.definitions.dag import SerializedDAG

    create_dagrun = oracle.real(SerializedDAG, "create_dagrun")
    made: dict = {}

    def counted(self, *, run_id, logical_date=None, **kwargs):
        if run_id.startswith(("asset_triggered__", "scheduled__")) and logical_date is None:
            made[self.dag_id] = made.get(self.dag_id, 0) + 1
            run_id = f"{run_id[:-8]}{made[self.dag_id]:08}"
        return create_dagrun(self, run_id=run_id, logical_date=logical_date, **kwargs)

    SerializedDAG.create_dagrun = counted


def add_operators():
    import time

    import scenario_operators
    from airflow.sdk import BaseOperator

    class ProduceOperator(BaseOperator):
        """Holds its slot for `duration` seconds, then returns `value`."""

        template_fields = ("value", "duration")

        def __init__(self, *, value, duration=0, **kwargs):
            super().__init__(**kwargs)
            self.value, self.duration = value, duration

        def execute(self, context):
            time.sleep(self.duration)
            return self.value

    ProduceOperator.__module__ = "scenario_operators"
    scenario_operators.ProduceOperator = ProduceOperator
    start_and_end_from_triggers(scenario_operators)
    scenario_operators.WorkOperator.template_fields = ("duration",)
    scenario_operators.DeferOperator.template_fields = ("wait",)
    for cls, *methods in ((scenario_operators.WorkOperator, "execute"), (ProduceOperator, "execute"), (scenario_operators.ChooseOperator, "choose_branch"),
                          (scenario_operators.WaitSensor, "poke"), (scenario_operators.DeferOperator, "execute", "execute_complete")):
        apply_cases(cls, *methods)
    oracle_groups.expand_kwargs_too()
    own_actions(PERSON)


def preload_more(scenarios):
    """Operators are there before the first scenario, the warm-up, runs."""
    add_operators()
    preload(scenarios)


HOLDS: dict = {}


def hold_foreign_keys(scenario):
    """The database of a scenario that deletes runs holds foreign keys, as PostgreSQL does: what belongs to a run goes with it."""
    import sqlalchemy

    HOLDS["keys"] = any(action["do"] == "delete" for action in scenario.get("actions", []))
    if "listens" in HOLDS:
        return
    HOLDS["listens"] = True

    @sqlalchemy.event.listens_for(oracle.database(), "connect")
    def hold(dbapi, _record):
        if HOLDS["keys"]:
            dbapi.execute("PRAGMA foreign_keys=ON")


def run_scenario_more(scenario):
    trigger_more(scenario)
    hold_foreign_keys(scenario)
    cost = scenario.get("overheads", {}).get("scheduler_loop")
    if cost is not None:
        import airflow.jobs.scheduler_job_runner as sjr

        original = oracle.real(sjr.SchedulerJobRunner, "_do_scheduling")
        oracle.REAL[sjr.SchedulerJobRunner, "_do_scheduling"] = taking_time(original, cost)
    count_undated_runs()
    revoke_stuck_tasks(scenario)
    strike_later(scenario)
    with contextlib.contextmanager(deny_for_a_while)(scenario.get("cloud", {})):
        return run_scenario(scenario)


def wake_no_earlier():
    """A process whose sleep was over while the handler of a signal had its thread wakes then, not back at its own instant."""
    import virtual3

    push = virtual3.Kernel3._push
    virtual3.Kernel3._push = lambda self, at, process: push(self, max(at, self.now_us), process)


wake_no_earlier()
oracle.build_dag, oracle.build_task, oracle.run_scenario, oracle.preload = build_dag_more, build_task_more, run_scenario_more, preload_more
for name in ("TimeSensor", "TimeSensorAsync"):
    oracle.AIRFLOW_OPERATORS[name] = f"airflow.providers.standard.sensors.time.{name}"
oracle_services.add(oracle.AIRFLOW_OPERATORS)
oracle_services.in_threads()
oracle.AIRFLOW_OPERATORS["ExternalTaskMarker"] = "airflow.providers.standard.sensors.external_task.ExternalTaskMarker"
oracle.AIRFLOW_OPERATORS["produce"] = "scenario_operators.ProduceOperator"
oracle.AIRFLOW_OPERATORS["LatestOnlyOperator"] = "airflow.providers.standard.operators.latest_only.LatestOnlyOperator"

if __name__ == "__main__":
    oracle.main()
