"""INSERT ... VALUES: rows that no content of the table makes right (PostgreSQL docs, INSERT)."""

from __future__ import annotations

from ....analysis.literals import is_checked
from ....catalog import Column, Table
from ....syntax.source import Node
from ....syntax.tree import clip
from ...state.context import Context
from .assignments import has_size, is_filled, refuse_literal, refuse_size

_CONSTANT = "A_Const"


def written_columns(context: Context, table: Table, node: Node) -> list[Column] | None:
    """Return the columns that an INSERT writes, in the order of its values; None if they aren't all known. Refuse
    (42701) a column that it names twice."""
    named = node.get("cols")
    if not named:
        return list(table.columns) if context.catalog.knows("columns", table) else None
    found: list[Column] = []
    for wrapped in named:
        target = wrapped["ResTarget"]
        column = table.column(clip(target["name"]))
        if column is None or "indirection" in target:
            return None
        if column in found:
            message = f'column "{column.name}" specified more than once'
            context.refuse("42701", message, target.get("location"), table.oid, names=(column.name,))
        found.append(column)
    return found


def refuse_count(context: Context, table: Table, node: Node, columns: list[Column], given: int) -> None:
    """Refuse (42601) more values than there are columns, or fewer than are named."""
    if given > len(columns):
        context.refuse("42601", "INSERT has more expressions than target columns", oid=table.oid)
    if "cols" in node and given < len(columns):
        context.refuse("42601", "INSERT has more target columns than expressions", oid=table.oid)


def check_rows(context: Context, table: Table, node: Node, columns: list[Column], rows: list[list[Node]]) -> None:
    """Refuse rows of VALUES before anything is written: of unequal length, or with constants that are no values of
    their column's type."""
    width = len(rows[0])
    if len(set(map(len, rows))) > 1:
        context.refuse("42601", "VALUES lists must all be the same length", oid=table.oid)
    refuse_count(context, table, node, columns, width)
    for at, column in enumerate(columns[:width]):
        if column.type is None:
            continue
        reads_text = is_checked(column.type)
        for row in rows:
            constant = row[at].get(_CONSTANT)
            if constant is not None and (reads_text or "sval" not in constant) and "isnull" not in constant:
                refuse_literal(context, column, constant)


def refuse_filled(context: Context, table: Table, node: Node, columns: list[Column], rows: list[list[Node]]) -> None:
    """Refuse (428C9) a value for a column that only PostgreSQL fills; `rows` is empty if a query makes the rows."""
    overriding = node.get("override", "OVERRIDING_NOT_SET") != "OVERRIDING_NOT_SET"
    for at, column in enumerate(columns):
        if not is_filled(column) or (overriding and not column.generated):
            continue
        if not rows or any(at < len(row) and "SetToDefault" not in row[at] for row in rows):
            message = f'cannot insert a non-DEFAULT value into column "{column.name}"'
            context.refuse("428C9", message, oid=table.oid, names=(column.name,))


def refuse_stored(context: Context, table: Table, columns: list[Column], rows: list[list[Node]]) -> None:
    """Refuse what fails when a row is written: a constant that is too large, NULL where the column takes none."""
    for at, column in enumerate(columns):
        if not has_size(column):
            continue
        for row in rows:
            if at < len(row) and _CONSTANT in row[at]:
                refuse_size(context, column, row[at][_CONSTANT])
    if not _writes_as_given(context, table):
        return
    width = len(rows[0]) if rows else 0
    given = {column.attnum: at for at, column in enumerate(columns[:width])}
    for column in table.columns:
        if not (column.not_null or (column.type is not None and column.type.oid)):
            continue
        place = given.get(column.attnum)
        if place is not None and any(_is_null(row[place]) for row in rows):
            _refuse_null(context, table, column)
        missing = place is None or any("SetToDefault" in row[place] for row in rows)
        if missing and not _has_default(context, column):
            _refuse_null(context, table, column)


def _writes_as_given(context: Context, table: Table) -> bool:
    """Return whether a row is stored as the statement gives it: no trigger or rule changes it before."""
    catalog = context.catalog
    if table.kind != "table" or table.assumed or not catalog.knows("columns", table):
        return False
    if not catalog.knows("triggers", table) or any(other.kind == "rule" for other in catalog.others):
        return False
    return not any(
        trigger.timing != "AFTER" and trigger.level == "ROW" and "INSERT" in trigger.events
        for trigger in catalog.triggers_of(table.oid)
    )


def _is_null(value: Node) -> bool:
    return _CONSTANT in value and "isnull" in value[_CONSTANT]


def _has_default(context: Context, column: Column) -> bool:
    if column.default is not None or column.identity or column.generated:
        return True
    row = context.catalog.type(column.type.oid) if column.type and column.type.oid else None
    while row is not None and row.kind == "domain":
        if row.default is not None:
            return True
        row = context.catalog.type(row.base.oid) if row.base else None
    return False


def _refuse_null(context: Context, table: Table, column: Column) -> None:
    """Refuse (23502) NULL in a column that takes none, by itself or by its domain."""
    row = context.catalog.type(column.type.oid) if column.type and column.type.oid else None
    while row is not None and row.kind == "domain":
        if row.not_null:
            message = f"domain {row.name} does not allow null values"
            context.refuse("23502", message, oid=table.oid, names=(row.name,))
        row = context.catalog.type(row.base.oid) if row.base else None
    if column.not_null and column.type is not None:
        message = f'null value in column "{column.name}" of relation "{table.name}" violates not-null constraint'
        context.refuse("23502", message, oid=table.oid, names=(column.name, table.name))
