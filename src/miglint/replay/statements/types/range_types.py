"""CREATE TYPE ... AS RANGE: the range, its multirange, and the functions that make their values."""

from __future__ import annotations

from ....catalog import Argument, DataType, Ref, Routine
from ....catalog.routines import ArgumentMode
from ....record import replace
from ....syntax.source import Node
from ....syntax.tree import list_name, options
from ...checks.type_lookup import resolve_type
from ...state.context import Context
from ..access.default_privileges import default_acl
from .new_types import new_type_name, put_type

_TEXT = DataType("text")


def create_range(context: Context, node: Node) -> None:
    """DefineRange in commands/typecmds.c; makeMultirangeTypeName names the multirange by default."""
    schema, name = new_type_name(context, list_name(node["typeName"]))
    given = options(node.get("params"))
    subtype = (given.get("subtype") or {}).get("TypeName")
    base = resolve_type(context, subtype) if subtype else None
    row = put_type(context, schema, name, "range", base=base)
    own = DataType(name, schema, row.oid)
    if named := (given.get("multirange_type_name") or {}).get("TypeName"):
        other = list_name(named["names"]).name
    else:
        other = name.replace("range", "multirange", 1) if "range" in name else f"{name}_multirange"
    multirange = put_type(context, schema, other, "multirange", base=own)
    if base is None:
        return
    _constructor(context, own, [base, base])
    _constructor(context, own, [base, base, _TEXT])
    made = DataType(other, schema, multirange.oid)
    _constructor(context, made, [])
    _constructor(context, made, [own])
    _constructor(context, made, [replace(own, is_array=True)], "VARIADIC")


def _constructor(context: Context, made: DataType, types: list[DataType], mode: ArgumentMode = "IN") -> None:
    """Add a function named like the type; it is dropped with the type, and belongs to the server's superuser."""
    session = context.session
    role, session.role = session.role, "supabase_admin" if context.replay.target.platform == "supabase" else "postgres"
    owner, acl = session.role, default_acl(context, made.schema, "functions")
    session.role = role
    routine = Routine(
        oid=context.catalog.new_oid(),
        origin=context.statement,
        changed=context.statement,
        schema=made.schema,
        name=made.name,
        arguments=tuple(Argument(None, type, mode) for type in types),
        returns=made,
        language="internal",
        volatility="immutable",
        parallel="safe",
        owner=owner,
        acl=acl,
        depends=frozenset({Ref(made.oid)}),
    )
    context.catalog.routines.put(routine.oid, routine)
