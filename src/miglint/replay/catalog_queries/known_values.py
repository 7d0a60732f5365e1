"""Values of PL/pgSQL at replay time: known, unknown, texts known in part, and SQL's three-valued logic.

SQL's values are Python's: NULL is None, text str, arrays lists, rows `Record`. Whatever depends on the rows of a user's
table, on the clock or on chance is UNKNOWN.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from ...syntax.quoting import quote_identifier, quote_literal
from ...syntax.source import Node


class _Unknown:
    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = _Unknown()
"""A value that the replay can't know; not NULL."""


class Partial:
    """A text that is known in part: pieces with something unknown between each two. `sketches` are what stands between
    them, where that is known but for its layout."""

    __slots__ = ("pieces", "sketches")

    def __init__(self, pieces: tuple[str, ...], sketches: tuple[Sketch | None, ...] = ()) -> None:
        self.pieces = pieces
        self.sketches = sketches or (None,) * (len(pieces) - 1)

    def may_be(self, text: str) -> bool:
        """Whether it can be this text."""
        return text.startswith(self.pieces[0]) and text.endswith(self.pieces[-1])

    @property
    def statement(self) -> str | None:
        """A text that means the same; None where something in it is not known at all."""
        texts = [None if sketch is None else sketch.sql for sketch in self.sketches]
        if any(text is None for text in texts):
            return None
        return "".join(part for pair in zip(self.pieces, [*texts, ""], strict=True) for part in pair if part)


class Sketch(str):
    """The gist of a definition as PostgreSQL would print it: its words are right, its layout is not. `node` is its
    tree, `edited` its text where it was replaced in part."""

    node: Node | None
    edited: str | None
    pieces: str | None

    def __new__(cls, words: str, node: Node | None = None, edited: str | None = None) -> Sketch:
        made = super().__new__(cls, words)
        made.node, made.edited, made.pieces = node, edited, edited
        return made

    @property
    def calls(self) -> str | None:
        """A text with names, calls and sub-selects spelled as PostgreSQL does."""
        if self.pieces is None and self.node is not None:
            from .definition_text import printed

            self.pieces = printed(self.node)
        return self.pieces

    @property
    def sql(self) -> str | None:
        """SQL that means the same, with calls and sub-selects spelled as PostgreSQL does."""
        if self.edited is None and self.node is not None:
            from ...syntax.printer import sql

            self.edited = sql(self.node).replace("(SELECT ", "( SELECT ")
        return self.edited


class Reg(int):
    """An oid that prints as a name: regclass, regprocedure, regtype, regnamespace."""

    text: str

    def __new__(cls, oid: int, text: str) -> Reg:
        made = super().__new__(cls, oid)
        made.text = text
        return made


class Record(dict[str, Any]):
    """A row: column names to values."""


def known(value: Any) -> bool:
    """Whether a value is known throughout."""
    return value is not UNKNOWN and not isinstance(value, (Partial, Sketch))


def truth(value: Any) -> bool | _Unknown | None:
    """A value as a condition."""
    if value is None or value is UNKNOWN or isinstance(value, bool):
        return value
    if isinstance(value, str) and known(value):
        return value.strip().lower() in ("t", "true", "on", "yes", "1", "y")
    return bool(value) if isinstance(value, int) else UNKNOWN


def all_of(values: Iterable[Any]) -> Any:
    """AND over values, evaluated as far as needed."""
    result: Any = True
    for value in values:
        if value is True:
            continue
        value = truth(value)
        if value is False:
            return False
        if value is UNKNOWN or (value is None and result is True):
            result = value
    return result


def any_of(values: Iterable[Any]) -> Any:
    """OR over values, evaluated as far as needed."""
    result: Any = False
    for value in values:
        if value is False:
            continue
        value = truth(value)
        if value is True:
            return True
        if value is UNKNOWN or (value is None and result is False):
            result = value
    return result


def negate(value: Any) -> Any:
    """NOT."""
    value = truth(value)
    return not value if isinstance(value, bool) else value


def compare(operator: str, left: Any, right: Any) -> Any:
    """A comparison: =, <>, <, <=, >, >=."""
    if left.__class__ is str and right.__class__ is str and operator == "=":
        return left == right
    if left is None or right is None:
        return None
    if not known(left) or not known(right):
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


def _alike(value: Any, other: Any) -> Any:
    """A text as the type of what it is compared with; PostgreSQL reads an untyped literal that way."""
    if not isinstance(value, str) or isinstance(other, str):
        return value
    if isinstance(other, bool):
        return truth(value)
    if isinstance(other, (int, float)):
        try:
            return float(value) if "." in value else int(value)
        except ValueError:
            return value
    return array_of(value) if isinstance(other, list) else value


def array_of(text: str) -> Any:
    """An array literal's elements; UNKNOWN for nested ones."""
    inner = text.strip()
    if not (inner.startswith("{") and inner.endswith("}")) or "{" in inner[1:] or "\\" in inner:
        return UNKNOWN
    inner = inner[1:-1]
    if not inner.strip():
        return []
    if '"' in inner:
        return [a or b.strip() for a, b in re.findall(r'"([^"]*)"|([^",]+)', inner)]
    return [None if part.strip().upper() == "NULL" else part.strip() for part in inner.split(",")]


def text_of(value: Any) -> Any:
    """A value cast to text: str, None, Partial or UNKNOWN."""
    if value is None or value is UNKNOWN or isinstance(value, (str, Partial)):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Reg):
        return value.text
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, list):
        parts = [text_of(item) for item in value]
        if all(isinstance(part, str) and known(part) for part in parts):
            return "{" + ",".join(_array_item(part) for part in parts) + "}"
    return UNKNOWN


def _array_item(text: str) -> str:
    if text and not any(c in text for c in '{},"\\ \t\n') and text.upper() != "NULL":
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def concat(parts: Iterable[Any]) -> Any:
    """Texts put together; what is unknown stays a hole in the result."""
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


def array_to_string(value: list[Any], separator: str, null: str | None = None) -> Any:
    """array_to_string(): NULLs are left out, or put as `null`."""
    texts = [null if v is None else text_of(v) for v in value]
    parts = [part for t in texts if t is not None for part in (t, separator)]
    return concat(parts[:-1])


_DIRECTIVE = re.compile(r"%(?:(\d+)\$)?(-?)(?:(\d+)|\*(?:\d+\$)?)?([sIL%])")


def format_text(arguments: list[Any]) -> Any:
    """format(): PostgreSQL docs, 9.4.1."""
    pattern = text_of(arguments[0]) if arguments else None
    if pattern is None or not isinstance(pattern, str) or not known(pattern):
        if isinstance(pattern, Partial):
            return Partial((pattern.pieces[0].split("%")[0], ""))
        return None if pattern is None else UNKNOWN
    parts: list[Any] = []
    at, number = 0, 0
    for match in _DIRECTIVE.finditer(pattern):
        parts.append(pattern[at : match.start()])
        at = match.end()
        if match[4] == "%":
            parts.append("%")
            continue
        number = int(match[1]) if match[1] else number + 1
        value = arguments[number] if number < len(arguments) else UNKNOWN
        parts.append(_formatted(match[4], value))
    parts.append(pattern[at:])
    return concat(parts)


def _formatted(kind: str, value: Any) -> Any:
    text = text_of(value)
    if kind == "I":
        return quoted(text, quote_identifier)
    if kind == "L":
        return "NULL" if text is None else quoted(text, quote_literal)
    return "" if text is None else text


def quoted(text: Any, quote: Any) -> Any:
    """quote_ident or quote_literal of a text. A name that is known in part is taken to need no quotes for the rest."""
    if isinstance(text, Partial) and quote is quote_identifier and all(not p or p == quote(p) for p in text.pieces):
        return text
    return quote(text) if isinstance(text, str) and known(text) else (None if text is None else UNKNOWN)


class GaveUp(Exception):  # noqa: N818 - said of the block, not of miglint
    """The block takes more steps than the replay spends on one."""
