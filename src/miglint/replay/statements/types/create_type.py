"""CREATE TYPE, CREATE DOMAIN and their ALTERs (PostgreSQL docs, 8.7 Enumerated Types, 8.18 Domain Types)."""

from __future__ import annotations

from collections.abc import Callable

from ....catalog import Type
from ....catalog.changes import EnumValueAdded, Renamed
from ....record import replace
from ....syntax.source import Node
from ....syntax.tree import list_name, strings
from ...state.context import Context
from ..common.renamed_expressions import followed
from .composite_types import create_composite
from .domains import alter_domain, create_domain
from .new_types import find_type, new_type_name, put_type
from .range_types import create_range


def _create_enum(context: Context, node: Node) -> None:
    schema, name = new_type_name(context, list_name(node["typeName"]))
    labels = strings(node.get("vals"))
    for label in labels:
        _refuse_long(context, label)
        if labels.count(label) > 1:
            context.refuse("23505", f'enum label "{label}" used more than once', names=(label,))
    put_type(context, schema, name, "enum", labels=tuple(labels))


def _refuse_long(context: Context, label: str) -> None:
    """Refuse (42602) a label of more than 63 bytes: it isn't cut (EnumValuesCreate in catalog/pg_enum.c)."""
    if len(label.encode()) > 63:
        context.refuse("42602", f'invalid enum label "{label}"', names=(label,))


def _alter_enum(context: Context, node: Node) -> None:
    row = find_type(context, node["typeName"])
    if row is None:
        return
    if row.kind != "enum":
        context.refuse("42809", f"{row.schema}.{row.name} is not an enum", oid=row.oid)
    value = node["newVal"]
    _refuse_long(context, value)
    if "oldVal" in node:
        _rename_value(context, row, node["oldVal"], value)
        return
    labels = list(row.labels)
    if value in labels:
        if not node.get("skipIfNewValExists"):
            context.refuse("42710", f'enum label "{value}" already exists', oid=row.oid, names=(value,))
        return
    neighbor = node.get("newValNeighbor")
    if neighbor is None:
        labels.append(value)
    elif neighbor in labels:
        labels.insert(labels.index(neighbor) + bool(node.get("newValIsAfter")), value)
    else:
        context.refuse("22023", f'"{neighbor}" is not an existing enum label', oid=row.oid, names=(neighbor,))
    after = replace(row, labels=tuple(labels), changed=context.statement)
    context.catalog.types.put(row.oid, after)
    context.emit(EnumValueAdded, row.oid, type=after, value=value)


def _rename_value(context: Context, row: Type, old: str, new: str) -> None:
    if old not in row.labels:
        context.refuse("22023", f'"{old}" is not an existing enum label', oid=row.oid, names=(old,))
    if new in row.labels:
        context.refuse("42710", f'enum label "{new}" already exists', oid=row.oid, names=(new,))
    labels = tuple(new if label == old else label for label in row.labels)
    context.catalog.types.put(row.oid, replace(row, labels=labels, changed=context.statement))
    context.emit(Renamed, row.oid, what="enum value", before=old, after=new)


HANDLERS: dict[str, Callable[[Context, Node], None]] = {
    "CreateEnumStmt": _create_enum,
    "AlterEnumStmt": followed(_alter_enum),
    "CreateRangeStmt": create_range,
    "CompositeTypeStmt": create_composite,
    "CreateDomainStmt": create_domain,
    "AlterDomainStmt": alter_domain,
}
