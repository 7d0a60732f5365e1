"""What names mean in an expression: rows by alias, variables, parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from ...syntax.parser import parse_expression
from ...syntax.source import Node
from .known_values import UNKNOWN, RowValue


@lru_cache(maxsize=1024)
def expression_tree(text: str) -> Node | None:
    """Return the tree of an expression's text; None if it does not parse."""
    try:
        return parse_expression(text)
    except ValueError:
        return None


class NameScope:
    """What names mean: rows by alias, then the scope around it; the outermost one holds the variables."""

    __slots__ = ("group", "outer", "parameters", "rows", "variables")

    def __init__(self, outer: NameScope | None = None, variables: dict[str, Any] | None = None) -> None:
        self.outer = outer
        self.rows: dict[str, RowValue] = {}
        self.variables = variables if variables is not None else {}
        self.group: list[NameScope] | None = None
        self.parameters: list[Any] = outer.parameters if outer else []

    def look_up(self, parts: list[str]) -> Any:
        """Return the value of a name; UNKNOWN if there is none."""
        scope: NameScope | None = self
        while scope is not None:
            if len(parts) == 1:
                for row in scope.rows.values():
                    if parts[0] in row:
                        return row[parts[0]]
                if parts[0] in scope.variables:
                    return scope.variables[parts[0]]
                if parts[0] in scope.rows:
                    return scope.rows[parts[0]]
            else:
                found = scope.rows.get(parts[-2])
                if found is not None:
                    return found.get(parts[-1], UNKNOWN)
                if parts[-2] in scope.variables:
                    value = scope.variables[parts[-2]]
                    return value.get(parts[-1], UNKNOWN) if isinstance(value, RowValue) else UNKNOWN
                if scope.outer is None and parts[-1] in scope.variables:
                    return scope.variables[parts[-1]]  # label.variable
            scope = scope.outer
        return UNKNOWN


Evaluate = Callable[[Node | None, NameScope], Any]
"""Returns the value of a tree in a scope."""

MAX_POSSIBLE = 50
"""The most possible rows that are looked at one by one; one row of unknown values replaces the rest."""


class QueryRows(NamedTuple):
    """The result of a query."""

    columns: list[str]
    rows: list[tuple[Any, ...]]
    """The rows that are certainly there."""
    possible: list[tuple[Any, ...]]
    """The rows that may be there; an empty one is a row of unknown values."""

    def few_possible(self) -> list[tuple[Any, ...]]:
        """Return the possible rows; of many, the first ones and one row that replaces the rest."""
        return self.possible if len(self.possible) <= MAX_POSSIBLE else [*self.possible[:MAX_POSSIBLE], ()]


JoinedRows = Iterator[tuple[NameScope, bool]]
"""Rows of FROM, each with whether it is certainly there; the others are possible."""
