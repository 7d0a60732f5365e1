"""What each level of a query reads (FROM), and the conditions on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from miglint import Node, strings

Reading = tuple[str, Node]
"""An alias in FROM and the RangeVar behind it."""


def unfiltered(query: Node, column: str, names: frozenset[str]) -> Iterator[Reading]:
    """Yield the tables in `names` that a query reads without testing their `column`.

    A condition counts on the table's own level (WHERE, ON, HAVING, FILTER ...) and on an outer level, if it tests the
    sub-select or WITH query that contains the table.
    """
    yield from _unfiltered(query.get("SelectStmt", query), column, names, frozenset())


def _unfiltered(select: Node, column: str, names: frozenset[str], ctes: frozenset[str]) -> Iterator[Reading]:
    named = {
        each["CommonTableExpr"]["ctename"]: each["CommonTableExpr"]["ctequery"]
        for each in (select.get("withClause") or {}).get("ctes") or ()
    }
    ctes = ctes | named.keys()
    for side in ("larg", "rarg"):
        if side in select:
            yield from _unfiltered(select[side], column, names, ctes)
    tested = {parts[0] if len(parts) > 1 else "" for parts in _mentions(select, column)}
    filtered: set[str] = set()
    for alias, item in _sources(select.get("fromClause") or []):
        match item:
            case {"RangeVar": table}:
                bare = "schemaname" not in table
                if bare and table["relname"] in ctes:
                    if alias in tested or "" in tested:
                        filtered.add(table["relname"])
                elif table["relname"] in names and alias not in tested and "" not in tested:
                    yield alias, table
            case {"RangeSubselect": {"subquery": {"SelectStmt": inner}}}:
                if alias not in tested and "" not in tested:
                    yield from _unfiltered(inner, column, names, ctes)
    for name, inner in named.items():
        if name not in filtered and "SelectStmt" in inner:
            yield from _unfiltered(inner["SelectStmt"], column, names, ctes)
    for inner in _sublinks(select):
        yield from _unfiltered(inner, column, names, ctes)


def _sources(items: list[Node]) -> Iterator[tuple[str, Node]]:
    """Yield the items of FROM with their aliases, and those of joins one by one."""
    for item in items:
        match item:
            case {"JoinExpr": {"larg": left, "rarg": right}}:
                yield from _sources([left, right])
            case {"RangeVar": table}:
                yield table.get("alias", {}).get("aliasname", table["relname"]), item
            case {"RangeSubselect": inner}:
                yield inner.get("alias", {}).get("aliasname", ""), item


def _mentions(select: Node, column: str) -> Iterator[list[str]]:
    """Yield the references to the column that are tested on this level: a.column or column.

    A column that is only selected doesn't count; qualified references in sub-selects count as outer references.
    """
    for key in ("fromClause", "whereClause", "havingClause", "targetList", "groupClause"):
        yield from _tests(select.get(key), column, key in ("whereClause", "havingClause"), True)


def _tests(node: Any, column: str, tested: bool, own: bool) -> Iterator[list[str]]:
    if isinstance(node, list):
        for each in node:
            yield from _tests(each, column, tested, own)
        return
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        if key == "ColumnRef":
            parts = strings(value["fields"])
            if tested and parts[-1] == column and (own or len(parts) > 1):
                yield parts[-2:]
        elif isinstance(value, (dict, list)):
            # Another level: in FROM it filters its own rows; elsewhere only qualified names refer to outer tables.
            inside = own and key not in ("RangeSubselect", "subselect")
            yield from _tests(value, column, tested or key in ("quals", "agg_filter", "NullTest"), inside)


def _sublinks(node: Any) -> Iterator[Node]:
    """Yield the selects in the expressions of a level: EXISTS, IN and scalar sub-selects."""
    stack: list[Any] = [node.get(key) for key in ("fromClause", "whereClause", "havingClause", "targetList")]
    while stack:
        here = stack.pop()
        if isinstance(here, list):
            stack.extend(here)
        elif isinstance(here, dict):
            for key, value in here.items():
                if key == "subselect":
                    if "SelectStmt" in value:
                        yield value["SelectStmt"]
                elif key != "RangeSubselect" and isinstance(value, (dict, list)):
                    stack.append(value)
