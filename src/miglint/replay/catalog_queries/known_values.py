"""Values of PL/pgSQL at replay time: known, unknown, texts known in part, and SQL's three-valued logic.

SQL's values are Python's: NULL is None, text str, arrays lists, rows `RowValue`. Whatever depends on the rows of a
user's table, on the clock or on chance is UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from ...catalog import Catalog
from ...syntax.source import Node


class _Unknown:
    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = _Unknown()
"""A value that the replay can't know; not NULL."""


MAX_DIGITS = 1000
"""Longer numbers are not reckoned with."""


def number_of(text: str) -> Any:
    """Return the number that a text spells, UNKNOWN if it is none or so long that nobody means it."""
    try:
        text = text.strip()
        number = int(text) if text.lstrip("+-").isdecimal() and text.isascii() else Decimal(text)
    except (ValueError, InvalidOperation):
        return UNKNOWN
    if isinstance(number, Decimal) and not (number.is_finite() and abs(number.adjusted()) < MAX_DIGITS):
        return UNKNOWN
    return number if len(text) < MAX_DIGITS else UNKNOWN


def bounded(number: int | Decimal) -> Any:
    """Return a number that was reckoned; UNKNOWN if it is so long that the next ones would take long."""
    digits = number.bit_length() // 3 if isinstance(number, int) else abs(number.adjusted())
    return number if digits < MAX_DIGITS else UNKNOWN


class Partial:
    """A partly known text: pieces with something unknown between each two.

    `sketches` are the parts between them, if they are known except for their layout.
    """

    __slots__ = ("pieces", "sketches")

    def __init__(self, pieces: tuple[str, ...], sketches: tuple[Sketch | None, ...] = ()) -> None:
        self.pieces = pieces
        self.sketches = sketches or (None,) * (len(pieces) - 1)

    def may_be(self, text: str) -> bool:
        """Return whether it can be this text."""
        return text.startswith(self.pieces[0]) and text.endswith(self.pieces[-1])

    @property
    def statement(self) -> str | None:
        """Return a text that means the same; None if something in it is not known at all."""
        texts = [None if sketch is None else sketch.sql for sketch in self.sketches]
        if any(text is None for text in texts):
            return None
        return "".join(part for pair in zip(self.pieces, [*texts, ""], strict=True) for part in pair if part)


class Sketch(str):
    """A definition as PostgreSQL would print it, except for the layout."""

    node: Node | None
    """The definition's tree; None if there is no tree of the whole."""
    edited: str | None
    """The definition's text, if it was replaced in part."""
    trees: Any
    """The trees whose words it may contain."""
    is_ordered: bool
    """Whether its parts have the order in which PostgreSQL prints them."""
    catalog: Catalog | None

    def __new__(
        cls,
        words: str,
        node: Node | None = None,
        edited: str | None = None,
        *,
        trees: Any = None,
        is_ordered: bool = False,
        catalog: Catalog | None = None,
    ) -> Sketch:
        made = super().__new__(cls, words)
        made.node, made.edited, made.trees = node, edited, trees
        made.is_ordered, made.catalog = is_ordered, catalog
        return made

    def type_names(self) -> Iterator[str]:
        """Yield the names of the types that migrations created: PostgreSQL adds casts that the text doesn't have."""
        yield from (type.name for type in self.catalog.types) if self.catalog is not None else ()

    @property
    def sql(self) -> str | None:
        """Return SQL with the same meaning, with calls and sub-selects spelled as PostgreSQL does."""
        if self.edited is None and self.node is not None:
            from ...syntax.printer import sql

            return sql(self.node).replace("(SELECT ", "( SELECT ")
        return self.edited


class Reg(int):
    """An oid that prints as a name: regclass, regprocedure, regtype, regnamespace."""

    text: str

    def __new__(cls, oid: int, text: str) -> Reg:
        made = super().__new__(cls, oid)
        made.text = text
        return made


class RowValue(dict[str, Any]):
    """A row: column names to values."""


def known(value: Any) -> bool:
    """Return whether a value is known throughout."""
    return value is not UNKNOWN and not isinstance(value, (Partial, Sketch))


def truth(value: Any) -> bool | _Unknown | None:
    """Return a value as a condition."""
    if value is None or value is UNKNOWN or isinstance(value, bool):
        return value
    if isinstance(value, str) and known(value):
        return _BOOLEANS.get(value.strip().lower(), UNKNOWN)
    return bool(value) if isinstance(value, int) else UNKNOWN


_BOOLEANS = {
    **dict.fromkeys(("t", "tr", "tru", "true", "y", "ye", "yes", "on", "1"), True),
    **dict.fromkeys(("f", "fa", "fal", "fals", "false", "n", "no", "of", "off", "0"), False),
}
"""What PostgreSQL reads as a boolean (parse_bool_with_len in utils/adt/bool.c)."""


def all_of(values: Iterable[Any]) -> Any:
    """Return the AND of values, evaluated as far as needed."""
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
    """Return the OR of values, evaluated as far as needed."""
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
    """Return the NOT of a value."""
    value = truth(value)
    return not value if isinstance(value, bool) else value


class GaveUp(Exception):  # noqa: N818 - the block gives up, not miglint
    """The block takes more steps than the replay spends on one."""
