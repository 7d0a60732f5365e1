"""SELECT over virtual tables, without rows of user tables.

A result separates certain rows from possible ones: a row of a user's table, or one that passes a condition with an
unknown value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from ...syntax.source import Node
from ...syntax.tree import list_name, unwrap, walk
from ..state.refused import Refused
from .aggregates import ordered
from .evaluator import Evaluator
from .from_clause import FromClause
from .known_values import UNKNOWN, truth
from .name_scope import MAX_POSSIBLE, NameScope, QueryRows
from .target_list import distinct, group_key, has_aggregates, is_star, label, series, star

if TYPE_CHECKING:
    from ..state.context import Context

T = TypeVar("T")


def new_evaluator(context: Context, fresh: bool = False) -> Evaluator:
    """Return an evaluator whose sub-selects are answered here."""
    return Evaluator(context, run_query, fresh)


def run_query(evaluator: Evaluator, select: Node, outer: NameScope) -> QueryRows:
    """Return the rows of a SELECT or VALUES."""
    return Query(evaluator, select, outer).result()


class Query:
    """One SELECT: FROM, WHERE, GROUP BY, the target list, ORDER BY, LIMIT."""

    def __init__(
        self, evaluator: Evaluator, select: Node, outer: NameScope, ctes: dict[str, QueryRows] | None = None
    ) -> None:
        self.evaluator = evaluator
        self.select = select
        self.outer = outer
        self.ctes = dict(ctes or {})

    def result(self) -> QueryRows:
        select = self.select
        for node in select.get("withClause", {}).get("ctes", ()):
            cte = node["CommonTableExpr"]
            kind, query = unwrap(cte["ctequery"])
            if kind == "SelectStmt" and not select["withClause"].get("recursive") and _is_read(select, cte["ctename"]):
                self.ctes[cte["ctename"]] = self._sub(query, self.outer)
            else:
                self.ctes[cte["ctename"]] = QueryRows([], [], [()])
        if select.get("op", "SETOP_NONE") != "SETOP_NONE":
            return self._union()
        if "valuesLists" in select:
            rows = [tuple(self.evaluator.values(v["List"]["items"], self.outer)) for v in select["valuesLists"]]
            return QueryRows([f"column{i}" for i in range(1, len(rows[0]) + 1)], rows, [])
        sure, possible = self._without_effects(self._joined)
        targets = [t["ResTarget"] for t in select.get("targetList", [])]
        if "groupClause" in select or "havingClause" in select or has_aggregates(targets):
            return self._limited(self._without_effects(lambda: self._grouped(targets, sure, possible)))
        if sort := self._sort_keys(targets):
            sure = ordered(self.evaluator.value, sure, sort)
        columns = self._columns(targets, (sure or possible or [self.outer])[0])
        result = QueryRows(
            columns,
            [row for scope in sure for row in self._rows(targets, scope)],
            self._without_effects(lambda: [row for scope in possible for row in self._possible_rows(targets, scope)]),
        )
        if "distinctClause" in select:
            result = QueryRows(columns, distinct(result.rows), distinct(result.possible))
        return self._limited(result)

    def _without_effects(self, evaluate: Callable[[], T]) -> T:
        """Evaluate what may be evaluated several times, or not at all: what it calls isn't done."""
        return self.evaluator.evaluated(evaluate, runs=False)

    def _joined(self) -> tuple[list[NameScope], list[NameScope]]:
        """Return the rows of FROM that meet WHERE, and those that may."""
        sure: list[NameScope] = []
        possible: list[NameScope] = []
        source = FromClause(self.evaluator, self.select, self.outer, self.ctes, self._sub)
        for scope, certain in source.rows():
            test = source.holds(scope) if certain else source.may_hold(scope)
            if test is True and certain:
                sure.append(scope)
            elif test is True or test is UNKNOWN:
                possible.append(scope)
                if source.is_open and len(possible) == MAX_POSSIBLE:
                    possible.append(NameScope(self.outer))  # and whatever else there may be
                    break
        return sure, possible

    def _sub(self, select: Node, outer: NameScope) -> QueryRows:
        return Query(self.evaluator, select, outer, self.ctes).result()

    def _union(self) -> QueryRows:
        left, right = (self._sub(self.select[side], self.outer) for side in ("larg", "rarg"))
        if self.select["op"] != "SETOP_UNION":
            return QueryRows(left.columns, [], left.rows + left.possible)
        rows = left.rows + right.rows
        return QueryRows(
            left.columns, rows if self.select.get("all") else distinct(rows), left.possible + right.possible
        )

    def _limited(self, result: QueryRows) -> QueryRows:
        select = self.select
        if "limitCount" not in select and "limitOffset" not in select:
            return result
        if result.possible:
            return QueryRows(result.columns, [], result.rows + result.possible)
        start = self.evaluator.value(select["limitOffset"], self.outer) if "limitOffset" in select else 0
        count = self.evaluator.value(select["limitCount"], self.outer) if "limitCount" in select else None
        if not isinstance(start, int) or not (count is None or isinstance(count, int)):
            return QueryRows(result.columns, [], result.rows)
        return QueryRows(result.columns, result.rows[start : None if count is None else start + count], [])

    def _sort_keys(self, targets: list[Node]) -> list[Node]:
        """Return ORDER BY, with positions and names replaced by expressions of the target list."""
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

    def _columns(self, targets: list[Node], scope: NameScope) -> list[str]:
        columns: list[str] = []
        for target in targets:
            columns += [name for name, _ in star(target["val"], scope)] if is_star(target["val"]) else [label(target)]
        return columns

    def _rows(self, targets: list[Node], scope: NameScope) -> list[tuple[Any, ...]]:
        """Return the rows for one row of FROM: one, or several if the target list holds a set."""
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

    def _possible_rows(self, targets: list[Node], scope: NameScope) -> list[tuple[Any, ...]]:
        """Return the same for a row that may not be there: an error that it would lead to need not happen."""
        try:
            return self._rows(targets, scope)
        except Refused:
            return [()]

    def _grouped(self, targets: list[Node], sure: list[NameScope], unsure: list[NameScope]) -> QueryRows:
        columns = self._columns(targets, self.outer)
        keys = self.select.get("groupClause", [])
        names = {t["name"]: t["val"] for t in targets if "name" in t}
        groups: dict[str, list[NameScope]] = {}
        for scope in sure:
            values = [self.evaluator.value(group_key(key, names, targets), scope) for key in keys]
            groups.setdefault(repr(values), []).append(scope)
        if not keys and not groups:
            groups[""] = []
        rows: list[tuple[Any, ...]] = []
        possible: list[tuple[Any, ...]] = []
        for members in groups.values():
            scope = NameScope(members[0] if members else self.outer)
            scope.group = None if unsure else members
            test = (
                truth(self.evaluator.value(self.select["havingClause"], scope))
                if "havingClause" in self.select
                else True
            )
            if test is True or test is UNKNOWN:
                row = tuple(self.evaluator.value(t["val"], scope) for t in targets)
                (rows if test is True else possible).append(row)
        if unsure and keys:
            return QueryRows(columns, [], [*rows, *possible, tuple(UNKNOWN for _ in targets)])
        return QueryRows(columns, rows, possible)


def _is_read(select: Node, name: str) -> bool:
    """Return whether a SELECT reads what its WITH calls by this name: one that nothing reads is not evaluated."""
    return any(found.get("relname") == name for _, found in walk(select, ("RangeVar",)))
