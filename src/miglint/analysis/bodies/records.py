"""Fields of NEW, OLD and of records that are rows of a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...catalog import Table, View
from ...syntax.tokens import tokens, unquote
from ...syntax.tree import Name

if TYPE_CHECKING:
    from .missing_names import Fault, Reader

_ASKS_WHERE = frozenset(
    {"tg_table_name", "tg_relname", "tg_relid", "tg_argv", "tg_name", "tg_table_schema", "tg_nargs"}
)


class Rows:
    """The records of one body whose fields are the columns of relations."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.known: dict[str, list[Table | View]] = {}

    def relations(self, record: str) -> list[Table | View]:
        """The relations one of which a record is a row of; none where that can't be said."""
        if record not in self.known:
            self.known[record] = self._relations(record)
        return self.known[record]

    def _relations(self, record: str) -> list[Table | View]:
        reader = self.reader
        catalog, routine = reader.catalog, reader.body.routine
        if record in ("new", "old"):
            triggers = [t for t in catalog.triggers if t.function == routine.oid]
            text = (routine.body or "").lower()
            if any(t.level != "ROW" for t in triggers) or any(word in text for word in _ASKS_WHERE):
                return []
            found = [catalog.relation(t.relation) for t in triggers]
        else:
            parts = reader.body.rows.get(record, [])
            found = [reader.find(Name(parts[-2] if len(parts) > 1 else None, parts[-1]))] if parts else []
        if not all(map(reader.knows_columns, found)):
            return []
        return [r for r in found if isinstance(r, (Table, View))]

    def field(self, record: str, field: str, location: int | None) -> Fault | None:
        """A field that no row of a record can have."""
        relations = self.relations(record)
        if not relations or any(r.column(field) for r in relations):
            return None
        message = f'record "{record}" has no field "{field}"'
        faults = [self.reader.missing_column(message, field, r, location) for r in relations]
        taken = next((f for f in faults if f is not None and f.gone), None)
        return taken or faults[0]

    def target(self, text: str) -> Iterator[Fault]:
        """The target of an assignment: record.field := ..."""
        parts = _parts(text)
        if len(parts) == 2 and "[" not in text and (fault := self.field(parts[0], parts[1], -1)):
            yield fault


def _parts(text: str) -> list[str]:
    """The names in a dotted name."""
    return [unquote(text[t.start : t.end]) for t in tokens(text) if t.kind == "name"]
