"""One virtual table of a FROM clause: which of its rows a query needs to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ...syntax.source import Node
from ...syntax.tree import strings
from ..state.refused import Refused
from .comparison import compare
from .from_state import FromState
from .join_conditions import aliases_of, equalities, joined
from .joined_rows import PossibleRows, with_row
from .known_values import UNKNOWN, Partial, RowValue, known, truth
from .name_scope import JoinedRows, NameScope
from .virtual_tables import Hints, VirtualTable

NO_OID = -1
"""An oid that nothing has."""

Row = tuple[Any, ...]

Ahead = Callable[[NameScope], Any]
"""The value of a tree before all tables are joined."""


class TableScan:
    """The rows of a table under some conditions of the query.

    Conditions whose columns all have a table are tested here; if FROM has no other item, all of them are.
    """

    def __init__(self, source: FromState, alias: str, table: VirtualTable, quals: list[Node]) -> None:
        self.source = source
        self.evaluator = source.evaluator
        self.context = source.evaluator.context
        self.alias = alias
        self.table = table
        self.quals = quals
        here = source.joined | {alias}
        self.early = quals if source.is_alone else [q for q in quals if self._is_ripe(q, here)]
        source.done.update(map(id, self.early))
        self.column_equalities: list[tuple[Node, str, Ahead]] = [
            (qual, column, ahead)
            for qual in quals
            for column, other in equalities(qual, alias, table)
            if (ahead := self._ahead(other)) is not None
        ]
        """The conditions that set a column equal to something."""
        self.partners = self._partners()
        self.kept: dict[tuple[tuple[str, Any], ...], list[Row]] = {}
        self.possible: PossibleRows | None = (
            PossibleRows(self.context, table) if len(self.context.catalog.unknown) else None
        )

    def rows(self, scope: NameScope) -> JoinedRows:
        alias, source = self.alias, self.source
        if scope.rows and any(scope.rows[a].get(c) is UNKNOWN for a, c in self.partners if a in scope.rows):
            # Joined by a column whose value is unknown: one row represents all.
            inner = with_row(scope, alias, RowValue((c, UNKNOWN) for c in self.table.columns))
            if self._passes(self.early, inner) is not None:
                yield inner, False
            return
        hints = Hints(source.columns)
        tests: list[tuple[int, Any]] = []
        used = self._fill(hints, tests, scope)
        left = [qual for qual in self.early if id(qual) not in used] if used else self.early
        found = False
        columns = self.table.columns
        for values in self._read(hints, scope):
            found = True
            source.step()
            certain = _meets(values, tests) if tests else True
            if certain is None:
                continue
            inner = with_row(scope, alias, RowValue(zip(columns, values, strict=True)))
            if left:
                passes = self._passes(left, inner)
                if passes is None:
                    continue
                certain = certain and passes
            yield inner, certain
        if self.possible is not None:
            for row in self.possible.rows(hints, found):
                inner = with_row(scope, alias, row)
                source.step()
                if self._passes(self.early, inner) is not None:
                    yield inner, False

    def _read(self, hints: Hints, scope: NameScope) -> Iterable[Row]:
        """Return the table's rows that pass the hints. If other tables come before it, they are remembered for the next
        call."""
        made = self.table.rows(self.context, hints)
        if not scope.rows:
            return made
        try:
            key = tuple(hints.items())
            if key not in self.kept:
                self.kept[key] = list(made)
        except TypeError:  # an array
            return made
        return self.kept[key]

    def _passes(self, quals: list[Node], scope: NameScope) -> bool | None:
        """Return whether a row meets conditions: None if it does not, False if it may. PostgreSQL may have looked at
        others before one that ends in an error."""
        certain = True
        for qual in quals:
            try:
                test = truth(self.evaluator.value(qual, scope))
            except Refused:
                test = UNKNOWN
            if test is False or test is None:
                return None
            if test is UNKNOWN:
                certain = False
        return certain

    def _is_ripe(self, qual: Node, here: set[str]) -> bool:
        """Return whether a condition is about this table, and all that it names of FROM is joined then."""
        names = aliases_of(qual)
        return self.alias in names and (names & self.source.aliases) <= here

    def _partners(self) -> list[tuple[str, str]]:
        """Return the columns of other tables that this one is joined by."""
        found = []
        for qual in self.quals:
            if names := joined(qual):
                left, left_column, right, right_column = names
                if left == self.alias:
                    found.append((right, right_column))
                elif right == self.alias:
                    found.append((left, left_column))
        return found

    # ---- equalities

    def _fill(self, hints: Hints, tests: list[tuple[int, Any]], scope: NameScope) -> set[int]:
        """Note columns that are set equal to something as hints, with their values; return the conditions that were
        used."""
        used = set()
        for qual, column, ahead in self.column_equalities:
            value = ahead(scope)
            if value is not None:
                tests.append((self.table.columns.index(column), value))
                used.add(id(qual))
                if column not in hints and known(value):
                    hints[column] = value
        return used

    def _ahead(self, node: Node) -> Ahead | None:
        """Return how to compute the value of a tree here; None if that isn't possible.

        The oid of a later table is known if a condition names its one row: with `pg_class c JOIN pg_namespace n ON
        n.oid = c.relnamespace WHERE n.nspname = 'x'` only the relations of x need to be looked at.
        """
        if "ColumnRef" not in node:
            return lambda scope: self.evaluator.value(node, scope)
        parts = strings(node["ColumnRef"]["fields"])
        source = self.source
        if len(parts) == 1:
            coming = (table for alias, table in source.tables.items() if alias not in source.joined)
            return None if any(parts[0] in table.columns for table in coming) else lambda scope: scope.look_up(parts)
        alias, column = parts[-2:]
        table = source.tables.get(alias)
        if table is None or alias in source.joined:
            return lambda scope: scope.look_up(parts)
        if column != "oid" or table.columns[:2] not in (("oid", "nspname"), ("oid", "relname")):
            return None
        name = table.columns[1]
        for qual in self.quals:
            for given, other in equalities(qual, alias, table):
                if given == name and "A_Const" in other:
                    return lambda scope: self._oid(table, name, self.evaluator.value(other, scope))
        return None

    def _oid(self, table: VirtualTable, column: str, value: Any) -> Any:
        """Return the oid of the one row of this name."""
        if len(self.context.catalog.unknown) and any(True for _ in PossibleRows(self.context, table).rows({}, False)):
            return UNKNOWN
        hints = Hints(self.source.columns)
        hints[column] = value
        oids = [row[0] for row in table.rows(self.context, hints)]
        return oids[0] if len(oids) == 1 else UNKNOWN if oids else NO_OID


def _meets(row: Row, tests: list[tuple[int, Any]]) -> bool | None:
    """Return whether a row has these values: None if it has not, False if it may."""
    certain = True
    for at, value in tests:
        given = row[at]
        if given.__class__ is value.__class__ and (given.__class__ is str or given.__class__ is int):
            if given != value:
                return None
            continue
        if isinstance(value, Partial) and given.__class__ is str and not value.may_be(given):
            return None
        test = compare("=", given, value)
        if test is False or test is None:
            return None
        if test is not True:
            certain = False
    return certain
