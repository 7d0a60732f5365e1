"""The passes of ALTER TABLE (enum AlterTablePass in commands/tablecmds.c, PostgreSQL 17)."""

from __future__ import annotations

from collections.abc import Callable

from ....catalog import Table
from ....syntax.source import Node
from ...state.context import Context

DROP, TYPE, ADD_COLUMN, EXPRESSION, COLUMN_ATTRIBUTES, INDEX, OTHER, MISC = range(8)


class Work:
    """One ALTER TABLE being done: its table, and what is still to run in which pass."""

    def __init__(self, context: Context, oid: int, recurse: bool) -> None:
        self.context = context
        self.oid = oid
        self.recurse = recurse
        self.before_types: dict[int, Table] = {}
        """The tables whose columns get other types, as they were before."""
        self.queue: dict[int, list[tuple[Callable[[Work, Node], None], Node]]] = {}

    @property
    def table(self) -> Table:
        """Return the table as it is now."""
        table = self.context.catalog.table(self.oid)
        assert table is not None
        return table

    def later(self, number: int, run: Callable[[Work, Node], None], command: Node) -> None:
        """Put something into a pass."""
        self.queue.setdefault(number, []).append((run, command))

    def run(self) -> None:
        """Run the passes in order; what a pass adds to a later one is run there."""
        for number in range(MISC + 1):
            for run, command in self.queue.get(number, ()):
                run(self, command)

    def family(self) -> list[Table]:
        """Return the table and, without ONLY, all that inherit from it."""
        found = [self.table]
        if self.recurse:
            for table in found:
                found += [c for c in self.context.catalog.children_of(table.oid) if c not in found]
        return found
