"""What tasks of scenarios are mapped over besides lists: results of other tasks, and their `map`, `zip` and `concat`.

For oracle-more.py and oracle3-more.py: the same words as src/scenario/mapped-sources.ts.
"""
try:  # Airflow 3
    from airflow.sdk.exceptions import AirflowException, AirflowSkipException
except ImportError:
    from airflow.exceptions import AirflowException, AirflowSkipException


def is_source(value):
    return isinstance(value, dict) and ("output_of" in value or "zip" in value or "concat" in value or ("map" in value and "by" in value))


def reference(source, task_of):
    """`task_of` gives a task by its id."""
    if "output_of" in source:
        return task_of(source["output_of"]).output
    if "map" in source:
        arg = reference(source["map"], task_of)
        for step in source["by"]:
            arg = arg.map(step_function(step))
        return arg
    first, *others = [reference(one, task_of) for one in source.get("zip") or source["concat"]]
    if "concat" in source:
        return first.concat(*others)
    return first.zip(*others, **({"fillvalue": source["fillvalue"]} if "fillvalue" in source else {}))


def step_function(step):
    (kind, given), = step.items()

    def applied(value):
        if kind == "item":
            return value[given]
        if kind == "add":
            return value + given
        if kind == "into":
            return {given: value} if isinstance(given, str) else dict(zip(given, value))
        if value in given:
            raise AirflowSkipException("scenario: skip") if kind == "skip" else AirflowException("scenario: fail")
        return value

    return applied


def values(given, task_of):
    """What `expand` is given for one argument."""
    return reference(given, task_of) if is_source(given) else given


def kwargs(given, task_of):
    """What `expand_kwargs` is given."""
    return reference(given, task_of) if is_source(given) else [values(one, task_of) for one in given]
