"""SET and DROP NOT NULL, and the named not-null constraints of PostgreSQL 18."""

from __future__ import annotations

from ....syntax.source import Node
from ....syntax.tree import clip
from .alter_passes import Work
from .changed_columns import change_everywhere, named_column
from .column_definitions import known_column
from .partition_rules import refuse_alone


def set_not_null(work: Work, command: Node) -> None:
    """SET NOT NULL."""
    if work.table.kind == "partitioned table" and not work.recurse:
        refuse_alone(work.context, work.table, "constraint must be added to child tables too")
    change_everywhere(work, named_column(work, command).name, not_null=True)


def add_not_null(work: Work, name: str, constraint: str | None) -> None:
    """ADD CONSTRAINT ... NOT NULL column (PostgreSQL 18)."""
    column = known_column(work.context, work.table, name)
    change_everywhere(work, column.name, not_null=True, not_null_name=clip(constraint) if constraint else None)


def drop_named_not_null(work: Work, constraint: str) -> bool:
    """Drop a column's not-null constraint if DROP CONSTRAINT names one: by its own name, or by PostgreSQL 18's default
    name. Return whether it does."""
    table = work.table
    if work.context.replay.target.postgres_version < 18:
        return False
    for column in table.columns:
        if column.not_null and constraint == (column.not_null_name or f"{table.name}_{column.name}_not_null"):
            drop_not_null(work, {"name": column.name})
            return True
    return False


def drop_not_null(work: Work, command: Node) -> None:
    """DROP NOT NULL; not from a primary key's column, nor from an identity."""
    column, table = named_column(work, command), work.table
    if column.identity:
        message = f'column "{column.name}" of relation "{table.name}" is an identity column'
        work.context.refuse("42601", message, oid=work.oid, names=(column.name, table.name))
    for constraint in work.context.catalog.constraints_of(table.oid):
        keyed = constraint.kind == "primary key" and column.attnum in constraint.columns
        if keyed and work.context.catalog.knows("constraints", table):
            work.context.refuse(
                "42P16", f'column "{column.name}" is in a primary key', oid=work.oid, names=(column.name,)
            )
    change_everywhere(work, column.name, not_null=False)
