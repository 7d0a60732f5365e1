"""The expressions that a row of the catalog holds, whatever its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..record import replace
from .objects import Expression
from .relations import Index, Table, View
from .routines import Routine, Type
from .table_parts import Constraint, Policy, Trigger

Change = Callable[[Expression], Expression]
_FIELDS: dict[type[Any], tuple[str, ...]] = {
    View: ("query",),
    Index: ("predicate",),
    Constraint: ("expression",),
    Policy: ("using", "with_check"),
    Trigger: ("when",),
    Type: ("default",),
    Routine: ("sql_body",),
}
"""The fields that hold one expression or None."""
_LISTS: dict[type[Any], tuple[str, str]] = {
    Table: ("columns", "default"),
    Index: ("keys", "expression"),
    Routine: ("arguments", "default"),
}
"""A field with parts, and their field that holds one expression or None."""


def expressions_of(row: Any) -> Iterator[Expression]:
    """Yield the expressions and queries of a row."""
    for name in _FIELDS.get(type(row), ()):
        if (found := getattr(row, name)) is not None:
            yield found
    if parts := _LISTS.get(type(row)):
        for part in getattr(row, parts[0]):
            if (found := getattr(part, parts[1])) is not None:
                yield found


def with_expressions(row: Any, change: Change) -> Any:
    """Return a row with its expressions changed; the row itself if none is."""
    fields: dict[str, Any] = {}
    for name in _FIELDS.get(type(row), ()):
        if (old := getattr(row, name)) is not None and (new := change(old)) is not old:
            fields[name] = new
    if parts := _LISTS.get(type(row)):
        name, inner = parts
        before = getattr(row, name)
        after = tuple([_with_expression(part, inner, change) for part in before])
        if any(new is not old for new, old in zip(after, before, strict=True)):
            fields[name] = after
    return replace(row, **fields) if fields else row


def _with_expression(part: Any, name: str, change: Change) -> Any:
    old = getattr(part, name)
    new = change(old) if old is not None else None
    return part if new is old else replace(part, **{name: new})
