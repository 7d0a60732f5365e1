"""PostgreSQL's functions of texts (docs, 9.4), of values that are known."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..state.refused import Refused


def split_part(text: str, separator: str, number: int) -> str:
    """Return one field of a text; fields are counted from 1, from the end with a negative number."""
    if number == 0:
        raise Refused("22023", "field position must not be zero")
    fields = split(text, separator) or [text]
    at = number - 1 if number > 0 else len(fields) + number
    return fields[at] if 0 <= at < len(fields) else ""


def split(text: str, separator: str | None) -> list[str]:
    """Return the fields of a text: its characters with NULL, the whole with an empty separator, none of an empty
    text."""
    if not text:
        return []
    if separator is None:
        return list(text)
    return text.split(separator) if separator else [text]


def substring(text: str, start: int, length: int | None = None) -> str:
    """Return the part from a position, counted from 1; positions before the text count towards the length."""
    if length is None:
        return text[max(start - 1, 0) :]
    if length < 0:
        raise Refused("22011", "negative substring length not allowed")
    return text[max(start - 1, 0) : max(start - 1 + length, 0)]


def left(text: str, count: int) -> str:
    """Return the first characters; all but the last ones with a negative count."""
    return text[:count]


def right(text: str, count: int) -> str:
    """Return the last characters; all but the first ones with a negative count."""
    return text[-count:] if count else ""


def position(text: str, part: str) -> int:
    """Return the position of a part in a text, from 1; 0 if the text doesn't contain it."""
    return text.find(part) + 1


def trimmed(text: str, characters: str = " ") -> str:
    """Return btrim(): without these characters at both ends."""
    return text.strip(characters) if characters else text


def left_trimmed(text: str, characters: str = " ") -> str:
    """Return ltrim()."""
    return text.lstrip(characters) if characters else text


def right_trimmed(text: str, characters: str = " ") -> str:
    """Return rtrim()."""
    return text.rstrip(characters) if characters else text


def left_padded(text: str, length: int, fill: str = " ") -> str:
    """Return lpad(): filled up on the left, or cut on the right."""
    return _filling(text, length, fill) + text[: max(length, 0)]


def right_padded(text: str, length: int, fill: str = " ") -> str:
    """Return rpad(): filled up, or cut, on the right."""
    return text[: max(length, 0)] + _filling(text, length, fill)


def _filling(text: str, length: int, fill: str) -> str:
    missing = max(length - len(text), 0)
    return (fill * (missing // len(fill) + 1))[:missing] if fill else ""


def capitalized(text: str) -> str:
    """Return initcap(): each run of letters and digits with a capital first."""
    return re.sub(r"[^\W_]+", lambda word: word[0].capitalize(), text)


def translated(text: str, characters: str, others: str) -> str:
    """Return translate(): each character by the one at its place in the other list, or removed if there is none."""
    by = dict(zip(reversed(characters), reversed(others.ljust(len(characters), "\0")[: len(characters)]), strict=True))
    return "".join(by.get(character, character) for character in text).replace("\0", "")


def repeated(text: str, count: int) -> str:
    """Return repeat()."""
    if len(text) * count > MAX_TEXT:
        raise ValueError("the text is longer than what the replay makes")
    return text * count


MAX_TEXT = 100_000
"""Characters of a text that repeat() makes; a longer one is not known."""


def reversed_text(text: str) -> str:
    """Return reverse()."""
    return text[::-1]


def md5(text: str) -> str:
    """Return md5(), of a text in UTF-8."""
    from hashlib import md5

    return md5(text.encode(), usedforsecurity=False).hexdigest()


def like_escape(pattern: str, escape: str) -> str:
    """Return a LIKE pattern with the backslash as its escape character, as PostgreSQL rewrites LIKE ... ESCAPE."""
    if not escape:
        return pattern.replace("\\", "\\\\")
    escaped = re.compile(rf"{re.escape(escape)}(.?)|\\", re.S)
    return escaped.sub(lambda found: "\\\\" if found[1] is None else "\\" + found[1], pattern)


def without(values: Iterable[str], null: str | None) -> list[str | None]:
    """Return texts with NULL in the place of this one."""
    return [None if value == null else value for value in values]
