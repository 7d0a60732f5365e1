"""Whether the migrations are all there is: then what they use and never made is missing for certain."""

from __future__ import annotations

from miglint import Assumption, State, Table

_APART = frozenset({"access method", "function", "language", "operator class", "schema", "type"})
"""What a history may lack although it has its beginning: CREATE EXTENSION was forgotten, or a function."""


_SUPABASE = frozenset({"auth", "extensions", "graphql", "graphql_public", "realtime", "storage", "vault"})
"""Schemas of Supabase: migrations that use them run on Supabase, whatever the platform in force says."""


def never_made(state: State) -> list[Assumption]:
    """Return what the migrations use and nothing makes."""
    found = [a for a in state.catalog.assumptions if not a.made_later]
    return [a for a in found if a.statement.migration.role == "migration"]


def certainly_missing(state: State) -> list[Assumption]:
    """Return what isn't there although the history is complete: the migrations make all tables that they use, and
    nothing that they do is unknown. What a missing schema should hold is left out."""
    found = [a for a in never_made(state) if a.kind != "role"]
    if not found or not all(a.kind in _APART for a in found) or not state.catalog.knows("existence"):
        return []
    schemas = {a.object for a in found if a.kind == "schema"}
    if schemas & _SUPABASE:
        return []
    found = [a for a in found if a.object.partition(".")[0] not in schemas or a.kind == "schema"]
    own = (r for r in state.catalog.relations if isinstance(r, Table) and r.origin is not None and r.extension is None)
    return found if any(table.origin.migration.role == "migration" for table in own if table.origin) else []
