"""PostgreSQL's functions of arrays (docs, 9.19). Arrays are lists; those of several dimensions hold lists."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any

from .comparison import compare
from .known_values import UNKNOWN, known
from .text_functions import split, without
from .value_texts import array_of, concat, output_of


def as_array(value: Any) -> Any:
    """Return an argument as a list: an array, or the text of one; UNKNOWN for anything else."""
    if isinstance(value, str) and known(value):
        return array_of(value)
    return value if value is None or isinstance(value, list) else UNKNOWN


def dimensions(array: list[Any]) -> list[int]:
    """Return the lengths of an array in its dimensions; none of an empty one."""
    found = []
    inner: Any = array
    while isinstance(inner, list) and inner:
        found.append(len(inner))
        inner = inner[0]
    return found


def elements(array: list[Any]) -> Iterator[Any]:
    """Yield the elements of an array, of all its dimensions."""
    for item in array:
        if isinstance(item, list):
            yield from elements(item)
        else:
            yield item


def length(array: list[Any], dimension: int) -> int | None:
    """Return array_length(), and array_upper(), as subscripts start at 1; None if there is no such dimension."""
    lengths = dimensions(array)
    return lengths[dimension - 1] if 0 < dimension <= len(lengths) else None


def lower_bound(array: list[Any], dimension: int) -> int | None:
    """Return array_lower()."""
    return None if length(array, dimension) is None else 1


def dimension_count(array: list[Any]) -> int | None:
    """Return array_ndims()."""
    return len(dimensions(array)) or None


def bounds(array: list[Any]) -> str | None:
    """Return array_dims()."""
    return "".join(f"[1:{length}]" for length in dimensions(array)) or None


def cardinality(array: list[Any]) -> int:
    """Return cardinality(): the elements of all dimensions."""
    return prod(dimensions(array)) if array else 0


def appended(array: Any, item: Any) -> Any:
    """Return array_append(): NULL is an empty array."""
    array = as_array(array)
    return UNKNOWN if array is UNKNOWN or (array and isinstance(array[0], list)) else [*(array or []), item]


def prepended(item: Any, array: Any) -> Any:
    """Return array_prepend()."""
    array = as_array(array)
    return UNKNOWN if array is UNKNOWN or (array and isinstance(array[0], list)) else [item, *(array or [])]


def joined(left: Any, right: Any) -> Any:
    """Return array_cat(), and || between arrays: of as many dimensions, or one less on one side; NULL is an empty
    array."""
    left, right = as_array(left), as_array(right)
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if not left or not right:
        return left or (right if right is not None else left)
    match len(dimensions(left)) - len(dimensions(right)):
        case 0:
            return left + right
        case 1:
            return [*left, right]
        case -1:
            return [left, *right]
    return UNKNOWN


def removed(array: Any, item: Any) -> Any:
    """Return array_remove()."""
    return _changed(array, lambda element: [] if _same(element, item) else [element], item)


def exchanged(array: Any, old: Any, new: Any) -> Any:
    """Return array_replace()."""
    return _changed(array, lambda element: [new] if _same(element, old) else [element], old)


def _changed(array: Any, change: Any, wanted: Any) -> Any:
    array = as_array(array)
    if array is None or array is UNKNOWN:
        return array
    if not all(_is_plain(item) for item in (*array, wanted)):
        return UNKNOWN
    return [new for element in array for new in change(element)]


def position_of(array: Any, item: Any, start: Any = 1) -> Any:
    """Return array_position(): the position of an element, NULL included, from a start on; None if there is none."""
    array = as_array(array)
    if array is None or array is UNKNOWN:
        return array
    for at, element in enumerate(array[start - 1 :], start):
        if not (_is_plain(element) and _is_plain(item)):
            return UNKNOWN
        if _same(element, item):
            return at
    return None


def _is_plain(value: Any) -> bool:
    return known(value) and not isinstance(value, (list, dict))


def _same(left: Any, right: Any) -> bool:
    return left is right or compare("=", left, right) is True


def array_to_string(array: Any, separator: Any, null: Any = None) -> Any:
    """Return array_to_string(): NULLs are left out, or put as `null`."""
    array = as_array(array)
    if array is None or separator is None:
        return None
    if array is UNKNOWN or not known(separator) or not known(null):
        return UNKNOWN
    texts = [null if value is None else output_of(value) for value in elements(array)]
    parts = [part for text in texts if text is not None for part in (text, separator)]
    return concat(parts[:-1])


def string_to_array(text: Any, separator: Any, null: Any = None) -> Any:
    """Return string_to_array() and string_to_table(): fields that read as `null` are NULL."""
    if text is None:
        return None
    if not (known(text) and known(separator) and known(null)):
        return UNKNOWN
    return without(split(text, separator), null)
