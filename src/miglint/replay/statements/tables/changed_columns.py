"""Columns changed by ALTER TABLE: in the table itself and in all that inherit them."""

from __future__ import annotations

from typing import Any

from ....catalog import Column, Table
from ....catalog.changes import ColumnChanged
from ....record import replace
from ....syntax.source import Node
from .alter_passes import Work
from .column_definitions import known_column, with_column


def change_column(work: Work, table: Table, column: Column, **fields: Any) -> Table:
    """Change a column, and note the change."""
    context = work.context
    current = context.catalog.table(table.oid) or table
    changed = replace(column, changed=context.statement, **fields)
    after = context.alter(current, columns=with_column(current, changed))
    context.emit(ColumnChanged, table.oid, table=after, before=column, after=changed)
    return after


def change_everywhere(work: Work, name: str, **fields: Any) -> None:
    """Change a column in the table and in all that inherit it."""
    for table in work.family():
        if column := table.column(name):
            change_column(work, table, column, **fields)


def named_column(work: Work, command: Node) -> Column:
    """Return the column that a subcommand names; refuse (42703) if it is missing."""
    return known_column(work.context, work.table, command["name"])
