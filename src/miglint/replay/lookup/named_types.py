"""Which type a name means: pg_catalog's first, then along the search path."""

from __future__ import annotations

from ...analysis.written_types import named_type
from ...catalog import DataType
from ...syntax.quoting import quote_name
from ...syntax.tree import Name
from ..state.context import Context


def lookup_type(context: Context, name: Name) -> DataType | None:
    """Return the type of this name, None if there is none; row types of relations count."""
    return named_type(name, context.catalog, context.session.schemas)


def shown_type(context: Context, type: DataType | None) -> str:
    """Return a type as format_type() prints it here: with its schema only if the search path doesn't find it; "?" if
    unknown."""
    if type is None or type.schema == "pg_catalog":
        return context.catalog.format_type(type) or "?"
    row = context.catalog.types.get(type.oid) or context.catalog.relations.get(type.oid)
    schema, name = (type.schema, type.name) if row is None else (row.schema, row.name)
    found = lookup_type(context, Name(None, name))
    is_visible = found is not None and found.schema == schema
    modifiers = f"({type.modifiers})" if type.modifiers else ""
    return f"{quote_name(None if is_visible else schema, name)}{modifiers}{'[]' if type.is_array else ''}"
