"""Expressions over one table follow when a column of it is renamed; the catalog keeps them as trees with names.

Expressions with sub-selects, and the queries of views, keep their text: there a name can mean another table's column.
"""

from __future__ import annotations

from typing import Any

from ...catalog import Expression, Index, Ref, Table
from ...record import replace
from ...syntax.tree import walk
from ..state.context import Context


def follow_rename(context: Context, table: Table, attnum: int, old: str, new: str) -> None:
    """Rewrite the checks, policies, index expressions and generated columns of a table that read a column."""
    catalog, ref = context.catalog, Ref(table.oid, attnum)

    def renamed(expression: Expression | None) -> Expression | None:
        if expression is None or ref not in expression.depends or _has_query(expression.node):
            return expression
        return replace(expression, tree=_rename(expression.node, old, new, table.name))

    for constraint in catalog.constraints_of(table.oid):
        if (changed := renamed(constraint.expression)) is not constraint.expression:
            catalog.constraints.put(constraint.oid, replace(constraint, expression=changed))
    for policy in catalog.policies_of(table.oid):
        using, with_check = renamed(policy.using), renamed(policy.with_check)
        if using is not policy.using or with_check is not policy.with_check:
            catalog.policies.put(policy.oid, replace(policy, using=using, with_check=with_check))
    for index in list(catalog.indexes(table.oid)):
        if isinstance(index, Index) and ref in index.depends:
            keys = tuple(replace(key, expression=renamed(key.expression)) for key in index.keys)
            context.put(replace(index, keys=keys, predicate=renamed(index.predicate)))
    if any(c.default and ref in c.default.depends for c in table.columns):
        context.put(replace(table, columns=tuple(replace(c, default=renamed(c.default)) for c in table.columns)))


def _has_query(node: Any) -> bool:
    return any(kind in ("SubLink", "SelectStmt") for kind, _ in walk(node))


def _rename(node: Any, old: str, new: str, table: str) -> Any:
    """Return a copy of a tree in which the column has its new name; `old` and `table.old` mean it."""
    if isinstance(node, list):
        return [_rename(item, old, new, table) for item in node]
    if not isinstance(node, dict):
        return node
    match node:
        case {"ColumnRef": {"fields": [*qualifier, {"String": {"sval": name}}]} as fields} if name == old:
            if not qualifier or qualifier[-1] == {"String": {"sval": table}}:
                return {"ColumnRef": {**fields, "fields": [*qualifier, {"String": {"sval": new}}]}}
            return node
    return {key: _rename(value, old, new, table) for key, value in node.items()}
