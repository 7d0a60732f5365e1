"""CREATE INDEX and the indexes behind constraints (PostgreSQL docs, CREATE INDEX; commands/indexcmds.c)."""

from __future__ import annotations

from typing import Any

from ....catalog import Expression, Index, IndexKey, Table, View
from ....syntax.source import Node
from ....syntax.tree import clip, list_name, strings
from ...checks.expression_checks import stored_expression
from ...checks.purposes import KEY, Purpose
from ...state.context import Context
from .column_definitions import expression_over, known_column
from .index_methods import look_up_class, refuse_method, refuse_opclass

Indexed = Table | View


def make_index(
    context: Context, table: Indexed, name: str, keys: tuple[IndexKey, ...], location: int | None = None, **more: Any
) -> Index:
    """Return a new index; the caller puts it into the catalog."""
    if more.get("unique") and isinstance(table, Table) and not set(table.partition_keys) <= {k.attnum for k in keys}:
        message = "unique constraint on partitioned table must include all partitioning columns"
        context.refuse("0A000", message, location, table.oid)
    return Index(
        oid=context.catalog.new_oid(),
        origin=context.statement,
        changed=context.statement,
        schema=table.schema,
        name=name,
        kind="index",
        owner=table.owner,
        persistence=table.persistence,
        table=table.oid,
        keys=keys,
        location=location,
        **more,
    )


def make_keys(context: Context, table: Indexed, elements: list[Node], method: str = "btree") -> tuple[IndexKey, ...]:
    """Return the keys of an index from its IndexElem fields."""
    refuse_method(context, method, len(elements))
    keys = tuple([_key(context, table, element, method) for element in elements])
    current = context.catalog.table(table.oid) or table
    for key in keys:
        if key.opclass is None and (column := current.column(key.attnum) if key.attnum else None):
            refuse_opclass(context, column.type, method)
    return keys


def _key(context: Context, table: Indexed, element: Node, method: str) -> IndexKey:
    attnum, expression = 0, None
    match element:
        # A mere column in parentheses is that column.
        case {"name": name} | {"expr": {"ColumnRef": {"fields": [{"String": {"sval": name}}]}}}:
            attnum = column_number(context, table, name)
        case {"expr": node}:
            expression = stored_over(context, table, node, KEY)
    nulls = element.get("nulls_ordering", "SORTBY_NULLS_DEFAULT")
    opclass = element.get("opclass")
    if opclass:
        look_up_class(context, method, list_name(opclass))
    return IndexKey(
        attnum,
        expression,
        ".".join(strings(opclass)) if opclass else None,
        element.get("ordering") == "SORTBY_DESC",
        None if nulls == "SORTBY_NULLS_DEFAULT" else nulls == "SORTBY_NULLS_FIRST",
    )


def stored_over(context: Context, table: Indexed, node: Node, purpose: Purpose) -> Expression:
    """Return an expression or predicate over a table, whose columns must be there, or a materialized view."""
    if isinstance(table, Table):
        return expression_over(context, table, node, purpose)
    return stored_expression(context, node, table, purpose)


def column_number(context: Context, table: Indexed, name: str) -> int:
    """Return the attnum of an indexed column; 0 if a view's columns are not known."""
    if isinstance(table, Table):
        return known_column(context, context.catalog.table(table.oid) or table, name).attnum
    column = table.column(clip(name))
    if column is None and table.columns_known and context.catalog.knows("columns", table):
        context.refuse("42703", f'column "{name}" does not exist', oid=table.oid, names=(name,))
    return column.attnum if column else 0
