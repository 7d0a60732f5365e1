"""Patterns: LIKE, ~ and regexp_replace, of texts and of the gist of definitions."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from .known_values import UNKNOWN, Partial, Sketch, known, text_of

_CALL = re.compile(r"(?:\( ?)?(?:SELECT )?[\w.]+(?:\(\)?)?", re.I)
"""A piece of a pattern whose answer does not hang on layout: a name, a call without arguments, a sub-select of one."""


@lru_cache(maxsize=256)
def _like_pattern(pattern: str, ignore_case: bool) -> re.Pattern[str]:
    out, at = [], 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\" and at + 1 < len(pattern):
            at += 1
            out.append(re.escape(pattern[at]))
        elif char == "%":
            out.append(".*")
        elif char == "_":
            out.append(".")
        else:
            out.append(re.escape(char))
        at += 1
    return re.compile("".join(out), re.S | (re.I if ignore_case else 0))


def like(value: Any, pattern: Any, ignore_case: bool) -> Any:
    """LIKE and ILIKE. Of a Sketch only patterns of names and calls between % are answered."""
    if value is None or pattern is None:
        return None
    value, pattern = text_of(value), text_of(pattern)
    if not isinstance(pattern, str) or not known(pattern) or not isinstance(value, str):
        return UNKNOWN
    if isinstance(value, Sketch):
        inner = pattern[1:-1].split("%")
        return _holds(value, inner, ignore_case) if pattern[:1] == pattern[-1:] == "%" else UNKNOWN
    return _like_pattern(pattern, ignore_case).fullmatch(value) is not None


def _holds(value: Sketch, pieces: list[str], ignore_case: bool) -> Any:
    """Whether the pieces stand in a Sketch one after the other."""
    if all(piece.replace("_", "").isalnum() for piece in pieces if piece):
        text: str | None = value
    elif all(_CALL.fullmatch(piece) for piece in pieces if piece):
        text = value.calls
    else:
        return UNKNOWN
    if text is None:
        return UNKNOWN
    text = text.lower() if ignore_case else text
    return all((piece.lower() if ignore_case else piece) in text for piece in pieces)


@lru_cache(maxsize=256)
def _compiled(pattern: str, ignore_case: bool) -> re.Pattern[str] | None:
    """PostgreSQL's expressions are read by Python's engine where both agree; else None."""
    if len(pattern) > 200 or any(
        mark in pattern for mark in ("[[", "\\y", "\\m", "\\M", "***", "(?", "+*", "++", ")*", ")+")
    ):
        return None
    try:
        return re.compile(pattern, re.S | (re.I if ignore_case else 0))
    except re.error:
        return None


def matches(value: Any, pattern: Any, ignore_case: bool) -> Any:
    """~ and ~*."""
    if value is None or pattern is None:
        return None
    value, pattern = text_of(value), text_of(pattern)
    if not (isinstance(value, str) and isinstance(pattern, str) and known(pattern)):
        return UNKNOWN
    if isinstance(value, Sketch):
        return _holds(value, [_unescaped(pattern)], ignore_case) if "." not in pattern.replace("\\.", "") else UNKNOWN
    compiled = _compiled(pattern, ignore_case)
    return UNKNOWN if compiled is None else compiled.search(value) is not None


def replaced(text: Any, old: Any, new: Any) -> Any:
    """replace()."""
    if text is None or old is None or new is None:
        return None
    if not (known(old) and known(new)):
        return UNKNOWN
    if isinstance(text, Partial):
        return Partial((text.pieces[0], "")) if old not in text.pieces[0] else UNKNOWN
    if isinstance(text, Sketch):
        return _edited(text, old, text.sql.replace(old, new)) if text.sql and old else UNKNOWN
    return (text.replace(old, new) if old else text) if isinstance(text, str) else UNKNOWN


def regexp_replaced(text: Any, pattern: Any, new: Any, flags: Any = "") -> Any:
    """regexp_replace() with the flags g and i."""
    if text is None or pattern is None or new is None:
        return None
    if not (isinstance(text, str) and isinstance(pattern, str) and all(known(v) for v in (pattern, new, flags))):
        return UNKNOWN
    compiled = _compiled(pattern, "i" in flags) if set(flags) <= {"g", "i"} else None
    if compiled is None:
        return UNKNOWN
    count = 0 if "g" in flags else 1
    template = re.sub(r"\\([0-9])", r"\\g<\1>", new).replace("\\&", "\\g<0>")
    try:
        if isinstance(text, Sketch):
            if text.edited is None and _holds(text, [_unescaped(pattern)], ignore_case=False) is False:
                return text
            return _edited(text, pattern, compiled.sub(template, text.sql, count)) if text.sql else UNKNOWN
        return compiled.sub(template, text, count)
    except re.error:
        return UNKNOWN


def _edited(sketch: Sketch, pattern: str, after: str) -> Any:
    """A Sketch with a text replaced in it. Where nothing was, the layout may be why."""
    if after != sketch.sql:
        return Sketch(after, None, after)
    return sketch if _holds(sketch, [_unescaped(pattern)], ignore_case=False) is False else UNKNOWN


def _unescaped(pattern: str) -> str:
    """A regular expression without the escapes of dots and parentheses."""
    return re.sub(r"\\([.()])", r"\1", pattern)
