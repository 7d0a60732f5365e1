"""SET and DROP NOT NULL, and the named not-null constraints of PostgreSQL 18."""

from __future__ import annotations

from typing import Any

from ....catalog import Table
from ....syntax.source import Node
from ....syntax.tree import clip
from .alter_passes import Work
from .changed_columns import change_column, change_everywhere, named_column
from .column_definitions import known_column
from .not_null_constraints import not_null_column
from .partition_rules import refuse_alone


def set_not_null(work: Work, command: Node) -> None:
    """SET NOT NULL."""
    if work.table.kind == "partitioned table" and not work.recurse:
        refuse_alone(work.context, work.table, "constraint must be added to child tables too")
    change_everywhere(work, named_column(work, command).name, not_null=True)


def add_not_null(work: Work, name: str, node: Node) -> None:
    """ADD CONSTRAINT ... NOT NULL column (PostgreSQL 18)."""
    constraint = node.get("conname")
    column, table = known_column(work.context, work.table, name), work.table
    if column.not_null and constraint and constraint != column.not_null_name:
        # A generated name isn't stored; it may be that of a column or table before it was renamed.
        if column.not_null_name or "_not_null" not in constraint:
            message = f'cannot create not-null constraint "{constraint}" on column "{name}" of table "{table.name}"'
            work.context.refuse("55000", message, oid=table.oid, names=(constraint, name, table.name))
        return
    fields: dict[str, Any] = {"not_null": True, "not_null_name": clip(constraint) if constraint else None}
    if node.get("is_no_inherit"):
        change_column(work, table, column, not_null_inherits=False, **fields)
    else:
        change_everywhere(work, column.name, **fields)


def refuse_not_null_name(work: Work, constraint: str) -> None:
    """Refuse (42710) another constraint of a not-null constraint's name (PostgreSQL 18)."""
    table = work.table
    if not constraint or work.context.replay.target.postgres_version < 18:
        return
    if any(column.not_null_name == constraint for column in table.columns):
        message = f'constraint "{constraint}" for relation "{table.name}" already exists'
        work.context.refuse("42710", message, oid=table.oid, names=(constraint, table.name))


def drop_named_not_null(work: Work, constraint: str) -> bool:
    """Drop a column's not-null constraint if DROP CONSTRAINT names one: by its own name, or by PostgreSQL 18's default
    name. Return whether it does."""
    table = work.table
    if work.context.replay.target.postgres_version < 18:
        return False
    if column := not_null_column(table, constraint):
        drop_not_null(work, {"name": column.name})
    return column is not None


def alter_not_null(work: Work, constraint: str, given: Node) -> bool:
    """ALTER CONSTRAINT ... [NO] INHERIT of a not-null constraint, which children get or keep as their own. Return
    whether it has that name."""
    if work.context.replay.target.postgres_version < 18:
        if given.get("alterInheritability") and not given.get("noinherit"):
            work.context.refuse("42601", 'syntax error at or near "inherit"')
        return False
    column = not_null_column(work.table, constraint)
    if column is not None and given.get("alterInheritability"):
        inherits = not given.get("noinherit")
        change_column(work, work.table, column, not_null_inherits=inherits)
        if inherits:
            change_everywhere(work, column.name, not_null=True)
    return column is not None


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
    _drop(work, table, column.name)


def _drop(work: Work, table: Table, name: str) -> None:
    """Drop NOT NULL; a child whose column is its own as well keeps its constraint since PostgreSQL 18
    (dropconstraint_internal in commands/tablecmds.c)."""
    if column := table.column(name):
        change_column(work, table, column, not_null=False, not_null_name=None, not_null_inherits=True)
    for child in work.context.catalog.children_of(table.oid) if work.recurse else ():
        own = child.column(name)
        if own is not None and (own.inherited or work.context.replay.target.postgres_version < 18):
            _drop(work, child, name)
