"""What names mean in an expression: rows by alias, variables, parameters."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from ...syntax.parser import parse_expression
from ...syntax.source import Node
from .known_values import UNKNOWN, Record


@lru_cache(maxsize=1024)
def expression_tree(text: str) -> Node | None:
    """The tree of an expression's text; None where it does not parse."""
    try:
        return parse_expression(text)
    except ValueError:
        return None


class Scope:
    """What names mean: rows by alias, then the scope around it; the outermost one holds the variables."""

    __slots__ = ("group", "outer", "parameters", "rows", "variables")

    def __init__(self, outer: Scope | None = None, variables: dict[str, Any] | None = None) -> None:
        self.outer = outer
        self.rows: dict[str, Record] = {}
        self.variables = variables if variables is not None else {}
        self.group: list[Scope] | None = None
        self.parameters: list[Any] = outer.parameters if outer else []

    def look_up(self, parts: list[str]) -> Any:
        """The value of a name; UNKNOWN where there is none."""
        scope: Scope | None = self
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
                    return value.get(parts[-1], UNKNOWN) if isinstance(value, Record) else UNKNOWN
                if scope.outer is None and parts[-1] in scope.variables:
                    return scope.variables[parts[-1]]  # label.variable
            scope = scope.outer
        return UNKNOWN


class Result(NamedTuple):
    """Rows that are there and rows that may be."""

    columns: list[str]
    rows: list[tuple[Any, ...]]
    maybe: list[tuple[Any, ...]]


Found = Iterator[tuple[Scope, bool]]
"""Rows of FROM, and whether they are certainly there."""
