"""COMMENT ON: the text and its object; NULL and '' remove it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...catalog import Comment, Index, Sequence, Table, View
from ...catalog.store import Rows
from ...syntax.source import Node
from ...syntax.tree import Name, clip, list_name, object_name, strings
from ..checks.assumptions import assume
from ..checks.extension_facts import refuse_missing_routine
from ..lookup.named_types import lookup_type
from ..lookup.routine_lookup import find_routine
from ..state.context import Context
from .tables.not_null_constraints import may_be_not_null

_RELATIONS = {
    "OBJECT_TABLE": "table",
    "OBJECT_VIEW": "view",
    "OBJECT_MATVIEW": "materialized view",
    "OBJECT_FOREIGN_TABLE": "foreign table",
    "OBJECT_SEQUENCE": "sequence",
    "OBJECT_INDEX": "index",
}
_ROUTINES = {
    "OBJECT_FUNCTION": "function",
    "OBJECT_PROCEDURE": "procedure",
    "OBJECT_ROUTINE": "routine",
    "OBJECT_AGGREGATE": "aggregate",
}
_KINDS = {
    "table": Table,
    "foreign table": Table,
    "view": View,
    "materialized view": View,
    "sequence": Sequence,
    "index": Index,
}


def comment(context: Context, node: Node) -> None:
    """COMMENT ON an object of any kind."""
    objtype, object = node["objtype"], node["object"]
    found: tuple[str, int, int, str] | None
    if objtype in _RELATIONS:
        found = _on_relation(context, _RELATIONS[objtype], object_name(object))
    elif objtype in _ROUTINES:
        found = _on_routine(context, _ROUTINES[objtype], object["ObjectWithArgs"])
    elif objtype == "OBJECT_COLUMN":
        found = _on_column(context, strings(object["List"]["items"]))
    elif objtype in ("OBJECT_POLICY", "OBJECT_TRIGGER", "OBJECT_TABCONSTRAINT", "OBJECT_RULE"):
        found = _on_part(context, objtype, strings(object["List"]["items"]))
    elif objtype in ("OBJECT_TYPE", "OBJECT_DOMAIN"):
        found = _on_type(context, object_name(object), objtype)
    else:
        found = _on_named(context, objtype, object)
    if found is None:
        return
    kind, oid, attnum, spelled = found
    text = node.get("comment")
    if text:
        row = Comment(kind, oid, attnum, spelled, text, context.statement)
        context.catalog.comments.put((kind, oid, attnum), row)
    else:
        context.catalog.comments.drop((kind, oid, attnum))


def _on_relation(context: Context, kind: str, name: Name) -> tuple[str, int, int, str] | None:
    relation = context.find(name)
    if relation is None:
        if kind in ("table", "view"):
            assume(context, name, None, kind)
        else:
            context.note_assumption(kind, ".".join((name.schema or "public", name.name)), "42P01")
        return None
    if not isinstance(relation, _KINDS[kind]) and not (isinstance(relation, Table) and relation.assumed):
        context.refuse("42809", f'"{relation.name}" is not a {kind}', oid=relation.oid, names=(relation.name,))
    return relation.kind, relation.oid, 0, relation.qualified


def _on_column(context: Context, parts: list[str]) -> tuple[str, int, int, str] | None:
    name = list_name([{"String": {"sval": part}} for part in parts[:-1]])
    relation = context.find(name)
    if relation is None:
        if (type := lookup_type(context, name)) is not None and type.oid:
            return None  # an attribute of a composite type; such comments are not kept
        relation = assume(context, name, None)
    if not isinstance(relation, (Table, View)):
        return None
    column = relation.column(parts[-1])
    if column is None:
        open_ended = relation.assumed if isinstance(relation, Table) else not relation.columns_known
        if open_ended or not context.catalog.knows("columns", relation):
            return None
        message = f'column "{parts[-1]}" of relation "{relation.name}" does not exist'
        context.refuse("42703", message, oid=relation.oid, names=(parts[-1], relation.name))
    return "column", relation.oid, column.attnum, f"{relation.qualified}.{column.name}"


def _on_routine(context: Context, kind: str, object: Node) -> tuple[str, int, int, str] | None:
    routine = find_routine(context, object, kind)
    if routine is None:
        refuse_missing_routine(context, object, kind)
        return None
    return routine.kind, routine.oid, 0, context.catalog.signature(routine)


def _on_part(context: Context, objtype: str, parts: list[str]) -> tuple[str, int, int, str] | None:
    """Return a policy, trigger, constraint or rule: `name on schema.table`."""
    name = list_name([{"String": {"sval": part}} for part in parts[:-1]])
    catalog, relation = context.catalog, context.find(name)
    if relation is None:
        assume(context, name, None)
        return None
    parts_of: dict[str, tuple[str, list[Any]]] = {
        "OBJECT_POLICY": ("policy", catalog.policies_of(relation.oid)),
        "OBJECT_TRIGGER": ("trigger", catalog.triggers_of(relation.oid)),
        "OBJECT_TABCONSTRAINT": ("constraint", catalog.constraints_of(relation.oid)),
    }
    kind, rows = parts_of.get(objtype, ("rule", []))
    for row in rows:
        if row.name == clip(parts[-1]):
            return kind, row.oid, 0, f"{row.name} on {relation.qualified}"
    if kind == "constraint" and isinstance(relation, Table) and may_be_not_null(context, relation, clip(parts[-1])):
        return None  # such comments are not kept
    aspect = {"policy": "policies", "constraint": "constraints"}.get(kind, "existence")
    if kind != "rule" and catalog.knows(aspect, relation):
        message = f'{kind} "{parts[-1]}" for table "{relation.name}" does not exist'
        context.refuse("42704", message, oid=relation.oid, names=(parts[-1], relation.name))
    return None


def _on_type(context: Context, name: Name, objtype: str) -> tuple[str, int, int, str] | None:
    found = lookup_type(context, name)
    if found is None:
        spelled = ".".join((name.schema or "public", name.name))
        context.note_assumption("type", spelled, "42704")
        return None
    if not found.oid:
        return None
    return "domain" if objtype == "OBJECT_DOMAIN" else "type", found.oid, 0, f"{found.schema}.{found.name}"


def _on_named(context: Context, objtype: str, object: Node) -> tuple[str, int, int, str] | None:
    """Return an object that has a name and no schema."""
    name, catalog = object_name(object).name, context.catalog
    rows: dict[str, Rows[Any]] = {
        "OBJECT_SCHEMA": catalog.schemas,
        "OBJECT_EXTENSION": catalog.extensions,
        "OBJECT_PUBLICATION": catalog.publications,
        "OBJECT_ROLE": catalog.roles,
        "OBJECT_EVENT_TRIGGER": catalog.event_triggers,
    }
    if objtype not in rows or (found := rows[objtype].get(name)) is None:
        if objtype == "OBJECT_SCHEMA":
            context.assume_schema(name)
        return None
    return objtype.removeprefix("OBJECT_").replace("_", " ").lower(), found.oid, 0, name


HANDLERS: dict[str, Callable[[Context, Node], None]] = {"CommentStmt": comment}
