"""Rows of FROM: joined to those before, missing on one side, or possible."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...syntax.source import Node
from ...syntax.tree import strings
from ..state.context import Context
from .all_tables import table_of
from .comparison import compare
from .from_state import alias_of
from .known_values import UNKNOWN, RowValue
from .name_scope import MAX_POSSIBLE, JoinedRows, NameScope, QueryRows
from .virtual_tables import VirtualTable


def with_row(scope: NameScope, alias: str, row: RowValue) -> NameScope:
    made = NameScope(scope.outer)
    made.rows = {**scope.rows, alias: row}
    return made


def rows_of(result: QueryRows, scope: NameScope, alias: Node) -> JoinedRows:
    name = alias.get("aliasname", "?")
    columns = strings(alias.get("colnames"))
    columns = columns + result.columns[len(columns) :]
    for rows, certain in ((result.rows, True), (result.possible, False)):
        for row in rows:
            yield with_row(scope, name, RowValue(zip(columns, row, strict=False))), certain


def null_extended(left: NameScope, item: Node) -> NameScope:
    """Return a row of the left side without a partner: the columns of the right are NULL."""
    if "RangeVar" not in item:
        return left
    table = table_of(item["RangeVar"])
    return with_row(left, alias_of(item["RangeVar"]), RowValue((c, None) for c in table.columns)) if table else left


def equal_columns(left: NameScope, both: NameScope, names: list[str]) -> Any:
    right = [row for alias, row in both.rows.items() if alias not in left.rows]
    tests = [compare("=", left.look_up([n]), right[-1].get(n, UNKNOWN)) for n in names] if right else []
    return all(t is True for t in tests) if all(isinstance(t, bool) for t in tests) else UNKNOWN


_OF_RELATION = ("attrelid", "conrelid", "tgrelid", "polrelid", "indrelid")


class PossibleRows:
    """Rows of a table that may be there because something was not followed."""

    def __init__(self, context: Context, table: VirtualTable) -> None:
        self.catalog = context.catalog
        self.table = table
        unknown = {(u.schema, u.name) for u in self.catalog.unknown if u.aspect in (table.aspect, "all")}
        self.seen = sorted(unknown, key=str)
        if len(self.seen) > MAX_POSSIBLE:
            self.seen = [*self.seen[:MAX_POSSIBLE], (None, None)]

    def rows(self, hints: dict[str, Any], found: bool) -> Iterator[RowValue]:
        """Return the rows that pass the hints; `found` is whether one is certain."""
        if found and ("oid" in hints or "indexrelid" in hints):
            return
        table = self.table
        on = next((self.catalog.relation(int(hints[c])) for c in _OF_RELATION if isinstance(hints.get(c), int)), None)
        for schema, name in self.seen:
            if on is not None and (schema not in (None, on.schema) or name not in (None, on.name)):
                continue
            row = RowValue((c, UNKNOWN) for c in table.columns)
            row.update((c, v) for c, v in ((table.schema, schema), (table.name, name)) if c and v)
            yield row
