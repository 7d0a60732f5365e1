"""INHERITS and PARTITION OF: how a table's columns come together (MergeAttributes in commands/tablecmds.c)."""

from __future__ import annotations

from ....catalog import Column, Ref, Sequence, Table
from ....record import replace
from ...state.context import Context
from .column_definitions import Home


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
                default = before.default or column.default
                merged[column.name] = replace(before, not_null=before.not_null or column.not_null, default=default)
    for column in own:
        before = merged.get(column.name)
        if before is None:
            merged[column.name] = replace(column, attnum=len(merged) + 1)
            continue
        if column.type is not None:
            _refuse_type(context, before, column)
        merged[column.name] = replace(
            before,
            not_null=before.not_null or column.not_null,
            default=column.default or before.default,
            identity=column.identity or before.identity,
            generated=column.generated or before.generated,
            inherited=column.type is None,
            location=column.location,
        )
    renumber(context, home.oid, {c.attnum: merged[c.name].attnum for c in own})
    return list(merged.values())


def _inherited(context: Context, column: Column, attnum: int, is_partition: bool) -> Column:
    """Return a column as a child has it. Only partitions inherit identity (PostgreSQL 17, 5.3)."""
    return replace(
        column,
        attnum=attnum,
        inherited=True,
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


def renumber(context: Context, table: int, numbers: dict[int, int]) -> None:
    """Columns got other numbers while the table was put together: the sequences that they own follow."""
    if all(old == new for old, new in numbers.items()):
        return
    for row in context.catalog.relations.by("owned", table):
        if isinstance(row, Sequence) and row.owned_by:
            context.put(replace(row, owned_by=Ref(table, numbers.get(row.owned_by.attnum, row.owned_by.attnum))))
