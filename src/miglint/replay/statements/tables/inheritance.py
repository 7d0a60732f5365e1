"""INHERITS and PARTITION OF: how a table's columns come together (MergeAttributes in commands/tablecmds.c)."""

from __future__ import annotations

from collections.abc import Mapping

from ....catalog import Column, Ref, Sequence, Table
from ....record import replace
from ...state.context import Context
from .column_definitions import Home
from .partition_rules import is_inherited


def merge_inherited(
    context: Context, home: Home, parents: list[Table], own: list[Column], is_partition: bool
) -> list[Column]:
    """Return the columns of the parents in order, then the table's own; equal names are merged."""
    merged: dict[str, Column] = {}
    for parent in parents:
        if parent.oid == home.oid:
            context.refuse("42P07", f'relation "{home.name}" would be inherited from itself', names=(home.name,))
        for column in parent.columns:
            before = merged.get(column.name)
            if before is None:
                merged[column.name] = _inherited(context, column, len(merged) + 1, is_partition)
            else:
                _refuse_type(context, before, column)
                if before.generated != column.generated and _is_known(context, parents):
                    message = f'inherited column "{column.name}" has a generation conflict'
                    context.refuse("42804", message, names=(column.name,))
                _refuse_defaults(context, before, column, own)
                default = before.default or column.default
                not_null = before.not_null or (column.not_null and column.not_null_inherits)
                merged[column.name] = replace(before, not_null=not_null, default=default)
    for column in own:
        before = merged.get(column.name)
        if before is None:
            merged[column.name] = replace(column, attnum=len(merged) + 1)
            continue
        if column.type is not None:
            _refuse_type(context, before, column)
        if _is_known(context, parents):
            _refuse_generation(context, before, column)
        merged[column.name] = replace(
            before,
            not_null=before.not_null or column.not_null,
            not_null_name=column.not_null_name or before.not_null_name,
            not_null_inherits=before.not_null or column.not_null_inherits,
            default=column.default or before.default,
            identity=column.identity or before.identity,
            generated=column.generated or before.generated,
            inherited=column.type is None,
            location=column.location,
        )
    renumber(context, home.oid, {c.attnum: merged[c.name].attnum for c in own})
    places = {Ref(p.oid, c.attnum): Ref(home.oid, merged[c.name].attnum) for p in parents for c in p.columns}
    return [_reading_itself(column, places) for column in merged.values()]


def _reading_itself(column: Column, places: Mapping[Ref, Ref]) -> Column:
    """Return an inherited generated column so that it reads the columns of the child, no longer its parent's."""
    if not column.inherited or not column.generated or column.default is None:
        return column
    reads = frozenset([places.get(ref, ref) for ref in column.default.depends])
    return replace(column, default=replace(column.default, depends=reads))


def _is_known(context: Context, parents: list[Table]) -> bool:
    return all(context.catalog.knows("columns", parent) for parent in parents)


def _refuse_generation(context: Context, inherited: Column, own: Column) -> None:
    """Refuse (42611) a column that isn't generated as its parent's is (MergeChildAttribute in commands/tablecmds.c)."""
    message = ""
    if not inherited.generated:
        if own.generated:
            message = f'child column "{own.name}" specifies generation expression'
    elif own.identity:
        message = f'column "{own.name}" inherits from generated column but specifies identity'
    elif own.default is not None and not own.generated:
        message = f'column "{own.name}" inherits from generated column but specifies default'
    elif own.generated and own.generated != inherited.generated:
        message = f'column "{own.name}" inherits from generated column of different kind'
    if message:
        context.refuse("42611", message, own.location, names=(own.name,))


def _refuse_defaults(context: Context, first: Column, second: Column, own: list[Column]) -> None:
    """Refuse (42611) two parents with different numbers as a column's default, if the table itself sets none."""
    if any(column.name == first.name and column.default is not None for column in own):
        return
    numbers = [c.default.node.get("A_Const", {}).get("ival") if c.default else None for c in (first, second)]
    if None not in numbers and numbers[0] != numbers[1]:
        message = f'column "{first.name}" inherits conflicting default values'
        context.refuse("42611", message, names=(first.name,))


def _inherited(context: Context, column: Column, attnum: int, is_partition: bool) -> Column:
    """Return a column as a child has it. Only partitions inherit identity (PostgreSQL 17, 5.3)."""
    return replace(
        column,
        attnum=attnum,
        inherited=True,
        not_null=column.not_null and column.not_null_inherits,
        not_null_name=column.not_null_name if column.not_null_inherits else None,
        not_null_inherits=True,
        identity=column.identity if is_partition else None,
        acl=type(column.acl)(),
        origin=context.statement,
        changed=context.statement,
        location=None,
    )


def _refuse_type(context: Context, first: Column, second: Column) -> None:
    if first.type is None or second.type is None:
        return
    same = (first.type.name, first.type.schema, first.type.is_array) == (
        second.type.name, second.type.schema, second.type.is_array,
    )  # fmt: skip
    if not same:
        context.refuse(
            "42804", f'column "{first.name}" has a type conflict', second.location, reason="other", names=(first.name,)
        )


def leave_to_children(context: Context, table: Table, column: Column) -> None:
    """DROP COLUMN of ONLY a parent: the column, and the checks that read it, are the children's own from now on."""
    own = {c.oid for c in context.catalog.constraints_of(table.oid) if column.attnum in c.columns}
    for child in context.catalog.children_of(table.oid):
        columns = tuple(replace(c, inherited=False) if c.name == column.name else c for c in child.columns)
        context.put(replace(child, columns=columns))
        for constraint in context.catalog.constraints_of(child.oid):
            if constraint.parent in own:
                context.catalog.constraints.put(constraint.oid, replace(constraint, parent=None, inherited=False))


def refuse_rename(context: Context, table: Table, name: str, alone: bool) -> None:
    """Refuse (42P16) to rename a column that a parent has, or with ONLY one that children have."""
    if is_inherited(context, table, name):
        message = f'cannot rename inherited column "{name}"'
        context.refuse("42P16", message, oid=table.oid, names=(name,))
    if alone and any(child.column(name) for child in context.catalog.children_of(table.oid)):
        message = f'inherited column "{name}" must be renamed in child tables too'
        context.refuse("42P16", message, oid=table.oid, names=(name,))


def renumber(context: Context, table: int, numbers: dict[int, int]) -> None:
    """Columns got other numbers while the table was put together: the sequences that they own follow."""
    if all(old == new for old, new in numbers.items()):
        return
    for row in context.catalog.relations.by("owned", table):
        if isinstance(row, Sequence) and row.owned_by:
            context.put(replace(row, owned_by=Ref(table, numbers.get(row.owned_by.attnum, row.owned_by.attnum))))
