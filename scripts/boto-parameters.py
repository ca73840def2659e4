#!/usr/bin/env python3
"""Writes the parameters of operations of AWS as botocore describes them, in the short form of src/hooks/parameter-shapes.ts.

    python scripts/boto-parameters.py athena StartQueryExecution GetQueryExecution ...

prints the `params` of `awsApi`, to be run in an environment that has botocore. Tokens that botocore makes itself where
none is given are not required.
"""
import sys

import botocore.session

SCALARS = {"string": "s", "integer": "i", "long": "i", "float": "f", "double": "f", "boolean": "b", "timestamp": "t", "blob": "x"}


def recursive(shape, above=frozenset()):
    """The names of shapes that contain themselves."""
    if shape.name in above:
        return {shape.name}
    inner = above | {shape.name}
    if shape.type_name == "list":
        return recursive(shape.member, inner)
    if shape.type_name == "map":
        return recursive(shape.value, inner)
    if shape.type_name == "structure":
        return set().union(*(recursive(member, inner) for member in shape.members.values()))
    return set()


def short(shape, named, above=frozenset()):
    if shape.name in named and shape.name in above:
        return "&" + shape.name
    name = "#" + shape.name if shape.name in named else ""
    return name + short_by_type(shape, named, above | {shape.name})


def short_by_type(shape, named, above):
    least = shape.metadata.get("min")
    if shape.type_name in SCALARS:
        is_number = SCALARS[shape.type_name] in "if"
        return SCALARS[shape.type_name] + (str(least) if least or (is_number and least is not None) else "")
    if shape.type_name == "list":
        return f"[{short(shape.member, named, above)}]{least or ''}"
    if shape.type_name == "map":
        return f"<{short(shape.value, named, above)}>{least or ''}"
    if getattr(shape, "is_document_type", False):
        return "d"
    required = set(shape.required_members)
    members = " ".join(
        f"{name}{'!' if name in required and not member.metadata.get('idempotencyToken') else ''}:{short(member, named, above)}"
        for name, member in shape.members.items())
    return ("?" if getattr(shape, "is_tagged_union", False) else "") + "{" + members + "}"


service, *operations = sys.argv[1:]
model = botocore.session.get_session().get_service_model(service)
print("  params: {")
for operation in operations:
    shape = model.operation_model(operation).input_shape
    print(f'    {operation}: "{short(shape, recursive(shape)) if shape is not None else "{}"}",')
print("  },")
