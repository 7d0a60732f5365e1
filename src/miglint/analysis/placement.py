"""Where aggregates, window functions, set-returning functions and sub-selects may not stand.

See check_agglevels_and_constraints in parser/parse_agg.c and check_srf_call_placement in parser/parse_func.c.
"""

from __future__ import annotations

from ..syntax.source import Node
from ..syntax.tree import strings, walk
from .analysis import Analysis, WrongQuery
from .postgres import facts
from .scope import Scope

AGGREGATE = "an aggregate"
"""The place that the arguments of an aggregate are."""

PLACES = {
    "WHERE": "WHERE",
    "HAVING": "HAVING",
    "JOIN/ON": "JOIN conditions",
    "FILTER": "FILTER",
    "POLICY": "policy expressions",
}
"""The places that the clauses of conditions are."""
_NESTED = {
    "a": ("42803", "aggregate function calls cannot be nested"),
    "w": ("42803", "aggregate function calls cannot contain window function calls"),
    "s": ("0A000", "aggregate function calls cannot contain set-returning function calls"),
}
_ALLOWED = frozenset({("HAVING", "a"), ("GROUP BY", "s"), ("window definitions", "a"), ("window definitions", "s")})
_WORDS = {"a": ("42803", "aggregate"), "w": ("42P20", "window"), "s": ("0A000", "set-returning")}


def kind_of_call(name: str, schema: str | None, fields: Node) -> str:
    """Return whether PostgreSQL's function of a name is called as a(ggregate), w(indow) or s(et-returning) function;
    "" for any other."""
    kind = facts.kinds().get(name, "") if schema in (None, "pg_catalog") else ""
    if "over" in fields:
        return "w"
    if kind == "aw":
        return "a" if fields.get("agg_within_group") else "w"
    return kind if len(kind) == 1 else ""


def note_call(kind: str, fields: Node, scope: Scope, analysis: Analysis) -> None:
    """Note a call that isn't allowed where it stands, and an aggregate for its query."""
    place = analysis.place
    if kind == "a":
        if not _is_of(fields, scope):
            outer: Scope | None = scope
            while outer is not None:
                outer.unclear = True
                outer = outer.parent
            return
        if place != "FILTER":
            scope.aggregated = True
    if not place or (place, kind) in _ALLOWED:
        return
    if place == AGGREGATE:
        sqlstate, message = _NESTED[kind]
    else:
        sqlstate, what = _WORDS[kind]
        message = f"{what} functions are not allowed in {place}"
    analysis.wrongs.append(WrongQuery(sqlstate, message, fields.get("location")))


def _is_of(fields: Node, scope: Scope) -> bool:
    """Return whether an aggregate belongs to the query that it stands in: its arguments may be of a query around."""
    if scope.parent is None or not fields.get("args"):
        return True
    names = [strings(column["fields"]) for _, column in walk(fields.get("args"), ("ColumnRef",))]
    if not names:
        return True
    own = {source.name for source in scope.sources}
    return any(n[0] in own if len(n) > 1 else any(s.column(n[0]) for s in scope.sources) for n in names if n)


def wrong_count(kind: str | None, tested: Node | None, count: int) -> str:
    """Return PostgreSQL's error about the number of a sub-select's columns; "" if it is right."""
    if kind in ("EXPR_SUBLINK", "ARRAY_SUBLINK"):
        return "" if count == 1 else "subquery must return only one column"
    if kind not in ("ANY_SUBLINK", "ALL_SUBLINK") or tested is None:
        return ""
    wanted = len(tested["RowExpr"].get("args") or ()) if "RowExpr" in tested else 1
    if count == wanted:
        return ""
    return "subquery has too many columns" if count > wanted else "subquery has too few columns"
