"""The oracle of Airflow 3, for scenarios with what its own format lacks: values that tasks return, mapping over results, task
groups, `cases` of tasks, time zones of DAGs, calls to AWS that are denied for a while, and what a person does to whole runs.

    python scripts/oracle3-more.py ORACLE_FOLDER suite.json --out DIR --jobs 2

runs in the environment of the oracle for Airflow 3 and takes its arguments. Callbacks, assets and deadlines are left out.
"""
import contextlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, sys.argv.pop(1))
import oracle3 as oracle
import mapped_sources
import oracle_groups
from oracle_shared import CASES, PERSON, apply_cases, deny_for_a_while, own_actions

build_task, build_dag, run_scenario, preload = oracle.build_task, oracle.build_dag, oracle.run_scenario, oracle.preload


def build_task_more(spec, dag):
    spec = dict(spec)
    CASES[dag.dag_id, spec["task_id"]] = spec.pop("cases", [])
    fails_run = spec.pop("on_failure_fail_dagrun", False)
    task = oracle_groups.build_task(spec, dag, build_task)
    if fails_run:
        task.on_failure_fail_dagrun = True
    return task


def build_dag_more(spec):
    from airflow.sdk import DAG

    spec = dict(spec)
    original = DAG.__init__
    groups = spec.pop("task_groups", [])

    def made(self, *args, **kwargs):
        for name in ("max_consecutive_failed_dag_runs", "fail_fast"):
            if name in spec:
                kwargs[name] = spec[name]
        if "timezone" in spec:
            import pendulum

            kwargs["start_date"] = pendulum.instance(kwargs["start_date"]).in_timezone(spec["timezone"])
        original(self, *args, **kwargs)
        oracle_groups.make_groups(self, groups)

    DAG.__init__ = made
    try:
        dag = build_dag(spec)
    finally:
        DAG.__init__ = original
    oracle_groups.link_groups(dag, groups)
    return dag


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


def run_scenario_more(scenario):
    with contextlib.contextmanager(deny_for_a_while)(scenario.get("cloud", {})):
        return run_scenario(scenario)


oracle.build_dag, oracle.build_task, oracle.run_scenario, oracle.preload = build_dag_more, build_task_more, run_scenario_more, preload_more
oracle.AIRFLOW_OPERATORS["produce"] = "scenario_operators.ProduceOperator"
oracle.AIRFLOW_OPERATORS["LatestOnlyOperator"] = "airflow.providers.standard.operators.latest_only.LatestOnlyOperator"

if __name__ == "__main__":
    oracle.main()
