"""Values as texts, and texts put together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from ...syntax.quoting import quote_identifier
from .known_values import UNKNOWN, Partial, Reg, Sketch, known

_ARRAY_TOKEN = re.compile(r'\s*(?:([{},])|"((?:[^"\\]|\\.)*)"\s*|((?:[^{},"\\]|\\.)+))', re.S)


def array_of(text: str) -> Any:
    """Return the elements of an array literal (docs, 8.15.2); UNKNOWN if it is malformed or has bounds."""
    open_arrays: list[list[Any]] = []
    whole: Any = UNKNOWN
    at, before, text = 0, "", text.strip()
    while at < len(text):
        token = _ARRAY_TOKEN.match(text, at)
        if token is None or (before and not open_arrays):
            return UNKNOWN
        at = token.end()
        mark, in_quotes, bare = token.groups()
        may_begin = before in ("{", ",") if open_arrays else not before
        if mark in (",", "}"):
            if not open_arrays or before == "," or (before == "{" and mark == ","):
                return UNKNOWN
            if mark == "}":
                whole = open_arrays.pop()
        elif not may_begin or (mark is None and not open_arrays):
            return UNKNOWN
        elif mark == "{":
            open_arrays.append([])
            if len(open_arrays) > 1:
                open_arrays[-2].append(open_arrays[-1])
        else:
            item = bare.strip() if in_quotes is None else in_quotes
            is_null = in_quotes is None and item.upper() == "NULL"
            open_arrays[-1].append(None if is_null else re.sub(r"\\(.)", r"\1", item, flags=re.S))
        before = mark or "item"
    return UNKNOWN if open_arrays or not _is_even(whole) else whole


def _is_even(array: Any) -> bool:
    """Return whether the parts of an array all have its shape."""
    if array is UNKNOWN or not any(isinstance(item, list) for item in array):
        return array is not UNKNOWN
    sizes = {len(item) if isinstance(item, list) else 0 for item in array}
    return len(sizes) == 1 and 0 not in sizes and all(_is_even(item) for item in array)


def text_of(value: Any) -> Any:
    """Return a value cast to text: str, None, Partial or UNKNOWN."""
    return ("true" if value else "false") if isinstance(value, bool) else output_of(value)


def output_of(value: Any) -> Any:
    """Return a value as its type prints it, in arrays, messages, format() and concat(): a boolean is one letter."""
    if value is None or value is UNKNOWN or isinstance(value, (str, Partial)):
        return value
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, Reg):
        return value.text
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, list):
        parts = [_array_item(item) for item in value]
        return "{" + ",".join(parts) + "}" if all(isinstance(part, str) for part in parts) else UNKNOWN
    return UNKNOWN


def _array_item(value: Any) -> Any:
    if value is None:
        return "NULL"
    text = output_of(value)
    if not isinstance(text, str) or not known(text):
        return UNKNOWN
    if isinstance(value, list) or (text and not any(c in text for c in '{},"\\ \t\n') and text.upper() != "NULL"):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def concat(parts: Iterable[Any]) -> Any:
    """Return texts joined; unknown ones are gaps in the result."""
    pieces = [""]
    sketches: list[Sketch | None] = []
    for part in parts:
        text = text_of(part)
        if text is None:
            return None
        if isinstance(text, Partial):
            pieces[-1] += text.pieces[0]
            pieces.extend(text.pieces[1:])
            sketches.extend(text.sketches)
        elif not known(text):
            pieces.append("")
            sketches.append(text if isinstance(text, Sketch) else None)
        else:
            pieces[-1] += text
    return pieces[0] if len(pieces) == 1 else Partial(tuple(pieces), tuple(sketches))


def quoted(text: Any, quote: Any) -> Any:
    """Return quote_ident or quote_literal of a text. The unknown parts of a name are assumed to need no quotes."""
    if isinstance(text, Partial) and quote is quote_identifier and all(not p or p == quote(p) for p in text.pieces):
        return text
    return quote(text) if isinstance(text, str) and known(text) else (None if text is None else UNKNOWN)
