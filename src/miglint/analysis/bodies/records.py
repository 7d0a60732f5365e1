"""Fields of NEW, OLD and of records that are rows of a table."""

from __future__ import annotations

from collections.abc import Sequence

from ...catalog import Relation, Table, View
from ...syntax.tokens import tokens, unquote
from ...syntax.tree import Name
from ..missing import Fault, column_fault
from .body_knowledge import BodyKnowledge
from .body_pieces import Body

_ASKS_WHERE = frozenset(
    {"tg_table_name", "tg_relname", "tg_relid", "tg_argv", "tg_name", "tg_table_schema", "tg_nargs"}
)


class Records:
    """The records of one body whose fields are the columns of relations."""

    def __init__(self, body: Body, knowledge: BodyKnowledge) -> None:
        self.body = body
        self.knowledge = knowledge
        self.known: dict[str, Sequence[Relation]] = {}

    def relations(self, record: str) -> Sequence[Relation]:
        """Return the relations that a record may be a row of; none if they aren't known."""
        if record not in self.known:
            self.known[record] = self._relations(record)
        return self.known[record]

    def _relations(self, record: str) -> Sequence[Relation]:
        catalog, routine = self.knowledge.catalog, self.body.routine
        if record in ("new", "old"):
            triggers = [t for t in catalog.triggers if t.function == routine.oid]
            text = (routine.body or "").lower()
            if any(t.level != "ROW" for t in triggers) or any(word in text for word in _ASKS_WHERE):
                return ()
            found = [catalog.relation(t.relation) for t in triggers]
        else:
            parts = self.body.rows.get(record, [])
            found = [self.knowledge.find(Name(parts[-2] if len(parts) > 1 else None, parts[-1]))] if parts else []
        if not all(map(self.knowledge.state.knows_columns, found)):
            return ()
        return [r for r in found if r is not None]

    def field(self, record: str, field: str, location: int | None) -> Fault | None:
        """Return PostgreSQL's error for a field that no row of a record can have."""
        relations = self.relations(record)
        if not relations or any(r.column(field) for r in relations if isinstance(r, (Table, View))):
            return None
        message = f'record "{record}" has no field "{field}"'
        return column_fault(message, field, relations, location, self.knowledge)

    def target(self, text: str) -> Fault | None:
        """Return PostgreSQL's error for the target of an assignment: record.field := ..."""
        parts = _parts(text)
        return self.field(parts[0], parts[1], -1) if len(parts) == 2 and "[" not in text else None


def _parts(text: str) -> list[str]:
    """Return the names in a dotted name."""
    return [unquote(text[t.start : t.end]) for t in tokens(text) if t.kind == "name"]
