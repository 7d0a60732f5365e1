"""Not-null constraints of tables: rows of pg_constraint since PostgreSQL 18, with names and NO INHERIT."""

from __future__ import annotations

from ....catalog import Column, Table
from ....record import replace
from ....syntax.source import Node
from ....syntax.tree import clip, strings
from ...state.context import Context
from .column_definitions import Home


def with_not_null(context: Context, home: Home, columns: list[Column], nodes: list[Node]) -> list[Column]:
    """Return the columns of a new table with the NOT NULL constraints that stand beside them in its definition."""
    for node in nodes:
        name = strings(node["keys"])[0]
        at = next((i for i, column in enumerate(columns) if column.name == name), None)
        if at is None:
            message = f'column "{name}" of relation "{home.name}" does not exist'
            context.refuse("42703", message, node.get("location"), home.oid, names=(name, home.name))
        columns[at] = replace(columns[at], not_null=True, **_constraint_fields(node))
    return columns


def _constraint_fields(node: Node) -> dict[str, str | bool]:
    """Return what a NOT NULL constraint sets on its column beside the fact itself."""
    fields: dict[str, str | bool] = {"not_null_inherits": not node.get("is_no_inherit")}
    if "conname" in node:
        fields["not_null_name"] = clip(node["conname"])
    return fields


def not_null_column(table: Table, name: str) -> Column | None:
    """Return the column whose not-null constraint has this name, given or generated."""
    for column in table.columns:
        if column.not_null and name == (column.not_null_name or f"{table.name}_{column.name}_not_null"):
            return column
    return None


def may_be_not_null(context: Context, table: Table, name: str) -> bool:
    """Return whether a not-null constraint may have this name. Generated ones aren't stored: they stay what they were
    when a column or table is renamed, and come from the parent or the copied table."""
    if context.replay.target.postgres_version < 18:
        return False
    return not_null_column(table, name) is not None or (
        "_not_null" in name and any(c.not_null and c.not_null_name is None for c in table.columns)
    )
