"""Rows of new types, and types by the names in statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ....catalog import Table, Type, View
from ....catalog.changes import TypeCreated
from ....catalog.privileges import BUILTIN_TYPE
from ....catalog.routines import TypeKind
from ....syntax.source import Node
from ....syntax.tree import Name, clip, list_name
from ...lookup.named_types import lookup_type
from ...state.context import Context
from ..access.default_privileges import default_acl


def new_type_name(context: Context, name: Name, location: int | None = None) -> tuple[str, str]:
    """Return (schema, name) for a new type; refuse (42710) the name of an existing type or table."""
    schema = context.schema_for_new(name.schema, location)
    own = clip(name.name)
    existing = context.catalog.type_named(schema, own)
    relation = context.catalog.named(schema, own)
    taken = existing is not None and existing.kind != "shell" and context.catalog.knows("existence")
    if isinstance(relation, (Table, View)) and context.catalog.knows("existence", relation):
        taken = True
    if taken:
        context.refuse("42710", f'type "{own}" already exists', location, existing.oid if existing else 0, names=(own,))
    if existing is not None:
        context.catalog.types.drop(existing.oid)
    return schema, own


def put_type(
    context: Context,
    schema: str,
    name: str,
    kind: TypeKind,
    location: int | None = None,
    change: Callable[..., TypeCreated] = TypeCreated,
    **fields: Any,
) -> Type:
    """Add a new type to the catalog, and note the change."""
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
    """Return the type of this name; one that was never made is noted as assumed."""
    name = list_name(names)
    found = lookup_type(context, name)
    row = context.catalog.type(found.oid) if found and found.oid else None
    if row is None and found is None and not missing_ok:
        context.note_assumption("type", f"{name.schema or 'public'}.{name.name}", "42704")
    return row
