"""The values in partition bounds, in a form that can be compared where that needs no setting and no collation."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from ....analysis.literals import bad_literal, too_large
from ....catalog import Catalog, DataType
from ....syntax.source import Node
from ....syntax.tree import constant, first_location
from ...state.context import Context
from ...state.refused import Refused

MINVALUE, MAXVALUE = -1, 1
_DIGITS = 100
NO_VALUE = object()
"""A value that is not known here."""

Key = tuple[int, Any]
"""An endless bound (-1, 1), or 0 and a value."""


def limit_of(node: Node) -> int:
    """Return MINVALUE or MAXVALUE, which the parser takes for columns; 0 for anything else."""
    match node:
        case {"ColumnRef": {"fields": [{"String": {"sval": ("minvalue" | "maxvalue") as word}}]}}:
            return MINVALUE if word == "minvalue" else MAXVALUE
    return 0


def refuse_value(context: Context, node: Node, type: DataType | None) -> None:
    """Refuse what can't be a bound (0A000), and a constant that isn't a value of the key's type."""
    if "ColumnRef" in node or "SubLink" in node:
        is_column = "ColumnRef" in node
        what = "column reference in partition bound expression" if is_column else "subquery in partition bound"
        place = first_location(node)
        context.refuse("0A000", f"cannot use {what}", place)
    text = _text(node)
    if type is None or text is None:
        return
    bad = bad_literal(text, type, context.catalog) if "A_Const" in node and "sval" in node["A_Const"] else None
    if bad := bad or too_large(text, type, context.catalog):
        raise Refused(bad.sqlstate, bad.message, node.get("A_Const", {}).get("location"))


def _text(node: Node) -> str | None:
    try:
        found = constant(node)
    except ValueError:
        return None
    return None if found is None or isinstance(found, bool) else str(found)


def value_of(node: Node, type: DataType | None, catalog: Catalog) -> Any:
    """Return the value of a bound; None for NULL, NO_VALUE if it isn't known."""
    try:
        found = constant(node)
    except ValueError:
        return NO_VALUE
    if found is None:
        return None
    if type is None or type.is_array:
        return NO_VALUE
    try:
        return _read(found, type, catalog)
    except (ValueError, InvalidOperation):
        return NO_VALUE


def _read(found: Any, type: DataType, catalog: Catalog) -> Any:
    name = type.name
    if type.oid:
        row = catalog.type(type.oid)
        return row.labels.index(found) if row is not None and row.kind == "enum" else NO_VALUE
    if name in ("int2", "int4", "int8"):
        number = _plain(found)
        return NO_VALUE if number is NO_VALUE or number != int(number) else int(number)
    if name == "numeric" and not type.modifiers:
        return _plain(found)
    if name == "bool":
        return found if isinstance(found, bool) else NO_VALUE
    if not isinstance(found, str):
        return NO_VALUE
    if name == "date":
        return date.fromisoformat(found)
    if name == "timestamp" and not type.modifiers:
        return _moment(found) if not (read := _moment(found)).tzinfo else read.replace(tzinfo=None)
    if name == "timestamptz" and not type.modifiers:
        return _moment(found)
    return Words(found) if name in ("text", "varchar") else NO_VALUE


def _plain(found: Any) -> Any:
    """Return a finite number of moderate size."""
    number = Decimal(str(found))
    return number if number.is_finite() and abs(number.adjusted()) < _DIGITS else NO_VALUE


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


class Words(str):
    """A text: its order depends on the collation."""

    __slots__ = ()


def compare(first: tuple[Key, ...], second: tuple[Key, ...]) -> int | None:
    """Return -1, 0 or 1 as one bound of a range lies before another, None if that isn't known."""
    for (endless, value), (other_endless, other) in zip(first, second, strict=True):
        if endless != other_endless:
            return -1 if endless < other_endless else 1
        if endless:
            return 0
        if value is NO_VALUE or other is NO_VALUE:
            return None
        if value == other:
            continue
        if isinstance(value, Words):
            return None
        try:
            return -1 if value < other else 1
        except TypeError:  # one with a time zone, one without
            return None
    return 0
