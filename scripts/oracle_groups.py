"""Task groups of scenarios, and what tasks and groups are mapped over; in Airflow 2 and 3."""
import mapped_sources

try:  # Airflow 3
    from airflow.sdk.definitions._internal.expandinput import DictOfListsExpandInput, ListOfDictsExpandInput, MappedArgument
    from airflow.sdk.definitions.mappedoperator import OperatorPartial
    from airflow.sdk.definitions.taskgroup import MappedTaskGroup, TaskGroup
except ImportError:
    from airflow.models.expandinput import DictOfListsExpandInput, ListOfDictsExpandInput, MappedArgument
    from airflow.models.mappedoperator import OperatorPartial
    from airflow.utils.task_group import MappedTaskGroup, TaskGroup

GROUPS: dict = {}
ARGUMENTS: dict = {}


class Kwargs(dict):
    """In place of what `expand` is given: `expand_kwargs` is meant."""

    def __init__(self, given):
        super().__init__(given=given)


def expand_kwargs_too():
    """`partial(...).expand(**Kwargs(...))` becomes `expand_kwargs`, as the oracle knows `expand` alone."""
    expand = OperatorPartial.expand

    def expanded(self, **given):
        return self.expand_kwargs(given["given"]) if set(given) == {"given"} else expand(self, **given)

    OperatorPartial.expand = expanded


class AnyArgument(dict):
    """What a group that is mapped over dictionaries hands on: any name."""

    def __init__(self, values, outer):
        super().__init__(outer)
        self.values, self.own = values, []

    def __missing__(self, name):
        self[name] = MappedArgument(input=self.values, key=name)
        self.own.append(self[name])
        return self[name]

    def now_of(self, values):
        for argument in self.own:
            argument._input = values


class Later:
    """What tasks return that are not built yet."""

    def __init__(self, source):
        self.source = source

    def __len__(self):
        return 0


def build_task(spec, dag, build):
    """`build` is the oracle's own, which knows no groups and no results."""
    groups = GROUPS[dag.dag_id]
    if "task_group" in spec:
        spec["task_group"] = groups[spec["task_group"]]
    if "from_group" in spec:
        arguments = ARGUMENTS[dag.dag_id]
        spec.update({name: arguments[spec["task_group"].group_id][argument] for name, argument in spec.pop("from_group").items()})
    upstream = spec.pop("upstream", [])
    expand = {name: mapped_sources.values(value, dag.get_task) for name, value in spec.pop("expand", {}).items()}
    if "expand_kwargs" in spec:
        expand = Kwargs(mapped_sources.kwargs(spec.pop("expand_kwargs"), dag.get_task))
    task = build({**spec, **({"expand": expand} if expand else {})}, dag)
    for name in upstream:
        (groups[name] if name in groups else dag.get_task(name)) >> task
    return task


def make_groups(dag, specs):
    GROUPS[dag.dag_id], ARGUMENTS[dag.dag_id] = {}, {}
    for group in specs:
        make_group(dag, group)


def make_group(dag, group):
    """A mapped group whose values another task returns is linked to it at the end, as leaving its `with` does."""
    groups, arguments = GROUPS[dag.dag_id], ARGUMENTS[dag.dag_id]
    parent = groups[group["parent_group"]] if "parent_group" in group else dag.task_group
    more = dict(group_id=group["group_id"], prefix_group_id=group.get("prefix_group_id", True), parent_group=parent, dag=dag,
                **({"default_args": group["default_args"]} if "default_args" in group else {}))
    if "expand" not in group and "expand_kwargs" not in group:
        made_group = TaskGroup(**more)
    else:
        values = DictOfListsExpandInput({}) if "expand" in group else ListOfDictsExpandInput([])
        made_group = MappedTaskGroup(expand_input=values, **more)
    groups[made_group.group_id] = made_group
    arguments[made_group.group_id] = dict(arguments.get(parent.group_id, {}))
    if "expand_kwargs" in group:
        arguments[made_group.group_id] = AnyArgument(values, arguments[made_group.group_id])
    for name, value in group.get("expand", {}).items():
        values.value[name] = Later(value) if isinstance(value, dict) else value
        arguments[made_group.group_id][name] = MappedArgument(input=values, key=name)


def link_groups(dag, specs):
    groups = GROUPS[dag.dag_id]
    for made_group in groups.values():
        for name, value in made_group._expand_input.value.items() if isinstance(getattr(made_group, "_expand_input", None), DictOfListsExpandInput) else ():
            if isinstance(value, Later):
                made_group._expand_input.value[name] = mapped_sources.reference(value.source, dag.get_task)
                for task, _ in made_group._expand_input.value[name].iter_references():
                    made_group.set_upstream(task)
    for group, (group_id, made_group) in zip(specs, groups.items()):
        if "expand_kwargs" in group:
            values = ListOfDictsExpandInput(mapped_sources.kwargs(group["expand_kwargs"], dag.get_task))
            ARGUMENTS[dag.dag_id][group_id].now_of(values)
            made_group._expand_input = values
            for task, _ in values.iter_references():
                made_group.set_upstream(task)
        for name in group.get("upstream", []):
            (groups[name] if name in groups else dag.get_task(name)) >> made_group
