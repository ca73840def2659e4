"""The oracle of Airflow 3, for scenarios with what its own format lacks: assets, timetables of trigger instants, runs that are
asked for ahead (`run_after`), time zones of DAGs, what a task does otherwise in some map indexes, runs and tries (its `cases`), and
calls to AWS that are denied for a while.

    python scripts/oracle3-more.py ORACLE_FOLDER suite.json --out DIR

runs in the oracle's environment and takes its arguments.
"""
import contextlib
import sys
from datetime import timedelta
from fnmatch import fnmatchcase
from functools import wraps

sys.path.insert(0, sys.argv.pop(1))
import oracle3 as oracle
import virtual3

KERNELS = []
init = virtual3.Kernel3.__init__


def kept_init(self, *args, **kwargs):
    KERNELS[:] = [self]
    init(self, *args, **kwargs)


virtual3.Kernel3.__init__ = kept_init
build_task, build_dag, run_scenario = oracle.build_task, oracle.build_dag, oracle.run_scenario
CASES: dict = {}


def holds(case, ti):
    def listed(value):
        return value if isinstance(value, list) else [value]

    return (
        ("map_index" not in case or ti.map_index in listed(case["map_index"]))
        and ("try" not in case or ti.try_number in listed(case["try"]))
        and ("run_id" not in case or any(fnmatchcase(ti.run_id, pattern) for pattern in listed(case["run_id"])))
    )


def apply_cases(cls, *methods):
    """Before each of these methods the arguments of the first case that holds are put in place of the task's own."""
    for name in methods:
        method = getattr(cls, name)

        @wraps(method)
        def applied(self, context, *args, method=method, **kwargs):
            for case in CASES.get((self.dag_id, self.task_id), []):
                if holds(case, context["ti"]):
                    for key, value in case.items():
                        if key == "outcome":
                            self.outcomes = [value]
                        elif key not in ("map_index", "run_id", "try"):
                            setattr(self, key, value)
                    break
            return method(self, context, *args, **kwargs)

        setattr(cls, name, applied)


def build_task_more(spec, dag):
    from airflow.sdk import Asset

    spec = dict(spec)
    CASES[dag.dag_id, spec["task_id"]] = spec.pop("cases", [])
    if "outlets" in spec:
        spec["outlets"] = [Asset(uri) for uri in spec["outlets"]]
    return build_task(spec, dag)


def own_schedule(schedule):
    from airflow.sdk import Asset, AssetAll, AssetAny
    from airflow.timetables.trigger import CronTriggerTimetable, DeltaTriggerTimetable

    def condition(of):
        if isinstance(of, str):
            return Asset(of)
        (kind, members), = of.items()
        return {"any": AssetAny, "all": AssetAll}[kind](*map(condition, members))

    interval = timedelta(seconds=schedule.get("interval", 0))
    if schedule.get("timetable") == "CronTriggerTimetable":
        return CronTriggerTimetable(schedule["cron"], timezone="UTC", interval=interval)
    if schedule.get("timetable") == "DeltaTriggerTimetable":
        return DeltaTriggerTimetable(timedelta(seconds=schedule["delta"]), interval=interval)
    given = schedule.get("assets", schedule.get("datasets"))
    return [Asset(uri) for uri in given] if isinstance(given, list) else condition(given)


def build_dag_more(spec):
    from airflow.sdk import DAG

    spec = dict(spec)
    schedule = spec.get("schedule")
    is_own = isinstance(schedule, dict) and "every" not in schedule
    original = DAG.__init__

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

    DAG.__init__ = made
    try:
        return build_dag({**spec, "schedule": None} if is_own else spec)
    finally:
        DAG.__init__ = original


def deny_for_a_while(spec):
    """Calls that are denied from some time to another, or answered by another error; the oracle's own are denied always."""
    import cloud

    denied = [{"call": one} if isinstance(one, str) else one for one in spec.pop("denied", [])]
    original = cloud.Cloud.answer

    def answer(self, client, operation, params):
        service, now = client.meta.service_model.service_name, KERNELS[0].seconds()
        for one in denied:
            if one["call"] in (f"{service}:{operation}", f"{service}:*") and one.get("from", 0) <= now < one.get("until", float("inf")):
                self._error(operation, one.get("code", "AccessDenied"), "denied by the scenario", one.get("status", 403))
        return original(self, client, operation, params)

    if denied:
        cloud.Cloud.answer = answer
    try:
        yield
    finally:
        cloud.Cloud.answer = original


def trigger_more(scenario):
    """Runs that are asked for ahead of their time."""
    import airflow.api.common.trigger_dag as module
    import scenario_operators

    after = {(run["dag_id"], run["run_id"]): run["run_after"] for run in scenario.get("runs", []) if "run_after" in run}
    original = oracle.real(module, "trigger_dag")

    def trigger_dag(dag_id, *, run_id, **kwargs):
        at = after.get((dag_id, run_id))
        return original(dag_id, run_id=run_id, **kwargs, **({} if at is None else {"run_after": scenario_operators.at(at)}))

    module.trigger_dag = trigger_dag


def count_undated_runs():
    """What makes the id of a run without a date its own is random in Airflow; here it is a count."""
    from airflow.serialization.definitions.dag import SerializedDAG

    create_dagrun = oracle.real(SerializedDAG, "create_dagrun")
    made: dict = {}

    def counted(self, *, run_id, logical_date=None, **kwargs):
        if run_id.startswith("asset_triggered__") and logical_date is None:
            made[self.dag_id] = made.get(self.dag_id, 0) + 1
            run_id = f"{run_id[:-8]}{made[self.dag_id]:08}"
        return create_dagrun(self, run_id=run_id, logical_date=logical_date, **kwargs)

    SerializedDAG.create_dagrun = counted


def run_scenario_more(scenario):
    import scenario_operators

    for cls, *methods in ((scenario_operators.WorkOperator, "execute"), (scenario_operators.ChooseOperator, "choose_branch"),
                          (scenario_operators.WaitSensor, "poke"), (scenario_operators.DeferOperator, "execute", "execute_complete")):
        if not hasattr(cls, "has_cases"):
            apply_cases(cls, *methods)
            cls.has_cases = True
    trigger_more(scenario)
    count_undated_runs()
    with contextlib.contextmanager(deny_for_a_while)(scenario.get("cloud", {})):
        return run_scenario(scenario)


oracle.build_dag, oracle.build_task, oracle.run_scenario = build_dag_more, build_task_more, run_scenario_more

if __name__ == "__main__":
    oracle.main()
