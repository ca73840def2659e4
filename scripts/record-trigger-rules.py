"""Asks real Airflow what its trigger rules decide, for test/scheduler/trigger-rules.test.ts.

Run it with the Python of an environment that Airflow is installed in; it prints the table of that version.
Every rule is asked about every multiset of one to three upstream task instances: not finished, or finished in one of five
states, each a setup or not; for a task that is not mapped and for map indexes 0 and 2.
"""
import itertools
import json
from types import SimpleNamespace

from airflow.ti_deps.dep_context import DepContext
from airflow.ti_deps.deps.trigger_rule_dep import TriggerRuleDep

try:
    from airflow.task.trigger_rule import TriggerRule
except ImportError:  # before Airflow 3
    from airflow.utils.trigger_rule import TriggerRule

STATES = [None, "success", "skipped", "failed", "upstream_failed", "removed"]
MAP_INDEXES = [-1, 0, 2]
RULES = [rule.value for rule in TriggerRule if rule.value not in ("dummy", "none_failed_or_skipped", "always")]


class Fake(SimpleNamespace):
    def get_closest_mapped_task_group(self):
        return None

    def get_upstreams_only_setups(self):
        return []

    def get_needs_expansion(self):
        return False


def ask(rule, upstreams, map_index):
    tasks = [Fake(task_id=f"u{i}", is_setup=setup, state=state) for i, (state, setup) in enumerate(upstreams)]
    finished = [SimpleNamespace(task_id=t.task_id, state=t.state, task=t, map_index=-1) for t in tasks if t.state]
    task = Fake(trigger_rule=TriggerRule(rule), upstream_list=tasks, upstream_task_ids={t.task_id for t in tasks}, is_teardown=False)
    marks = []
    ti = SimpleNamespace(task=task, map_index=map_index, state=None, get_dagrun=lambda session=None: None)
    ti.set_state = lambda state, session: marks.append(str(state.value)) or True
    context = DepContext(flag_upstream_failed=True, finished_tis=finished)
    asked = {"dep_context": context, "session": None}
    met = all(status.passed for status in TriggerRuleDep()._get_dep_statuses(ti, **asked))
    return met, marks[-1] if marks else None


upstreams = list(itertools.product(STATES, [False, True]))
cases = [c for n in (1, 2, 3) for c in itertools.combinations_with_replacement(upstreams, n)]
letters = {None: "-", "skipped": "s", "upstream_failed": "u", "removed": "r"}
table = {
    rule: [
        "".join(("M" if met else "w") + letters[mark] for met, mark in (ask(rule, case, index) for case in cases))
        for index in MAP_INDEXES
    ]
    for rule in RULES
}
print(json.dumps({"states": STATES, "map_indexes": MAP_INDEXES, "cases": len(cases), "rules": table}, indent=1))
