"""Tables that certainly hold no rows on a fresh database.

The replay knows no rows. But a table that the migrations created and that nothing has written to is empty when they run
on a fresh database, and the catalog shows the result of `supabase db reset`. On a database in use the same table has
rows: so a condition on it decides what the catalog holds, but everything that depends on it stays unknown to rules
(plpgsql/run_body.py).
"""

from __future__ import annotations

from ...catalog import Table
from ...syntax.source import Node
from ...syntax.tree import range_name, walk
from .context import Context

WRITES = frozenset({"InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "CopyStmt", "SelectStmt"})
"""Statements that may change rows: a SELECT with a data-changing WITH is one."""


def note_write(context: Context, kind: str, node: Node) -> None:
    """Remember what a statement writes to: its table and, if a trigger fires, the tables that the trigger writes to."""
    if context.replay.filled.any:
        return
    if "relation" in node:
        _fill(context, node["relation"], kind in ("InsertStmt", "MergeStmt", "CopyStmt"))
    inside = node.get("withClause") or (node.get("query") if kind == "CopyStmt" else None)
    for inner, fields in walk(inside) if inside else ():
        if inner in WRITES and "relation" in fields:
            _fill(context, fields["relation"], inner == "InsertStmt")


def _fill(context: Context, target: Node | None, adds: bool) -> None:
    relation = context.find(range_name(target)) if target else None
    if not isinstance(relation, Table) or relation.parents or context.catalog.triggers_of(relation.oid):
        context.replay.filled.any = True
    elif adds:
        context.replay.filled.oids.add(relation.oid)


def is_empty(context: Context, table: object) -> bool:
    """Return whether a relation is a table of the migrations that nothing has written to."""
    filled = context.replay.filled
    return (
        isinstance(table, Table)
        and not filled.any
        and table.oid not in filled.oids
        and table.origin is not None
        and table.origin.kind == "CreateStmt"
        and not table.assumed
        and table.kind == "table"
        and context.catalog.knows("existence", table)
    )
