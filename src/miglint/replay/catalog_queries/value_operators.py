"""Operators and tests between values; UNKNOWN where a side is not known."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..state.refused import Refused
from .array_functions import appended, as_array, elements, joined, prepended
from .comparison import compare
from .known_values import UNKNOWN, Partial, RowValue, all_of, any_of, bounded, known, negate, truth
from .patterns import like, matches
from .value_texts import array_of, concat


def is_null(value: Any, wanted: bool) -> Any:
    """Return IS NULL (`wanted`) or IS NOT NULL; of a row, for all of its values."""
    if value is UNKNOWN or isinstance(value, Partial):
        return UNKNOWN
    if isinstance(value, RowValue):
        parts = list(value.values())
        if not all(part is None or known(part) for part in parts):
            return UNKNOWN
        return all((part is None) == wanted for part in parts)
    return (value is None) == wanted


def is_truth(value: Any, test: str) -> Any:
    """Return IS TRUE, IS NOT FALSE, IS UNKNOWN, ...: `test` is the parser's BoolTestType."""
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
    """Return the value of an operator between two values."""
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
        case "||" if isinstance(left, list) or isinstance(right, list):
            return _joined_arrays(left, right)
        case "||":
            return concat([left, right])
    if left is None or right is None:
        return None
    if isinstance(left, bool) or isinstance(right, bool):
        return UNKNOWN
    if isinstance(left, (int, Decimal)) and isinstance(right, (int, Decimal)):
        match operator:
            case "+":
                return bounded(left + right)
            case "-":
                return bounded(left - right)
            case "*":
                return bounded(left * right)
            case "/" | "%" if right == 0:
                raise Refused("22012", "division by zero")
            case "%" if isinstance(left, int) and isinstance(right, int):
                return abs(left) % abs(right) * (1 if left >= 0 else -1)
    if isinstance(left, str) and isinstance(right, list) and known(left):
        left = array_of(left)
    if isinstance(right, str) and isinstance(left, list) and known(right):
        right = array_of(right)
    if isinstance(left, list) and isinstance(right, list) and all(known(v) for v in elements([*left, *right])):
        match operator:
            case "@>":
                return all(_has(left, item) for item in elements(right))
            case "<@":
                return all(_has(right, item) for item in elements(left))
            case "&&":
                return any(_has(right, item) for item in elements(left))
    return UNKNOWN


def special(kind: str, operator: str, left: Any, right: Any) -> Any:
    """Return the value of an A_Expr of a special kind: LIKE, = ANY, IS DISTINCT FROM, NULLIF, or a sign (without a left
    side)."""
    match kind:
        case "AEXPR_LIKE" | "AEXPR_ILIKE":
            found = like(left, right, kind == "AEXPR_ILIKE")
            return negate(found) if operator.startswith("!") else found
        case "AEXPR_OP_ANY" | "AEXPR_OP_ALL":
            array = as_array(right)
            if array is None or array is UNKNOWN:
                return array
            each = [binary(operator, left, item) for item in elements(array)]
            return any_of(each) if kind == "AEXPR_OP_ANY" else all_of(each)
        case "AEXPR_DISTINCT" | "AEXPR_NOT_DISTINCT":
            if left is None or right is None:
                other = right if left is None else left
                same = UNKNOWN if other is UNKNOWN else other is None
            else:
                same = compare("=", left, right)
            return same if kind == "AEXPR_NOT_DISTINCT" else negate(same)
        case "AEXPR_NULLIF":
            same = compare("=", left, right)
            return UNKNOWN if same is UNKNOWN else None if same is True else left
        case "AEXPR_OP":
            return -right if operator == "-" and isinstance(right, (int, Decimal)) else UNKNOWN
    return UNKNOWN


def _has(array: list[Any], item: Any) -> bool:
    return any(compare("=", element, item) is True for element in elements(array))


def _joined_arrays(left: Any, right: Any) -> Any:
    """Return || of two arrays, or of an array and an element."""
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if not isinstance(left, list) and left is not None:
        return prepended(left, right)
    if not isinstance(right, list) and right is not None:
        return appended(left, right)
    return joined(left, right)
