"""Casts of known values."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ..state.context import Context
from .known_values import UNKNOWN, known, number_of, truth
from .registered_names import registered
from .value_texts import text_of

_INTEGERS = frozenset({"int2", "int4", "int8", "oid"})


def cast(context: Context, value: Any, name: str, modifiers: tuple[int, ...] = ()) -> Any:
    """Return a value as another type, whose name has no schema; `modifiers` are those of varchar(20)."""
    if name.startswith("reg"):
        return registered(context, value, name)
    match name:
        case "text" | "name" | "unknown":
            return text_of(value)
        case "varchar" | "bpchar":
            return _cut(text_of(value), modifiers, padded=name == "bpchar")
        case "bool":
            return truth(value)
    if name not in _INTEGERS and name != "numeric":
        return value
    if isinstance(value, str):
        number = number_of(value) if known(value) else UNKNOWN
        return UNKNOWN if name != "numeric" and not isinstance(number, int) else number
    if isinstance(value, Decimal) and name in _INTEGERS:
        return int(value.to_integral_value(ROUND_HALF_UP))
    return int(value) if isinstance(value, bool) or (name == "oid" and isinstance(value, int)) else value


def _cut(text: Any, modifiers: tuple[int, ...], padded: bool) -> Any:
    """Return a text in the length of its type: a cast cuts what is too long. The blanks that char(n) is filled up with
    come and go, so that a text with some is not known."""
    if not modifiers or text is None:
        return text
    if not isinstance(text, str) or not known(text):
        return UNKNOWN
    cut = text[: modifiers[0]]
    return UNKNOWN if padded and (len(cut) < modifiers[0] or cut.endswith(" ")) else cut
