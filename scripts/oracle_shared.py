"""What oracle-more.py and oracle3-more.py have in common: the kernel at hand, `cases` of tasks, calls to AWS that are denied for a
while, the time that iterations of a scheduler take, and what a person does to DAGs and whole runs.
"""
from fnmatch import fnmatchcase
from functools import partial, wraps

import kernel as kernel_module

KERNELS = []
init = kernel_module.Kernel.__init__


def kept_init(self, start):
    KERNELS[:] = [self]
    init(self, start)


kernel_module.Kernel.__init__ = kept_init
CASES: dict = {}


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


def holds(case, ti):
    def listed(value):
        return value if isinstance(value, list) else [value]

    return (
        ("map_index" not in case or ti.map_index in listed(case["map_index"]))
        and ("try" not in case or ti.try_number in listed(case["try"]))
        and ("run_id" not in case or any(fnmatchcase(ti.run_id, pattern) for pattern in listed(case["run_id"])))
    )


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




def taking_time(do_scheduling, cost):
    """`_do_scheduling` of a scheduler whose iterations take time (`overheads.scheduler_loop`): some before it decides, by the
    runs that it is to examine as it begins, and some for each task that it has queued. In Airflow no transaction is open then.
    """
    cost = {"base": cost} if isinstance(cost, (int, float)) else cost
    read = {}

    def to_examine(session):
        from airflow.models.dagrun import DagRun

        if hasattr(DagRun, "next_dagruns_to_examine"):
            return list(DagRun.next_dagruns_to_examine("running", session))
        return list(DagRun.get_running_dag_runs_to_examine(session=session))

    def timed(self, session):
        kernel, own = KERNELS[0], read.setdefault(id(self), set())
        dag_ids = [run.dag_id for run in to_examine(session)]
        session.rollback()
        session.expunge_all()
        new = set(dag_ids) - own
        own |= new
        kernel.sleep(cost.get("base", 0) + cost.get("per_run", 0) * len(dag_ids) + cost.get("per_dag", 0) * len(new))
        queued = do_scheduling(self, session)
        kernel.sleep(cost.get("per_task", 0) * queued)
        return queued

    return timed


def earlier(spec):
    """`execution_date_fn` of a scenario: seconds, or a list of them, by which the other runs' dates are earlier."""
    from datetime import timedelta

    given = spec.get("execution_date_fn")
    if given is not None:
        deltas = [timedelta(seconds=one) for one in (given if isinstance(given, list) else [given])]
        spec["execution_date_fn"] = lambda logical_date: [logical_date - delta for delta in deltas]


class LeastCheck:
    """`check_fn` of a scenario: every object that was found has the attribute `name`, a number, and `least` of it at least."""

    def __init__(self, name, least):
        self.name, self.least = name, least

    def __call__(self, files, **context):
        return all(isinstance(file.get(self.name), (int, float)) and file[self.name] >= self.least for file in files)


def events(schedule):
    """The timetable of listed dates."""
    import pendulum
    import scenario_operators
    from airflow.timetables.events import EventsTimetable

    dates = [pendulum.instance(scenario_operators.at(date)) for date in schedule["event_dates"]]
    more = {key: schedule[key] for key in ("restrict_to_events", "description") if key in schedule}
    return EventsTimetable(dates, **more)


def own_arguments(spec):
    """What scenarios say of times of the day, of templates in place of a moment and of functions."""
    from datetime import time

    import scenario_operators

    if not hasattr(scenario_operators, "own_at"):
        scenario_operators.own_at = own_at = scenario_operators.at
        scenario_operators.at = lambda given: given if isinstance(given, str) else own_at(given)
    if spec["operator"] in ("TimeSensor", "TimeSensorAsync"):
        spec["target_time"] = time.fromisoformat(spec["target_time"])
    if "check_fn" in spec:
        spec["check_fn"] = LeastCheck(**spec["check_fn"])
    if spec.get("wait_policy") is not None:
        from airflow.providers.amazon.aws.utils.waiter import WaitPolicy

        spec["wait_policy"] = WaitPolicy(spec["wait_policy"])
    if spec.get("waiters") is not None:
        from airflow.providers.amazon.aws.hooks.batch_waiters import BatchWaitersHook

        spec["waiters"] = BatchWaitersHook(waiter_config=spec["waiters"])


def own_actions(actions):
    """What a person does besides clearing and marking task instances: `actions` by the word that `do` says.

    The oracle puts every action on the clock itself, in the order of the file; one of these is called in place of its own.
    """

    def word(action):
        """A whole run is meant where no task is named."""
        if action.get("do") == "clear" and action.get("recursive"):
            return "clear_recursive"
        return action.get("do") if action.get("do") not in ("clear", "mark") or "task_id" in action else f"{action['do']}_run"

    spawn = kernel_module.Kernel.spawn

    def spawned(self, fn, delay=0.0, name="?"):
        if name == "user" and isinstance(fn, partial) and fn.args and word(fn.args[0]) in actions:
            act, action = fn.func, fn.args[0]
            cells = dict(zip(act.__code__.co_freevars, act.__closure__))

            def done():
                try:
                    actions[word(action)](action, cells["dags"].cell_contents[action["dag_id"]] if "dags" in cells else None)
                finally:
                    cells["pending"].cell_contents["left"] -= 1

            fn = done
        return spawn(self, fn, delay, name)

    kernel_module.Kernel.spawn = spawned


def pause(action, dag):
    set_paused(action["dag_id"], True)


def unpause(action, dag):
    set_paused(action["dag_id"], False)


def set_paused(dag_id, is_paused):
    """As `airflow dags pause` does it."""
    from airflow.models.dag import DagModel
    from airflow.utils.session import create_session

    with create_session() as session:
        session.query(DagModel).filter(DagModel.dag_id == dag_id).update({DagModel.is_paused: is_paused}, synchronize_session="fetch")


def serialized(dag_id, session):
    """In Airflow 3 what the web server has: the DAG as it is in the database."""
    from airflow.models.serialized_dag import SerializedDagModel

    return SerializedDagModel.get(dag_id, session=session).dag


def mark_run(action, dag):
    """As the web server does it."""
    from airflow.api.common import mark_tasks
    from airflow.utils.session import create_session

    with create_session() as session:
        dag = dag or serialized(action["dag_id"], session)
        getattr(mark_tasks, f"set_dag_run_state_to_{action['state']}")(dag=dag, run_id=action["run_id"], commit=True, session=session)


def clear_run(action, dag):
    """As the web server does it: by the run's date, from Airflow 3 on by its id."""
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session

    with create_session() as session:
        run = session.query(DagRun).filter_by(dag_id=action["dag_id"], run_id=action["run_id"]).one_or_none()
        if run is None:
            return
        dag = dag or serialized(action["dag_id"], session)
        which = {"run_id": run.run_id} if not hasattr(run, "execution_date") else {"start_date": run.execution_date, "end_date": run.execution_date}
        dag.clear(task_ids=None, only_failed=action.get("only_failed", False), session=session, **which)


def clear_recursive(action, dag):
    """As the web server clears one task with "Recursive" selected; from Airflow 3 on there is no such thing."""
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session

    with create_session() as session:
        run = session.query(DagRun).filter_by(dag_id=action["dag_id"], run_id=action["run_id"]).one_or_none()
        if run is None:
            return
        if dag is None:
            from airflow.models.taskinstance import TaskInstance, clear_task_instances

            clear_task_instances(session.query(TaskInstance).filter_by(dag_id=run.dag_id, run_id=run.run_id, task_id=action["task_id"]).all(), session)
            return
        part = dag.partial_subset(task_ids_or_regex=[action["task_id"]], include_downstream=False, include_upstream=False)
        part.clear(start_date=run.execution_date, end_date=run.execution_date, include_subdags=True, include_parentdag=True, session=session)


def delete_run(action, dag):
    """As the REST API does it: from Airflow 3 on a run that is running is refused. In Airflow 2 the database deletes what belongs
    to the run, by its foreign keys, which the oracle's SQLite does not hold.
    """
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session
    from sqlalchemy import delete

    with create_session() as session:
        if dag is not None:
            from airflow.models.taskinstance import TaskInstance
            from airflow.models.taskreschedule import TaskReschedule
            from airflow.models.xcom import BaseXCom

            for table in (TaskReschedule, BaseXCom, TaskInstance, DagRun):
                session.execute(delete(table).where(table.dag_id == action["dag_id"], table.run_id == action["run_id"]))
            return
        run = session.query(DagRun).filter_by(dag_id=action["dag_id"], run_id=action["run_id"]).one_or_none()
        if run is not None and run.state in ("queued", "success", "failed"):
            session.delete(run)


def backfill(action, dag):
    """As the REST API of Airflow 3 makes one: what it refuses, nobody hears of."""
    import scenario_operators
    from airflow.models.backfill import ReprocessBehavior, _create_backfill

    try:
        _create_backfill(
            dag_id=action["dag_id"], from_date=scenario_operators.at(action["from"]), to_date=scenario_operators.at(action["to"]),
            max_active_runs=action.get("max_active_runs", 10), reverse=action.get("reverse", False), dag_run_conf=action.get("conf"),
            triggering_user_name=None, reprocess_behavior=ReprocessBehavior(action.get("reprocess", "none")))
    except Exception:
        import traceback

        traceback.print_exc()


PERSON = {"backfill": backfill, "delete": delete_run, "clear_recursive": clear_recursive, "pause": pause, "unpause": unpause, "mark_run": mark_run, "clear_run": clear_run}
