"""Patterns: LIKE, ~ and regexp_replace, of texts and of the gist of definitions."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from .definition_patterns import holds
from .known_values import UNKNOWN, Partial, Sketch, known
from .text_functions import substring as substring_at
from .value_texts import text_of


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
    """Return LIKE or ILIKE. For a Sketch, only patterns of names and calls between % are answered."""
    if value is None or pattern is None:
        return None
    value, pattern = text_of(value), text_of(pattern)
    if not isinstance(pattern, str) or not known(pattern) or not isinstance(value, str):
        return UNKNOWN
    if isinstance(value, Sketch):
        inner = pattern[1:-1].split("%")
        return holds(value, inner, ignore_case) if pattern[:1] == pattern[-1:] == "%" else UNKNOWN
    return _like_pattern(pattern, ignore_case).fullmatch(value) is not None


_OTHERWISE_READ = (
    "[[", "[:", "[.", "[=", "\\y", "\\m", "\\M", "\\b", "\\B", "***", "(?", "+*", "*+", "++", "?+", "}+", ")*", ")+"
)  # fmt: skip
"""Marks in a pattern that Python reads in another way (PostgreSQL docs, 9.7.3), or that may take too long."""

_NO_BOUND = re.compile(r"(?<!\\)\{(?!\d+(?:,\d*)?\})")
"""A brace that PostgreSQL refuses, and Python takes as it is."""

_END = re.compile(r"(\\.|\[\^?\]?[^\]]*\])|\$", re.S)


@lru_cache(maxsize=256)
def _compiled(pattern: str, ignore_case: bool) -> re.Pattern[str] | None:
    """Return PostgreSQL's regular expression as Python's; None if the two engines may differ."""
    if len(pattern) > 200 or any(mark in pattern for mark in _OTHERWISE_READ) or _NO_BOUND.search(pattern):
        return None
    try:
        ended = _END.sub(lambda found: found[1] or r"\Z", pattern)  # $ in Python also matches before a last line feed
        return re.compile(ended, re.S | (re.I if ignore_case else 0))
    except re.error:
        return None


_SEVERAL = re.compile(r"\||[*+?}]\?|[*+?}].*(?:[*?]|\{0)(?!.*\$$)", re.S)
"""Patterns that may match more than one part from the same place on: choices, lazy and optional parts."""


def _longest(pattern: str, ignore_case: bool) -> re.Pattern[str] | None:
    """Return the same where the part that matches counts: PostgreSQL takes the longest of several, Python the first."""
    return None if _SEVERAL.search(pattern) else _compiled(pattern, ignore_case)


def matches(value: Any, pattern: Any, ignore_case: bool) -> Any:
    """Return ~ or ~*."""
    if value is None or pattern is None:
        return None
    value, pattern = text_of(value), text_of(pattern)
    if not (isinstance(value, str) and isinstance(pattern, str) and known(pattern)):
        return UNKNOWN
    if isinstance(value, Sketch):
        return holds(value, [_unescaped(pattern)], ignore_case) if "." not in pattern.replace("\\.", "") else UNKNOWN
    compiled = _compiled(pattern, ignore_case)
    return UNKNOWN if compiled is None else compiled.search(value) is not None


def replaced(text: Any, old: Any, new: Any) -> Any:
    """Return replace()."""
    if text is None or old is None or new is None:
        return None
    if not (known(old) and known(new)):
        return UNKNOWN
    if isinstance(text, Partial):
        start = text.pieces[0]
        if old in start:
            return UNKNOWN
        overlap = next((size for size in range(min(len(old) - 1, len(start)), 0, -1) if start.endswith(old[:size])), 0)
        return Partial((start[: len(start) - overlap], ""))
    if isinstance(text, Sketch):
        return _edited(text, old, text.sql.replace(old, new)) if text.sql and old else UNKNOWN
    return (text.replace(old, new) if old else text) if isinstance(text, str) else UNKNOWN


def regexp_replaced(text: Any, pattern: Any, new: Any, flags: Any = "") -> Any:
    """Return regexp_replace() with the flags g and i."""
    if any(value is None for value in (text, pattern, new, flags)):
        return None
    if not (isinstance(text, str) and isinstance(pattern, str) and all(known(v) for v in (pattern, new, flags))):
        return UNKNOWN
    compiled = _longest(pattern, "i" in flags) if set(flags) <= {"g", "i"} else None
    if compiled is None:
        return UNKNOWN
    count = 0 if "g" in flags else 1

    def put(found: re.Match[str]) -> str:
        return _REFERENCE.sub(lambda to: _referred(found, to[1]), new)

    try:
        if isinstance(text, Sketch):
            if text.edited is None and holds(text, [_unescaped(pattern)], ignore_case=False) is False:
                return text
            return _edited(text, pattern, compiled.sub(put, text.sql, count)) if text.sql else UNKNOWN
        return compiled.sub(put, text, count)
    except IndexError:  # there is no such group
        return UNKNOWN


_REFERENCE = re.compile(r"\\([0-9&\\])")


def _referred(found: re.Match[str], to: str) -> str:
    """Return the text of \\1, \\& or \\\\ in a replacement."""
    return "\\" if to == "\\" else found[0 if to == "&" else int(to)] or ""


def substring(text: str, start: str | int, length: int | None = None) -> Any:
    """Return substring(), by position or regular expression: the first group of its match, else all of it."""
    if not isinstance(start, str):
        return substring_at(text, start, length)
    compiled = _longest(start, ignore_case=False) if length is None else None
    if compiled is None:
        return UNKNOWN
    found = compiled.search(text)
    return None if found is None else found[1 if compiled.groups else 0]


def _edited(sketch: Sketch, pattern: str, after: str) -> Any:
    """Return a Sketch with a text replaced in it. Where nothing was, the layout may be why."""
    if after != sketch.sql:
        return Sketch(after, None, after)
    return sketch if holds(sketch, [_unescaped(pattern)], ignore_case=False) is False else UNKNOWN


def _unescaped(pattern: str) -> str:
    """Return a regular expression without the escapes of dots and parentheses."""
    return re.sub(r"\\([.()])", r"\1", pattern)
