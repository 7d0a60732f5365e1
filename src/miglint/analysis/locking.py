"""FOR UPDATE and its like: queries whose rows are no table's rows can't be locked (CheckSelectLocking in
parser/analyze.c)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..syntax.source import Node
from ..syntax.tree import clip, list_name
from .analysis import Analysis, WrongQuery
from .placement import kind_of_call
from .scope import Scope

_WORDS = {
    "LCS_FORKEYSHARE": "FOR KEY SHARE",
    "LCS_FORSHARE": "FOR SHARE",
    "LCS_FORNOKEYUPDATE": "FOR NO KEY UPDATE",
    "LCS_FORUPDATE": "FOR UPDATE",
}


def refuse_locked(fields: Node, scope: Scope, analysis: Analysis) -> None:
    """Note a SELECT that locks rows which can't be locked, or of a relation that isn't in its FROM."""
    for wrapped in fields["lockingClause"]:
        clause = wrapped["LockingClause"]
        words = _WORDS.get(clause.get("strength", ""))
        if words is None:
            continue
        if "valuesLists" in fields:
            analysis.wrongs.append(WrongQuery("0A000", f"{words} cannot be applied to VALUES", None))
        elif why := _hindrance(fields, scope):
            analysis.wrongs.append(WrongQuery("0A000", f"{words} is not allowed with {why}", None))
        for locked in clause.get("lockedRels") or ():
            name = clip(locked["RangeVar"]["relname"])
            if not any(source.name == name for source in scope.sources):
                message = f'relation "{name}" in {words} clause not found in FROM clause'
                analysis.wrongs.append(WrongQuery("42P01", message, locked["RangeVar"].get("location")))


def _hindrance(fields: Node, scope: Scope) -> str:
    if fields.get("op", "SETOP_NONE") != "SETOP_NONE":
        return "UNION/INTERSECT/EXCEPT"
    for clause, what in (("distinctClause", "DISTINCT"), ("groupClause", "GROUP BY"), ("havingClause", "HAVING")):
        if clause in fields:
            return f"{what} clause"
    if scope.aggregated:
        return "aggregate functions"
    kinds = set(_kinds(fields.get("targetList")))
    if "w" in kinds:
        return "window functions"
    return "set-returning functions in the target list" if "s" in kinds else ""


def _kinds(node: Any) -> Iterator[str]:
    """Yield the kinds of the calls in a target list, sub-selects aside."""
    if isinstance(node, dict):
        if "FuncCall" in node:
            name = list_name(node["FuncCall"]["funcname"])
            yield kind_of_call(name.name, name.schema, node["FuncCall"])
        node = [value for key, value in node.items() if key != "SubLink"]
    for part in node if isinstance(node, list) else ():
        yield from _kinds(part)
