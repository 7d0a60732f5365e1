"""What the conditions of a query determine about the tables that it joins."""

from __future__ import annotations

from collections.abc import Iterator

from ...syntax.source import Node
from ...syntax.tree import walk
from .virtual_tables import VirtualTable


def aliases_of(qual: Node) -> frozenset[str]:
    """Return the aliases that a condition names; none if a column has no alias or the condition has a sub-select."""
    names = set()
    for kind, fields in walk(qual, ("SubLink", "ColumnRef")):
        parts = fields.get("fields", ())
        if kind == "SubLink" or len(parts) < 2 or "String" not in parts[-2]:
            return frozenset()
        names.add(parts[-2]["String"].get("sval", ""))
    return frozenset(names)


def column_of(node: Node, alias: str, table: VirtualTable) -> str | None:
    """Return the column of this table that a tree is; None for anything else, a column under a cast too."""
    match node:
        case {"ColumnRef": {"fields": [{"String": {"sval": name}}]}} if name in table.columns:
            return str(name)
        case {"ColumnRef": {"fields": [{"String": {"sval": qualifier}}, {"String": {"sval": name}}]}} if (
            qualifier == alias
        ):
            return str(name) if name in table.columns else None
    return None


def equalities(qual: Node, alias: str, table: VirtualTable) -> Iterator[tuple[str, Node]]:
    """Return the columns of a table that a condition sets equal to something, with what that is."""
    match qual:
        case {"A_Expr": {"name": [{"String": {"sval": "="}}], "lexpr": left, "rexpr": right, **more}} if (
            more.get("kind", "AEXPR_OP") == "AEXPR_OP"
        ):
            for column, other in ((left, right), (right, left)):
                if name := column_of(column, alias, table):
                    yield name, other


def joined(qual: Node) -> tuple[str, str, str, str] | None:
    """Return the four names of a.x = b.y."""
    match qual:
        case {
            "A_Expr": {
                "name": [{"String": {"sval": "="}}],
                "lexpr": {"ColumnRef": {"fields": [{"String": {"sval": left}}, {"String": {"sval": left_column}}]}},
                "rexpr": {"ColumnRef": {"fields": [{"String": {"sval": right}}, {"String": {"sval": right_column}}]}},
            }
        }:
            return left, left_column, right, right_column
    return None
