"""Which tables certainly hold no rows on a fresh database.

The replay knows no rows. But a table that the migrations made and that nothing has written to is empty when they run
on a fresh database, and the catalog tells what `supabase db reset` leads to. On a database in use the same table has
rows: so a condition on it decides what the catalog says, and what hangs on it stays unknown to rules all the same
(plpgsql/running.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...catalog import Table
from ...syntax.source import Node
from ...syntax.tree import range_name, walk

if TYPE_CHECKING:
    from .context import Context

WRITES = frozenset({"InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "CopyStmt", "SelectStmt"})


class Rows:
    """The tables that may have rows. It only grows: what was undone counts too."""

    def __init__(self) -> None:
        self.filled: set[int] = set()
        self.anything = False
        """Whether something was run that may have written to any table."""

    def copy(self) -> Rows:
        made = Rows()
        made.filled, made.anything = set(self.filled), self.anything
        return made

    def write(self, context: Context, kind: str, node: Node) -> None:
        """A statement that changes rows: its table, and, where a trigger fires, whatever that writes to."""
        if self.anything:
            return
        if kind != "SelectStmt":
            self._fill(context, node["relation"], kind in ("InsertStmt", "MergeStmt", "CopyStmt"))
        with_clause = node.get("withClause")
        for inner, fields in walk(with_clause) if with_clause else ():
            if inner in WRITES and "relation" in fields:
                self._fill(context, fields["relation"], inner == "InsertStmt")

    def _fill(self, context: Context, target: Node | None, adds: bool) -> None:
        relation = context.find(range_name(target)) if target else None
        if not isinstance(relation, Table) or relation.parents or context.catalog.triggers_of(relation.oid):
            self.anything = True
        elif adds:
            self.filled.add(relation.oid)

    def is_empty(self, context: Context, table: object) -> bool:
        """Whether a relation is a table of the migrations that nothing has written to."""
        return (
            isinstance(table, Table)
            and not self.anything
            and table.oid not in self.filled
            and table.origin is not None
            and table.origin.kind == "CreateStmt"
            and not table.assumed
            and table.kind == "table"
            and context.catalog.knows("existence", table)
        )
