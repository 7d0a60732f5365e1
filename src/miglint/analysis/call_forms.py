"""What only calls of aggregates or window functions may have: DISTINCT, ORDER BY, FILTER, WITHIN GROUP, OVER and *.

See ParseFuncOrColumn in parser/parse_func.c, whose order of complaints this follows.
"""

from __future__ import annotations

from ..catalog import Routine
from ..syntax.source import Node
from ..syntax.tree import Name
from .analysis import Analysis, WrongQuery
from .postgres import facts

_ORDERED_SETS = frozenset(
    {"percentile_cont", "percentile_disc", "mode", "rank", "dense_rank", "percent_rank", "cume_dist"}
)
"""The aggregates that need WITHIN GROUP, hypothetical-set aggregates among them."""
_OF_AGGREGATES = (
    ("agg_distinct", "DISTINCT"),
    ("agg_within_group", "WITHIN GROUP"),
    ("agg_order", "ORDER BY"),
    ("agg_filter", "FILTER"),
)
_OF_WINDOWS = (
    ("agg_distinct", "DISTINCT is not implemented for window functions"),
    ("agg_order", "aggregate ORDER BY is not implemented for window functions"),
)
_FORMS = frozenset({"agg_star", "over", *(form for form, _ in _OF_AGGREGATES)})


def note_form(name: Name, fields: Node, routine: Routine | None, analysis: Analysis) -> None:
    """Note a call that has what its function doesn't take, or lacks what it needs."""
    kinds = facts.kinds().get(name.name, "f") if routine is None else "f"
    if kinds in ("f", "s", "fs"):
        if _FORMS.isdisjoint(fields) or not _is_plain(name, routine, analysis):
            return
        found = _of_plain(name, fields)
    elif name.schema not in (None, "pg_catalog") or _is_shadowed(name, analysis):
        return
    elif kinds == "w" or (kinds == "aw" and "agg_within_group" not in fields and not fields.get("args")):
        found = _of_window(name, fields)
    elif kinds in ("a", "aw"):
        found = _of_aggregate(name, fields)
    else:
        return
    if found is not None:
        analysis.wrongs.append(WrongQuery(*found, fields.get("location")))


def _is_plain(name: Name, routine: Routine | None, analysis: Analysis) -> bool:
    """Return whether a call certainly means a plain function."""
    if routine is not None:
        return routine.kind == "function" and routine.language in ("sql", "plpgsql")  # C has window functions
    builtin = name.schema in (None, "pg_catalog") and facts.is_function(name.name)
    return builtin and not _is_shadowed(name, analysis)


def _is_shadowed(name: Name, analysis: Analysis) -> bool:
    """Return whether the migrations have a function of this name too, which other arguments may mean."""
    return any(analysis.catalog.routines_named(schema, name.name) for schema in analysis.path)


def _of_plain(name: Name, fields: Node) -> tuple[str, str] | None:
    spelled = ".".join(filter(None, name))
    if "agg_star" in fields and not any(len(s.types) == s.defaults for s in facts.functions(name.name)):
        return "42883", f"function {spelled}() does not exist"
    if "agg_star" in fields:
        return "42809", f"{spelled}(*) specified, but {spelled} is not an aggregate function"
    for form, what in _OF_AGGREGATES:
        if form in fields:
            return "42809", f"{what} specified, but {spelled} is not an aggregate function"
    if "over" in fields:
        return "42809", f"OVER specified, but {spelled} is not a window function nor an aggregate function"
    return None


def _of_aggregate(name: Name, fields: Node) -> tuple[str, str] | None:
    spelled = ".".join(filter(None, name))
    if name.name in _ORDERED_SETS:
        if "agg_within_group" not in fields:
            return "42809", f"WITHIN GROUP is required for ordered-set aggregate {spelled}"
        return ("0A000", f"OVER is not supported for ordered-set aggregate {spelled}") if "over" in fields else None
    if "agg_within_group" in fields:
        # What is sorted by counts as arguments.
        count = len(fields.get("args") or ()) + len(fields.get("agg_order") or ())
        if not any(len(s.types) == count for s in facts.functions(name.name)):
            return None
        return "42809", f"{spelled} is not an ordered-set aggregate, so it cannot have WITHIN GROUP"
    if name.name == "count" and not fields.get("args") and "agg_star" not in fields:
        return "42809", f"{spelled}(*) must be used to call a parameterless aggregate function"
    return _over(fields)


def _of_window(name: Name, fields: Node) -> tuple[str, str] | None:
    spelled = ".".join(filter(None, name))
    if "over" not in fields:
        return "42809", f"window function {spelled} requires an OVER clause"
    if "agg_within_group" in fields:
        return "42809", f"window function {spelled} cannot have WITHIN GROUP"
    if "agg_filter" in fields and "agg_distinct" not in fields and "agg_order" not in fields:
        return "0A000", "FILTER is not implemented for non-aggregate window functions"
    return _over(fields)


def _over(fields: Node) -> tuple[str, str] | None:
    if "over" not in fields:
        return None
    return next((("0A000", message) for form, message in _OF_WINDOWS if form in fields), None)
