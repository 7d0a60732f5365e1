"""Type names in statements -> types of the catalog; one that was never made is assumed."""

from __future__ import annotations

from ...analysis.written_types import bare_builtin, column_type, with_modifiers
from ...catalog import DataType
from ...catalog.type_names import SERIALS
from ...syntax.source import Node
from ...syntax.tree import Name, list_name, strings
from ..lookup.named_types import lookup_type
from ..state.context import Context
from .absent_names import refuse_absent_type
from .missing_extensions import extension_hint
from .role_rights import refuse_use_of_type
from .type_modifiers import refuse_modifiers


def is_serial(type_name: Node) -> str | None:
    """Return the integer type behind serial, bigserial ..., None for any other type."""
    names = strings(type_name.get("names"))
    if len(names) == 1 or (len(names) == 2 and names[0] == "pg_catalog"):
        return SERIALS.get(names[-1])
    return None


def resolve_type(context: Context, type_name: Node) -> DataType | None:
    """Return the type that a TypeName's fields mean here; None if it can't be known (%TYPE of an unknown column).

    A type that was never made is assumed: its schema is the one written, else public.
    """
    if bare := bare_builtin(type_name):
        return bare
    names = type_name.get("names") or []
    if type_name.get("pct_type"):
        return column_type(strings(names), context.catalog, context.session.schemas)
    name = list_name(names)
    found = lookup_type(context, name)
    if found is None:
        refuse_absent_type(context, name, type_name.get("location"))
        if name.schema and context.catalog.schema(name.schema) is None:
            hint = extension_hint(context, "schema", name.schema)
            context.assume_schema(name.schema, type_name.get("location"), hint)
        spelled = Name(name.schema or "public", name.name)
        location, hint = type_name.get("location"), extension_hint(context, "type", name.name)
        context.note_assumption("type", f"{spelled.schema}.{spelled.name}", "42704", location, hint)
        found = DataType(name.name, spelled.schema or "public")
    if found.oid and (type := context.catalog.type(found.oid)) is not None:
        refuse_use_of_type(context, type)
    made = with_modifiers(found, type_name)
    if "typmods" in type_name:
        refuse_modifiers(context, made, type_name)
    return made
