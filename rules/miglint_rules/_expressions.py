"""Expressions that the catalog stores, as SQL that runs now."""

from __future__ import annotations

from miglint import Catalog, Expression, Node, Table, View, sql, walk


def sql_of(node: Node, expression: Expression, catalog: Catalog) -> str:
    """The text of a tree of an expression's names; "" where one of them has been renamed since, and a sub-select, which
    keeps the words it was written with, would miss it."""
    return sql(node) if _is_current(expression, catalog) else ""


def _is_current(expression: Expression, catalog: Catalog) -> bool:
    """Whether everything that an expression needs still has the name by which it asks for it."""
    said = {fields.get("sval", "") for _, fields in walk(expression.node, ("String",))}
    said |= {fields["relname"] for _, fields in walk(expression.node, ("RangeVar",))}
    for oid, attnum in expression.depends:
        relation = catalog.relation(oid)
        if attnum and isinstance(relation, (Table, View)):
            column = relation.column(attnum)
            if column is None or column.name not in said:
                return False
        elif (relation or catalog.routine(oid) or _UNNAMED).name not in (*said, ""):
            return False
    return True


class _UNNAMED:
    name = ""
