"""Comparisons of values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from .known_values import UNKNOWN, known, number_of, truth
from .value_texts import array_of


def compare(operator: str, left: Any, right: Any) -> Any:
    """Return a comparison: =, <>, <, <=, >, >=."""
    if left.__class__ is str and right.__class__ is str and operator == "=":
        return left == right
    if left is None or right is None:
        return None
    if not _is_comparable(left) or not _is_comparable(right):
        return UNKNOWN
    left, right = _alike(left, right), _alike(right, left)
    try:
        match operator:
            case "=":
                return bool(left == right)
            case "<>" | "!=":
                return bool(left != right)
            case "<":
                return bool(left < right)
            case "<=":
                return bool(left <= right)
            case ">":
                return bool(left > right)
            case ">=":
                return bool(left >= right)
    except TypeError:
        pass
    return UNKNOWN


def _is_comparable(value: Any) -> bool:
    return all(map(_is_comparable, value)) if isinstance(value, list) else known(value)


def _alike(value: Any, other: Any) -> Any:
    """Return a text as the type that it is compared with, as PostgreSQL reads an untyped literal."""
    if isinstance(value, list) and isinstance(other, list):
        return [_alike(*pair) for pair in zip(value, other, strict=False)] + value[len(other) :]
    if not isinstance(value, str) or isinstance(other, str):
        return value
    if isinstance(other, bool):
        return truth(value)
    if isinstance(other, (int, Decimal)):
        number = number_of(value)
        return value if number is UNKNOWN else number
    return array_of(value) if isinstance(other, list) else value
