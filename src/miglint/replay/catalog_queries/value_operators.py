"""Operators and tests between values; UNKNOWN where a side is not known."""

from __future__ import annotations

from typing import Any

from ..state.refused import Refused
from .known_values import UNKNOWN, Partial, Record, array_of, compare, concat, known, negate, truth
from .patterns import like, matches


def is_null(value: Any, wanted: bool) -> Any:
    """IS NULL (`wanted`) and IS NOT NULL; of a row, said of each of its values."""
    if value is UNKNOWN or isinstance(value, Partial):
        return UNKNOWN
    if isinstance(value, Record):
        parts = list(value.values())
        if not all(part is None or known(part) for part in parts):
            return UNKNOWN
        return all((part is None) == wanted for part in parts)
    return (value is None) == wanted


def is_truth(value: Any, test: str) -> Any:
    """IS TRUE, IS NOT FALSE, IS UNKNOWN, ...: `test` is the parser's BoolTestType."""
    value = truth(value)
    if value is UNKNOWN:
        return UNKNOWN
    match test:
        case "IS_TRUE":
            return value is True
        case "IS_NOT_TRUE":
            return value is not True
        case "IS_FALSE":
            return value is False
        case "IS_NOT_FALSE":
            return value is not False
        case "IS_UNKNOWN":
            return value is None
    return value is not None


def binary(operator: str, left: Any, right: Any) -> Any:
    """The value of an operator between two values."""
    match operator:
        case "=" | "<>" | "!=" | "<" | "<=" | ">" | ">=":
            if isinstance(left, str) and isinstance(right, list):
                left = array_of(left)
            return compare(operator, left, right)
        case "~~" | "~~*" | "!~~" | "!~~*":
            found = like(left, right, operator.endswith("*"))
            return negate(found) if operator[0] == "!" else found
        case "~" | "~*" | "!~" | "!~*":
            found = matches(left, right, operator.endswith("*"))
            return negate(found) if operator[0] == "!" else found
        case "||":
            return joined(left, right)
    if left is None or right is None:
        return None
    if isinstance(left, bool) or isinstance(right, bool):
        return UNKNOWN
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        match operator:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
            case "/" | "%" if right == 0:
                raise Refused("22012", "division by zero")
            case "%" if isinstance(left, int) and isinstance(right, int):
                return abs(left) % abs(right) * (1 if left >= 0 else -1)
    if isinstance(left, list) and isinstance(right, list) and all(known(v) for v in [*left, *right]):
        match operator:
            case "@>":
                return all(v in left for v in right)
            case "<@":
                return all(v in right for v in left)
            case "&&":
                return any(v in right for v in left)
    return UNKNOWN


def joined(left: Any, right: Any) -> Any:
    """||, of texts and of arrays."""
    if isinstance(left, list) or isinstance(right, list):
        if left is UNKNOWN or right is UNKNOWN:
            return UNKNOWN
        parts = [[] if side is None else side if isinstance(side, list) else [side] for side in (left, right)]
        return parts[0] + parts[1]
    return concat([left, right])
