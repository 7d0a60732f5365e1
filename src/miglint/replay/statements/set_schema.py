"""ALTER ... SET SCHEMA: an object and what belongs to it move to another schema."""

from __future__ import annotations

from typing import Any

from ...catalog import Relation, Sequence, Table, View
from ...catalog.changes import Renamed
from ...record import replace
from ...syntax.source import Node
from ...syntax.tree import Name, object_name
from ..checks.assumptions import relation_of
from ..checks.extension_facts import refuse_missing_routine
from ..checks.role_rights import refuse_not_owner_of
from ..lookup.named_others import KINDS
from ..lookup.named_types import lookup_type
from ..lookup.routine_lookup import find_routine, same_types
from ..state.context import Context
from .alter_others import move_other
from .extensions import set_extension_schema

_ROUTINES = {
    "OBJECT_FUNCTION": "function",
    "OBJECT_PROCEDURE": "procedure",
    "OBJECT_ROUTINE": "routine",
    "OBJECT_AGGREGATE": "aggregate",
}


def set_schema(context: Context, node: Node) -> None:
    """ALTER TABLE | VIEW | SEQUENCE | FUNCTION | TYPE | DOMAIN | EXTENSION ... SET SCHEMA."""
    kind, schema = node["objectType"], node["newschema"]
    relation = relation_of(context, node["relation"], bool(node.get("missing_ok"))) if "relation" in node else None
    if relation is None and "relation" in node:
        return
    if context.catalog.schema(schema) is None:
        context.assume_schema(schema)
    if "relation" in node:
        if relation is not None and relation.schema != schema:
            _move_relation(context, relation, schema, node["relation"].get("location"))
    elif kind in _ROUTINES:
        _move_routine(context, node["object"]["ObjectWithArgs"], _ROUTINES[kind], schema)
    elif kind in ("OBJECT_TYPE", "OBJECT_DOMAIN"):
        _move_type(context, object_name(node["object"]), schema)
    elif kind == "OBJECT_EXTENSION":
        set_extension_schema(context, object_name(node["object"]).name, schema)
    elif kind in KINDS:
        move_other(context, kind, node["object"], schema)


def _move_relation(context: Context, relation: Relation, schema: str, location: int | None) -> None:
    """A table takes its indexes, constraints and the sequences of its columns along."""
    catalog = context.catalog
    if (other := catalog.named(schema, relation.name)) is not None:
        message = f'relation "{relation.name}" already exists in schema "{schema}"'
        context.refuse("42P07", message, location, other.oid, names=(relation.name, schema))
    if isinstance(relation, Sequence) and relation.owned_by is not None:
        context.refuse("0A000", "cannot move an owned sequence into another schema", location, relation.oid)
    context.alter(relation, schema=schema)
    if isinstance(relation, (Table, View)):
        for index in list(catalog.indexes(relation.oid)):
            context.alter(index, schema=schema)
        for sequence in catalog.relations.by("owned", relation.oid):
            context.alter(sequence, schema=schema)
        for constraint in catalog.constraints_of(relation.oid):
            row = replace(constraint, schema=schema, changed=context.statement)
            catalog.constraints.put(row.oid, row)
    _note(context, relation.oid, relation.kind, relation.schema, schema, relation.name, location)


def _move_routine(context: Context, object: Node, kind: str, schema: str) -> None:
    routine = find_routine(context, object, kind)
    if routine is None:
        refuse_missing_routine(context, object, kind)
        return
    refuse_not_owner_of(context, routine.kind, routine.name, routine.owner)
    if routine.schema == schema:
        return
    for other in context.catalog.routines_named(schema, routine.name):
        if same_types(other.input_types, routine.input_types):
            message = f'function {routine.name} already exists in schema "{schema}"'
            context.refuse("42723", message, oid=other.oid, names=(schema,))
    row = replace(routine, schema=schema, changed=context.statement)
    context.catalog.routines.put(row.oid, row)
    _note(context, row.oid, row.kind, routine.schema, schema, row.name)


def _move_type(context: Context, name: Name, schema: str) -> None:
    found = lookup_type(context, name)
    type = context.catalog.type(found.oid) if found and found.oid else None
    if type is None or type.schema == schema:
        return
    refuse_not_owner_of(context, "type", type.name, type.owner)
    if context.catalog.type_named(schema, type.name) is not None:
        context.refuse(
            "42710", f'type "{type.name}" already exists in schema "{schema}"', oid=type.oid, names=(type.name, schema)
        )
    store: Any = context.catalog.types
    store.put(type.oid, replace(type, schema=schema, changed=context.statement))
    for constraint in context.catalog.constraints_of(0):
        if constraint.domain == type.oid:
            context.catalog.constraints.put(constraint.oid, replace(constraint, schema=schema))
    _note(context, type.oid, "type", type.schema, schema, type.name)


def _note(
    context: Context, oid: int, what: str, before: str, after: str, name: str, location: int | None = None
) -> None:
    context.emit(Renamed, oid, location, what=what, before=f"{before}.{name}", after=f"{after}.{name}")
