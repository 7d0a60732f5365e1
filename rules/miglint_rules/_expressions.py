"""Expressions of the catalog as SQL that runs now."""

from __future__ import annotations

from miglint import Catalog, Expression, Node, Table, View, sql, walk


def sql_of(node: Node, expression: Expression, catalog: Catalog) -> str:
    """Return a tree with an expression's names as SQL; "" if one of its objects has been renamed since.

    A sub-select keeps the names that it was written with, so the text would name objects that no longer exist.
    """
    return sql(node) if _is_current(expression, catalog) else ""


def _is_current(expression: Expression, catalog: Catalog) -> bool:
    """Return whether everything that an expression needs still has the name that the expression uses."""
    names = {fields.get("sval", "") for _, fields in walk(expression.node, ("String",))}
    names |= {fields["relname"] for _, fields in walk(expression.node, ("RangeVar",))}
    for oid, attnum in expression.depends:
        relation = catalog.relation(oid)
        if attnum and isinstance(relation, (Table, View)):
            column = relation.column(attnum)
            if column is None or column.name not in names:
                return False
        elif (found := relation or catalog.routine(oid)) is not None and found.name not in names:
            return False
    return True
