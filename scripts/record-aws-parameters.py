"""Writes the parameters that the constructors of the Amazon provider's operators and sensors take, to compare with ours.

    python scripts/record-aws-parameters.py CLASS ...

prints JSON: the version of the provider that is installed, and for each of the classes that it has its parameters, without those of
BaseOperator and BaseSensorOperator. test/operators/amazon-parameters has a file of each version, which this made.
"""
import importlib
import inspect
import json
import pkgutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import oracle_services

oracle_services.leave_kubernetes_out()
oracle_services.leave_pandas_out()


def modules():
    """All modules of the provider with operators and sensors; those that need what is not installed are left out."""
    for kind in ("operators", "sensors"):
        package = importlib.import_module(f"airflow.providers.amazon.aws.{kind}")
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            try:
                yield importlib.import_module(module.name)
            except ImportError:
                continue


def parameters(cls):
    """The parameters by name: those of the class and of its bases in the provider, which get what a class does not name itself."""
    found = set()
    for base in cls.__mro__:
        if base.__module__.startswith("airflow.providers.amazon.") and "__init__" in vars(base):
            found |= {name for name, one in inspect.signature(base.__init__).parameters.items() if one.kind in (one.KEYWORD_ONLY, one.POSITIONAL_OR_KEYWORD)}
    return sorted(found - {"self"})


def main():
    from airflow.providers.amazon import __version__

    classes = {name: value for module in modules() for name, value in vars(module).items() if inspect.isclass(value) and value.__module__ == module.__name__}
    known = {name: parameters(classes[name]) for name in sorted(sys.argv[1:]) if name in classes}
    lines = ",\n".join(f"    {json.dumps(name)}: {json.dumps(of)}" for name, of in known.items())
    print(f'{{\n  "amazonProvider": {json.dumps(__version__)},\n  "classes": {{\n{lines}\n  }}\n}}')


if __name__ == "__main__":
    main()
