"""CREATE TYPE, CREATE DOMAIN and their ALTERs (PostgreSQL docs, 8.7 Enumerated Types, 8.18 Domain Types)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ....catalog import Table, Type, View
from ....catalog.changes import EnumValueAdded, TypeCreated
from ....catalog.privileges import BUILTIN_TYPE
from ....record import replace
from ....syntax.source import Node
from ....syntax.tree import Name, clip, list_name, strings
from ...state.context import Context
from ..access.default_privileges import default_acl
from .type_lookup import lookup_type


def new_type_name(context: Context, name: Name, location: int | None = None) -> tuple[str, str]:
    """(schema, name) for a new type; 42710 where a type or a table's row type has the name."""
    schema = context.schema_for_new(name.schema, location)
    own = clip(name.name)
    existing = context.catalog.type_named(schema, own)
    relation = context.catalog.named(schema, own)
    taken = existing is not None and existing.kind != "shell" and context.catalog.knows("existence")
    if isinstance(relation, (Table, View)) and context.catalog.knows("existence", relation):
        taken = True
    if taken:
        context.refuse("42710", f'type "{own}" already exists', location, existing.oid if existing else 0)
    if existing is not None:
        context.catalog.types.drop(existing.oid)
    return schema, own


def put_type(
    context: Context,
    schema: str,
    name: str,
    kind: str,
    location: int | None = None,
    change: Callable[..., TypeCreated] = TypeCreated,
    **fields: Any,
) -> Type:
    """Put a new type into the catalog and say so."""
    acl = default_acl(context, schema, "types")
    row = Type(
        oid=context.catalog.new_oid(),
        origin=context.statement,
        changed=context.statement,
        schema=schema,
        name=name,
        kind=kind,
        owner=context.session.role,
        acl=None if acl is BUILTIN_TYPE else acl,
        location=location,
        **fields,
    )
    context.catalog.types.put(row.oid, row)
    context.emit(change, row.oid, location, type=row)
    return row


def find_type(context: Context, names: list[Node], missing_ok: bool = False) -> Type | None:
    """The type of this name; one that was never made is noted as assumed."""
    name = list_name(names)
    found = lookup_type(context, name)
    row = context.catalog.type(found.oid) if found and found.oid else None
    if row is None and found is None and not missing_ok:
        context.note_assumption("type", f"{name.schema or 'public'}.{name.name}", "42704")
    return row


def _create_enum(context: Context, node: Node) -> None:
    schema, name = new_type_name(context, list_name(node["typeName"]))
    labels = strings(node.get("vals"))
    for label in labels:
        if labels.count(label) > 1:
            context.refuse("23505", f'enum label "{label}" used more than once')
    put_type(context, schema, name, "enum", labels=tuple(labels))


def _alter_enum(context: Context, node: Node) -> None:
    row = find_type(context, node["typeName"])
    if row is None:
        return
    if row.kind != "enum":
        context.refuse("42809", f"{row.schema}.{row.name} is not an enum", oid=row.oid)
    value = node["newVal"]
    if "oldVal" in node:
        _rename_value(context, row, node["oldVal"], value)
        return
    labels = list(row.labels)
    if value in labels:
        if not node.get("skipIfNewValExists"):
            context.refuse("42710", f'enum label "{value}" already exists', oid=row.oid)
        return
    neighbor = node.get("newValNeighbor")
    if neighbor is None:
        labels.append(value)
    elif neighbor in labels:
        labels.insert(labels.index(neighbor) + bool(node.get("newValIsAfter")), value)
    else:
        context.refuse("22023", f'"{neighbor}" is not an existing enum label', oid=row.oid)
    after = replace(row, labels=tuple(labels), changed=context.statement)
    context.catalog.types.put(row.oid, after)
    context.emit(EnumValueAdded, row.oid, type=after, value=value)


def _rename_value(context: Context, row: Type, old: str, new: str) -> None:
    if old not in row.labels:
        context.refuse("22023", f'"{old}" is not an existing enum label', oid=row.oid)
    if new in row.labels:
        context.refuse("42710", f'enum label "{new}" already exists', oid=row.oid)
    labels = tuple(new if label == old else label for label in row.labels)
    context.catalog.types.put(row.oid, replace(row, labels=labels, changed=context.statement))


def _create_range(context: Context, node: Node) -> None:
    from .range_types import create_range

    create_range(context, node)


def _create_composite(context: Context, node: Node) -> None:
    from .composite_types import create_composite

    create_composite(context, node)


def _create_domain(context: Context, node: Node) -> None:
    from .domains import create_domain

    create_domain(context, node)


def _alter_domain(context: Context, node: Node) -> None:
    from .domains import alter_domain

    alter_domain(context, node)


def _define(context: Context, node: Node) -> None:
    from ..other_objects import define

    define(context, node)


def _statistics(context: Context, node: Node) -> None:
    from ..other_objects import create_statistics

    create_statistics(context, node)


def _rule(context: Context, node: Node) -> None:
    from ..other_objects import create_rule

    create_rule(context, node)


HANDLERS: dict[str, Callable[[Context, Node], None]] = {
    "CreateEnumStmt": _create_enum,
    "AlterEnumStmt": _alter_enum,
    "CreateRangeStmt": _create_range,
    "CompositeTypeStmt": _create_composite,
    "CreateDomainStmt": _create_domain,
    "AlterDomainStmt": _alter_domain,
    "DefineStmt": _define,
    "CreateStatsStmt": _statistics,
    "RuleStmt": _rule,
}
