"""SELECT over virtual tables; no rows of user tables.

A result tells the rows that are there from those that may be: a row of a user's table, or one that a condition with an
unknown value lets through.
"""

from __future__ import annotations

from typing import Any

from ...syntax.source import Node
from ...syntax.tree import list_name, unwrap, walk
from . import information_schema, pg_catalog_tables, pg_depend, pg_globals, pg_views  # noqa: F401 - they register
from .aggregates import ordered
from .evaluator import Evaluator
from .from_clause import FromClause
from .known_values import UNKNOWN, truth
from .name_scope import Result, Scope
from .target_list import distinct, group_key, has_aggregates, is_star, label, series, star
from .virtual_tables import TABLES

MAX_DOUBTFUL = 50
"""Rows that may be there, of a query over a table with unknown rows, that are told one by one."""


def run_query(evaluator: Evaluator, select: Node, outer: Scope) -> Result:
    """The rows of a SELECT or VALUES."""
    return Query(evaluator, select, outer).result()


class Query:
    """One SELECT: FROM, WHERE, GROUP BY, the target list, ORDER BY, LIMIT."""

    def __init__(self, evaluator: Evaluator, select: Node, outer: Scope, ctes: dict[str, Result] | None = None) -> None:
        self.evaluator = evaluator
        self.select = select
        self.outer = outer
        self.ctes = dict(ctes or {})

    def result(self) -> Result:
        select = self.select
        for node in select.get("withClause", {}).get("ctes", ()):
            cte = node["CommonTableExpr"]
            kind, query = unwrap(cte["ctequery"])
            if kind == "SelectStmt" and not select["withClause"].get("recursive"):
                self.ctes[cte["ctename"]] = self._sub(query, self.outer)
            else:
                self.ctes[cte["ctename"]] = Result([], [], [()])
        if select.get("op", "SETOP_NONE") != "SETOP_NONE":
            return self._union()
        if "valuesLists" in select:
            rows = [tuple(self.evaluator.values(v["List"]["items"], self.outer)) for v in select["valuesLists"]]
            return Result([f"column{i}" for i in range(1, len(rows[0]) + 1)], rows, [])
        sure, doubtful = self._joined()
        targets = [t["ResTarget"] for t in select.get("targetList", [])]
        if "groupClause" in select or "havingClause" in select or has_aggregates(targets):
            return self._limited(self._grouped(targets, sure, doubtful))
        if sort := self._sort_keys(targets):
            sure = ordered(self.evaluator, sure, sort)
        columns = self._columns(targets, (sure or doubtful or [self.outer])[0])
        result = Result(
            columns,
            [row for scope in sure for row in self._rows(targets, scope)],
            [row for scope in doubtful for row in self._rows(targets, scope)],
        )
        if "distinctClause" in select:
            result = Result(columns, distinct(result.rows), distinct(result.maybe))
        return self._limited(result)

    def _joined(self) -> tuple[list[Scope], list[Scope]]:
        """The rows of FROM that meet WHERE, and those that may."""
        sure: list[Scope] = []
        doubtful: list[Scope] = []
        source = FromClause(self.evaluator, self.select, self.outer, self.ctes, self._sub)
        for scope, certain in source.rows():
            test = source.holds(source.where, scope)
            if test is True and certain:
                sure.append(scope)
            elif test is True or test is UNKNOWN:
                doubtful.append(scope)
                if source.is_open and len(doubtful) == MAX_DOUBTFUL:
                    doubtful.append(Scope(self.outer))  # and whatever else there may be
                    break
        return sure, doubtful

    def _sub(self, select: Node, outer: Scope) -> Result:
        return Query(self.evaluator, select, outer, self.ctes).result()

    def _union(self) -> Result:
        left, right = (self._sub(self.select[side], self.outer) for side in ("larg", "rarg"))
        if self.select["op"] != "SETOP_UNION":
            return Result(left.columns, [], left.rows + left.maybe)
        rows = left.rows + right.rows
        return Result(left.columns, rows if self.select.get("all") else distinct(rows), left.maybe + right.maybe)

    def _limited(self, result: Result) -> Result:
        select = self.select
        if "limitCount" not in select and "limitOffset" not in select:
            return result
        if result.maybe:
            return Result(result.columns, [], result.rows + result.maybe)
        start = self.evaluator.value(select["limitOffset"], self.outer) if "limitOffset" in select else 0
        count = self.evaluator.value(select["limitCount"], self.outer) if "limitCount" in select else None
        if not isinstance(start, int) or not (count is None or isinstance(count, int)):
            return Result(result.columns, [], result.rows)
        return Result(result.columns, result.rows[start : None if count is None else start + count], [])

    def _sort_keys(self, targets: list[Node]) -> list[Node]:
        """ORDER BY, with positions and names of the target list put in."""
        names = {t["name"]: t["val"] for t in targets if "name" in t}
        keys = []
        for node in self.select.get("sortClause", []):
            by = node["SortBy"]
            match by["node"]:
                case {"A_Const": {"ival": {"ival": position}}} if 0 < position <= len(targets):
                    by = {**by, "node": targets[position - 1]["val"]}
                case {"ColumnRef": {"fields": [{"String": {"sval": name}}]}} if name in names:
                    by = {**by, "node": names[name]}
            keys.append({"SortBy": by})
        return keys

    # ---- the target list

    def _columns(self, targets: list[Node], scope: Scope) -> list[str]:
        columns: list[str] = []
        for target in targets:
            columns += [name for name, _ in star(target["val"], scope)] if is_star(target["val"]) else [label(target)]
        return columns

    def _rows(self, targets: list[Node], scope: Scope) -> list[tuple[Any, ...]]:
        """The rows that one row of FROM gives: one, or several where the target list holds a set."""
        if len(targets) == 1 and "FuncCall" in targets[0]["val"]:
            call = targets[0]["val"]["FuncCall"]
            if list_name(call["funcname"]).name in ("unnest", "generate_series"):
                values = series(self.evaluator, call, scope)
                if isinstance(values, list):
                    return [(value,) for value in values]
        row: list[Any] = []
        for target in targets:
            if is_star(target["val"]):
                row += [value for _, value in star(target["val"], scope)]
            else:
                row.append(self.evaluator.value(target["val"], scope))
        return [tuple(row)]

    def _grouped(self, targets: list[Node], sure: list[Scope], doubtful: list[Scope]) -> Result:
        columns = self._columns(targets, self.outer)
        keys = self.select.get("groupClause", [])
        names = {t["name"]: t["val"] for t in targets if "name" in t}
        groups: dict[str, list[Scope]] = {}
        for scope in sure:
            values = [self.evaluator.value(group_key(key, names, targets), scope) for key in keys]
            groups.setdefault(repr(values), []).append(scope)
        if not keys and not groups:
            groups[""] = []
        rows: list[tuple[Any, ...]] = []
        maybe: list[tuple[Any, ...]] = []
        for members in groups.values():
            scope = Scope(members[0] if members else self.outer)
            scope.group = None if doubtful else members
            test = (
                truth(self.evaluator.value(self.select["havingClause"], scope))
                if "havingClause" in self.select
                else True
            )
            if test is True or test is UNKNOWN:
                row = tuple(self.evaluator.value(t["val"], scope) for t in targets)
                (rows if test is True else maybe).append(row)
        if doubtful and keys:
            return Result(columns, [], [*rows, *maybe, tuple(UNKNOWN for _ in targets)])
        return Result(columns, rows, maybe)


def reads_catalog_only(select: Node) -> bool:
    """Whether a query reads nothing but tables that the replay answers for."""
    return all(
        (fields.get("schemaname") or "pg_catalog", fields.get("relname")) in TABLES
        for kind, fields in walk(select)
        if kind == "RangeVar"
    )
