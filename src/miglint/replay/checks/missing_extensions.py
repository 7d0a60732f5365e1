"""Which extension has what a statement names and nothing made: CREATE EXTENSION is missing, or it put the extension
into another schema, or it did nothing because IF NOT EXISTS found the extension elsewhere."""

from __future__ import annotations

from ...analysis.postgres import facts
from ...analysis.postgres.extension_functions import functions_of, operator_classes_of
from ..lookup.named_others import NamedOther, find_other
from ..state.context import Context
from .extension_facts import METHODS_OF_EXTENSIONS, facts_of, known_extensions


def extension_hint(context: Context, kind: str, name: str) -> str:
    """Return what to do where an extension has the missing type, function, schema, access method or operator class of
    this bare name; "" where none is known to have it."""
    extension = _with(kind, name)
    if extension is None:
        return ""
    row = context.catalog.extensions.get(extension)
    if row is not None:
        return f"The extension {extension} is installed in the schema {row.schema}: write {row.schema}.{name}."
    quoted = f'"{extension}"' if "-" in extension else extension
    supabase = context.replay.target.platform == "supabase" and facts_of(extension).schema is None
    schema = " WITH SCHEMA extensions" if supabase else ""
    return f"It belongs to the extension {extension}: write CREATE EXTENSION {quoted}{schema}; before this statement."


def is_missing_class(context: Context, named: NamedOther) -> bool:
    """Return whether an operator class is one of an extension that isn't installed, or that lies in a schema which the
    statement doesn't look at."""
    own = facts.operator_class_names().get(named.method or "", ())
    extension = _with("operator class", named.name.name)
    if extension is None or named.name.name in own or find_other(context, named) is not None:
        return False
    row = context.catalog.extensions.get(extension)
    return row is None or row.schema not in ((named.name.schema,) if named.name.schema else context.session.schemas)


def _with(kind: str, name: str) -> str | None:
    """Return the well-known extension that has an object."""
    if kind == "access method":
        return METHODS_OF_EXTENSIONS.get(name)
    if kind == "operator class":
        return next((e for e in facts.extension_members() if name in operator_classes_of(e)), None)
    if kind == "function":
        return next((e for e in facts.extension_members() if name in functions_of(e)), None)
    if kind == "type":
        return next((e for e in known_extensions() if name in facts_of(e).types), None)
    if kind == "schema":
        return next((e for e in known_extensions() if name in (facts_of(e).schema, *facts_of(e).makes)), None)
    return None
