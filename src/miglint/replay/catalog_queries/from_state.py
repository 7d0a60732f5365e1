"""What is known of a query's FROM while its items are put together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ...syntax.source import Node
from ...syntax.tree import list_name, strings, walk
from .all_tables import table_of
from .evaluator import Evaluator
from .known_values import GaveUp, all_of
from .name_scope import NameScope
from .virtual_tables import VirtualTable

MAX_ROWS = 50_000
"""Rows that one block may look at; beyond that it is given up."""


class FromState:
    """The items of FROM, the ones joined so far, and the conditions that are already tested."""

    def __init__(self, evaluator: Evaluator, select: Node, outer: NameScope) -> None:
        items = select.get("fromClause", [])
        self.evaluator = evaluator
        self.select = select
        self.outer = outer
        self.tables = dict(tables_in(items))
        """The virtual tables, by alias."""
        self.aliases = frozenset(aliases_in(items))
        self.is_alone = len(items) == 1 and "RangeVar" in items[0]
        """Whether there is only one table."""
        self.joined: set[str] = set()
        """The aliases of the items that are joined so far."""
        self.done: set[int] = set()
        """The conditions, by id, that are already tested."""
        self.is_open = False
        """Whether a table has unknown rows: then no row is certain."""
        self._columns: tuple[frozenset[str] | None] | None = None

    def rest(self, quals: list[Node]) -> list[Node]:
        """Return those of some conditions that nothing has looked at yet."""
        return [qual for qual in quals if id(qual) not in self.done]

    def holds(self, quals: Iterable[Node], scope: NameScope) -> Any:
        """Return the truth of all conditions."""
        value = self.evaluator.value
        return all_of(value(qual, scope) for qual in quals) if quals else True

    def columns(self) -> frozenset[str] | None:
        """Return the columns that the query names; None for all."""
        if self._columns is None:
            self._columns = (self._named_columns(),)
        return self._columns[0]

    def _named_columns(self) -> frozenset[str] | None:
        found: set[str] = set()
        for kind, fields in walk(self.select, ("ColumnRef", "JoinExpr")):
            names = strings(fields["fields"]) if kind == "ColumnRef" else ()
            if "*" in names or (len(names) == 1 and names[0] in self.aliases):
                return None
            if kind == "JoinExpr" and ("usingClause" in fields or "isNatural" in fields):
                return None
            found.update(names[-1:])
        return frozenset(found)

    def step(self) -> None:
        """Count a row that is looked at."""
        self.evaluator.steps += 1
        if self.evaluator.steps > MAX_ROWS:
            raise GaveUp


def alias_of(fields: Node) -> str:
    """Return the name that the columns of a RangeVar go by."""
    return str(fields.get("alias", {}).get("aliasname", fields["relname"]))


def tables_in(items: list[Node]) -> Iterator[tuple[str, VirtualTable]]:
    """Yield the virtual tables of FROM, with their aliases."""
    for item in items:
        match item:
            case {"RangeVar": fields}:
                if table := table_of(fields):
                    yield alias_of(fields), table
            case {"JoinExpr": {"larg": left, "rarg": right}}:
                yield from tables_in([left, right])


def aliases_in(items: list[Node]) -> Iterator[str]:
    """Yield the names that the columns of FROM go by."""
    for item in items:
        match item:
            case {"RangeVar": fields}:
                yield alias_of(fields)
            case {"JoinExpr": {"larg": left, "rarg": right}}:
                yield from aliases_in([left, right])
            case {"RangeSubselect": {"alias": {"aliasname": name}}} | {"RangeFunction": {"alias": {"aliasname": name}}}:
                yield name
            case {"RangeFunction": {"functions": [{"List": {"items": [{"FuncCall": call}, *_]}}, *_]}}:
                yield list_name(call["funcname"]).name
