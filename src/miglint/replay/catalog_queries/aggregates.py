"""Aggregates over the rows of a query, and ORDER BY."""

from __future__ import annotations

from functools import cmp_to_key
from typing import Any

from ...syntax.source import Node
from .array_functions import array_to_string
from .comparison import compare
from .known_values import UNKNOWN, known, truth
from .name_scope import Evaluate, NameScope

AGGREGATES = frozenset({"count", "string_agg", "array_agg", "bool_and", "bool_or", "every", "min", "max", "sum"})


def aggregate(value: Evaluate, name: str, fields: Node, scope: NameScope) -> Any:
    """Return an aggregate over the group of a query; UNKNOWN if one of its rows is only possible."""
    if scope.group is None or "over" in fields:
        return UNKNOWN
    rows = scope.group
    if condition := fields.get("agg_filter"):
        kept = [(row, truth(value(condition, row))) for row in rows]
        if any(test is UNKNOWN for _, test in kept):
            return UNKNOWN
        rows = [row for row, test in kept if test is True]
    if fields.get("agg_star"):
        return len(rows)
    if order := fields.get("agg_order"):
        rows = ordered(value, rows, order)
    arguments = fields.get("args") or [{}]
    values = [value(arguments[0], row) for row in rows]
    if name != "array_agg":
        values = [value for value in values if value is not None]
    if fields.get("agg_distinct"):
        if any(isinstance(v, (list, dict)) or not known(v) for v in values):
            return UNKNOWN
        values = list(dict.fromkeys(values))
        if "agg_order" not in fields:
            values.sort(key=cmp_to_key(_order))  # that is how PostgreSQL finds what is distinct
    if name == "array_agg":
        return values or None
    if name == "count":
        return UNKNOWN if any(v is UNKNOWN for v in values) else len(values)
    if not values:
        return None
    if name == "string_agg":
        separator = value(arguments[1], rows[0])
        return array_to_string(values, separator) if isinstance(separator, str) else UNKNOWN
    if not all(known(value) for value in values):
        return UNKNOWN
    try:
        match name:
            case "bool_and" | "every":
                return all(values)
            case "bool_or":
                return any(values)
            case "min":
                return min(values)
            case "max":
                return max(values)
            case "sum":
                return sum(values)
    except TypeError:
        pass
    return UNKNOWN


def ordered(value: Evaluate, rows: list[NameScope], keys: list[Node]) -> list[NameScope]:
    """Return rows sorted by SortBy nodes; rows with unknown keys keep their places."""
    for key in reversed(keys):
        by = key["SortBy"]
        down = by.get("sortby_dir") == "SORTBY_DESC"
        nulls = by.get("sortby_nulls", "SORTBY_NULLS_DEFAULT")
        nulls_first = down if nulls == "SORTBY_NULLS_DEFAULT" else nulls == "SORTBY_NULLS_FIRST"
        valued = [(value(by["node"], row), row) for row in rows]
        without = [row for found, row in valued if found is None]
        ranked = sorted(((f, row) for f, row in valued if f is not None), key=cmp_to_key(_by_value), reverse=down)
        sorted_rows = [row for _, row in ranked]
        rows = without + sorted_rows if nulls_first else sorted_rows + without
    return rows


def _by_value(left: tuple[Any, NameScope], right: tuple[Any, NameScope]) -> int:
    return _order(left[0], right[0])


def _order(left: Any, right: Any) -> int:
    if left is None or right is None:
        return (left is None) - (right is None)
    return -1 if compare("<", left, right) is True else 1 if compare(">", left, right) is True else 0
