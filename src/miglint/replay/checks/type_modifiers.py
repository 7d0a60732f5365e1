"""The numbers in parentheses after a type's name: varchar(50), numeric(10, 2) (PostgreSQL docs, 8 Data Types)."""

from __future__ import annotations

from ...analysis.coercion import plain
from ...catalog import DataType
from ...syntax.source import Node
from ...syntax.tree import constant_or
from ..state.context import Context

_LENGTHS = {"varchar": ("varchar", 10485760), "bpchar": ("char", 10485760), "bit": ("bit", 83886080),
            "varbit": ("bit varying", 83886080)}  # fmt: skip
_WITH = frozenset({*_LENGTHS, "numeric", "time", "timetz", "timestamp", "timestamptz", "interval"})
_MOST = 1000


def refuse_modifiers(context: Context, type: DataType, type_name: Node) -> None:
    """Refuse a length or precision that a type of PostgreSQL's own doesn't have (22023), or any at all (42601)."""
    if type.oid or type.schema != "pg_catalog" or context.replay.in_prelude:
        return
    location = type_name.get("location")
    if type.name not in _WITH:
        message = f'type modifier is not allowed for type "{type.name}"'
        context.refuse("42601", message, location, names=(type.name,))
    numbers = [constant_or(node, None) for node in type_name["typmods"]]
    if not all(isinstance(number, int) for number in numbers):
        return
    if type.name in _LENGTHS and len(numbers) == 1:
        name, most = _LENGTHS[type.name]
        if numbers[0] < 1:
            context.refuse("22023", f"length for type {name} must be at least 1", location, names=(name,))
        if numbers[0] > most:
            context.refuse("22023", f"length for type {name} cannot exceed {most}", location, names=(name,))
    if type.name == "numeric":
        if len(numbers) > 2:
            context.refuse("22023", "invalid NUMERIC type modifier", location)
        if not 1 <= numbers[0] <= _MOST:
            message = f"NUMERIC precision {numbers[0]} must be between 1 and {_MOST}"
            context.refuse("22023", message, location)
        if len(numbers) > 1 and not -_MOST <= numbers[1] <= _MOST:
            message = f"NUMERIC scale {numbers[1]} must be between -{_MOST} and {_MOST}"
            context.refuse("22023", message, location)


def refuse_collation(context: Context, type: DataType | None, location: int | None) -> None:
    """Refuse (42804) COLLATE for a type of PostgreSQL's own that is no text."""
    seen = plain(type, context.catalog)
    if seen is None or seen.oid or seen.name in ("text", "varchar", "bpchar", "name"):
        return
    spelled = context.catalog.format_type(seen)
    message = f"collations are not supported by type {spelled}"
    context.refuse("42804", message, location, reason="other", names=(spelled or "",))
