"""ALTER TABLE on columns: ADD, DROP, defaults, NOT NULL, identity and generated columns."""

from __future__ import annotations

from typing import Any

from ....catalog import Column, Table
from ....catalog.changes import ColumnAdded
from ....record import replace
from ....syntax.source import Node
from ....syntax.tree import clip, options
from ...checks.expression_checks import stored_expression
from ..common.dependents import DropTarget
from ..common.drop_objects import drop
from ..common.row_types import refuse_row_type_users, refuse_typed
from .alter_column_type import alter_type
from .alter_constraints import add_constraint
from .alter_passes import INDEX, OTHER, Work
from .changed_columns import change_column, change_everywhere, named_column
from .column_definitions import (
    INDEX_KINDS,
    Home,
    Parts,
    add_identity_sequence,
    default_expression,
    identity_kind,
    make_column,
    refuse_identity_type,
    with_column,
    with_generated,
)
from .inheritance import leave_to_children
from .partition_rules import is_inherited, refuse_alone, refuse_key_column
from .sequences import owned_column

_PLAIN = frozenset({
    "int2", "int4", "int8", "float4", "float8", "bool", "date", "timestamp", "timestamptz", "time", "timetz",
    "interval", "uuid", "oid", "money",
})  # fmt: skip
"""Types of fixed length, whose values are never moved out of the row (pg_type.typstorage)."""


def add_column(work: Work, command: Node) -> None:
    """ADD COLUMN; the constraints in the same command come in later passes."""
    context, table, definition = work.context, work.table, command["def"]["ColumnDef"]
    name, location = clip(definition["colname"]), definition.get("location")
    refuse_typed(context, table, "add column to")
    if table.is_partition:
        context.refuse("42809", "cannot add column to a partition", location, table.oid, names=(table.name,))
    existing = table.column(name)
    guessed = existing is not None and existing.origin is None and existing.type is None
    if existing is not None and not guessed:
        if command.get("missing_ok"):
            return
        if context.catalog.knows("columns", table):
            message = f'column "{name}" of relation "{table.name}" already exists'
            context.refuse("42701", message, location, table.oid, names=(name, table.name))
    if not work.recurse and context.catalog.children_of(table.oid):
        context.refuse("42P16", "column must be added to child tables too", location, table.oid)
    parts = Parts()
    home = Home(table.oid, table.schema, table.name, table.persistence)
    attnum = existing.attnum if existing else table.next_attnum
    column = make_column(context, home, definition, attnum, parts)
    after = _with(work, table, column, existing)
    after = with_generated(context, after, parts)
    context.put(after)
    context.emit(ColumnAdded, table.oid, location, table=after, column=after.column(name))
    if column.default is not None or column.identity or column.generated == "STORED":
        refuse_row_type_users(context, table)
    if work.recurse:
        _add_to_children(work, after, after.column(attnum) or column)
    for node, beside in [*parts.indexes, *parts.checks, *parts.foreign_keys]:
        number = INDEX if node["contype"] in INDEX_KINDS else OTHER
        work.later(number, add_constraint, {"def": {"Constraint": node}, "column": beside})


def _with(work: Work, table: Table, column: Column, existing: Column | None) -> Table:
    """Return the table with a column more, or in the place of one that was only assumed."""
    if existing is not None:
        return replace(table, columns=with_column(table, column), changed=work.context.statement)
    return replace(
        table,
        columns=(*table.columns, column),
        next_attnum=max(table.next_attnum, column.attnum) + 1,
        changed=work.context.statement,
    )


def _add_to_children(work: Work, parent: Table, column: Column) -> None:
    context = work.context
    for child in context.catalog.children_of(parent.oid):
        if child.column(column.name) is not None:
            continue
        copy = replace(column, attnum=child.next_attnum, inherited=True, location=None)
        if not child.is_partition:
            copy = replace(copy, identity=None)
        after = _with(work, child, copy, None)
        context.put(after)
        context.emit(ColumnAdded, child.oid, column.location, table=after, column=copy)
        _add_to_children(work, after, copy)


def drop_column(work: Work, command: Node) -> None:
    """DROP COLUMN, with what hangs on it."""
    context, table, name = work.context, work.table, clip(command["name"])
    refuse_typed(context, table, "drop column from")
    column = table.column(name)
    if column is None:
        if not command.get("missing_ok") and context.catalog.knows("columns", table):
            message = f'column "{name}" of relation "{table.name}" does not exist'
            context.refuse("42703", message, oid=table.oid, names=(name, table.name))
        return
    if (column.inherited and table.parents) or is_inherited(context, table, name):
        context.refuse("42P16", f'cannot drop inherited column "{name}"', oid=table.oid, names=(name,))
    refuse_key_column(context, table, column, "drop")
    if table.kind == "partitioned table" and not work.recurse:
        message = "cannot drop column from only the partitioned table when partitions exist"
        refuse_alone(context, table, message)
    if not work.recurse:
        leave_to_children(context, table, column)
    drop(context, [DropTarget("column", table.oid, column.attnum)], command.get("behavior") == "DROP_CASCADE")


def touch(work: Work, command: Node) -> None:
    """What changes a column in ways that no rule looks at: the column must be there."""
    if "name" not in command:
        return
    column = named_column(work, command)
    if command["subtype"] == "AT_SetStorage" and column.type is not None and not column.type.is_array:
        wanted = command.get("def", {}).get("String", {}).get("sval", "").lower()
        if not column.type.oid and column.type.name in _PLAIN and wanted in ("external", "extended", "main"):
            spelled = work.context.catalog.format_type(column.type)
            message = f"column data type {spelled} can only have storage PLAIN"
            work.context.refuse("0A000", message, oid=work.oid, names=(column.name,))


def set_default(work: Work, command: Node) -> None:
    """SET DEFAULT and DROP DEFAULT."""
    column = named_column(work, command)
    if column.identity or (column.generated and "def" in command):
        kind = "an identity" if column.identity else "a generated"
        message = f'column "{column.name}" of relation "{work.table.name}" is {kind} column'
        work.context.refuse("42601", message, oid=work.oid, names=(column.name, work.table.name))
    if column.generated:
        message = f'column "{column.name}" of relation "{work.table.name}" is a generated column'
        work.context.refuse("42601", message, oid=work.oid, names=(column.name, work.table.name))
    default = default_expression(work.context, command["def"], column) if "def" in command else None
    change_everywhere(work, column.name, default=default)


def _refuse_state(work: Work, column: Column, what: str) -> None:
    if work.context.catalog.knows("columns", work.table) and column.origin is not None:
        message = f'column "{column.name}" of relation "{work.table.name}" {what}'
        work.context.refuse("55000", message, oid=work.oid, names=(column.name, work.table.name))


def _refuse_identity_alone(work: Work, what: str) -> None:
    """Refuse (42P16) to change with ONLY the identity that partitions share, even where there are none
    (ATExecAddIdentity and its siblings)."""
    if work.table.kind == "partitioned table" and not work.recurse:
        work.context.refuse("42P16", f"cannot {what} of only the partitioned table", oid=work.oid)


def add_identity(work: Work, command: Node) -> None:
    """ADD GENERATED AS IDENTITY: for a NOT NULL column without a default."""
    column, table, node = named_column(work, command), work.table, command["def"]["Constraint"]
    _refuse_identity_alone(work, "add identity to a column")
    refuse_identity_type(work.context, column, node.get("location"), work.oid)
    if column.identity:
        _refuse_state(work, column, "is already an identity column")
    if column.default is not None:
        _refuse_state(work, column, "already has a default value")
    if not column.not_null:
        _refuse_state(work, column, "must be declared NOT NULL before identity can be added")
    home = Home(table.oid, table.schema, table.name, table.persistence)
    add_identity_sequence(work.context, home, column, node.get("options"), node.get("location"))
    _everywhere_partitioned(work, column.name, identity=identity_kind(node.get("generated_when")))


def _everywhere_partitioned(work: Work, name: str, **fields: Any) -> None:
    """Identity comes along to partitions, not to inheriting tables."""
    for table in work.family():
        column = table.column(name)
        if column and (table.oid == work.oid or table.is_partition):
            change_column(work, table, column, **fields)


def set_identity(work: Work, command: Node) -> None:
    """SET GENERATED ALWAYS | BY DEFAULT, and the options of its sequence."""
    column = named_column(work, command)
    _refuse_identity_alone(work, "change identity column")
    if not column.identity:
        _refuse_state(work, column, "is not an identity column")
    given = options(command.get("def", {}).get("List", {}).get("items")).get("generated")
    if given is not None:
        kind = identity_kind(chr(given["Integer"]["ival"]))
        _everywhere_partitioned(work, column.name, identity=kind)


def drop_identity(work: Work, command: Node) -> None:
    """DROP IDENTITY: the sequence goes, NOT NULL stays."""
    column = named_column(work, command)
    _refuse_identity_alone(work, "drop identity from a column")
    if not column.identity:
        if not command.get("missing_ok"):
            _refuse_state(work, column, "is not an identity column")
        return
    if sequence := owned_column(work.context, work.table, column.attnum, identity=True):
        drop(work.context, [DropTarget("relation", sequence.oid)], cascade=True)
    _everywhere_partitioned(work, column.name, identity=None)


def set_expression(work: Work, command: Node) -> None:
    """SET EXPRESSION of a generated column."""
    column = named_column(work, command)
    if not column.generated:
        _refuse_state(work, column, "is not a generated column")
    for table in work.family():
        if own := table.column(column.name):
            change_column(work, table, own, default=stored_expression(work.context, command["def"], table))


def drop_expression(work: Work, command: Node) -> None:
    """DROP EXPRESSION: an ordinary column from now on, without a default."""
    column = named_column(work, command)
    if not column.generated:
        if not command.get("missing_ok"):
            _refuse_state(work, column, "is not a generated column")
        return
    change_everywhere(work, column.name, generated=None, default=None)


__all__ = [
    "add_column", "add_identity", "alter_type", "drop_column", "drop_expression", "drop_identity",
    "set_default", "set_expression", "set_identity", "touch",
]  # fmt: skip
