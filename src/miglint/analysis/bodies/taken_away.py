"""What the migrations took away, by its name: tables, columns and functions that were dropped or renamed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...catalog import Catalog, Column, Routine, Table, View
from ...catalog.changes import Change, Renamed
from ...syntax.source import Place

_RELATIONS = frozenset({"table", "view", "materialized view", "partitioned table", "foreign table"})


class Gone:
    """The last change that took each name away. `relations` and `routines` are keyed by schema and name, `columns` by
    the relation's oid and the column's name."""

    def __init__(self, changes: Mapping[int, Sequence[Change]], catalog: Catalog) -> None:
        self.relations: dict[tuple[str, str], Change] = {}
        self.columns: dict[tuple[int, str], Change] = {}
        self.routines: dict[tuple[str, str], Change] = {}
        for oid, happened in changes.items():
            schema = ""
            for change in reversed(happened):
                if change.effect not in ("dropped", "renamed"):
                    continue
                if not schema:
                    schema = _schema(catalog, oid, change)
                self._note(oid, schema, change)

    @property
    def changes(self) -> Iterator[Change]:
        """The changes that took names away."""
        yield from self.relations.values()
        yield from self.columns.values()
        yield from self.routines.values()

    def _note(self, oid: int, schema: str, change: Change) -> None:
        match change, change.subject:
            case Renamed(what="column", before=before), _:
                self.columns.setdefault((oid, before), change)
            case Renamed(what=what, before=before), _:
                before_schema, _, name = before.rpartition(".")
                if what in _RELATIONS:
                    self.relations.setdefault((before_schema or schema, name), change)
                elif what in ("function", "procedure"):
                    self.routines.setdefault((before_schema or schema, name), change)
            case _, Table() | View() as relation:
                self.relations.setdefault((relation.schema, relation.name), change)
            case _, Column() as column:
                self.columns.setdefault((oid, column.name), change)
            case _, Routine() as routine:
                self.routines.setdefault((routine.schema, routine.name), change)


def _schema(catalog: Catalog, oid: int, change: Change) -> str:
    """The schema that an object was last in."""
    if isinstance(row := change.subject, (Table, View, Routine)):
        return row.schema
    found = catalog.relation(oid) or catalog.routine(oid)
    return found.schema if found else ""


def gone_place(change: Change, name: str) -> Place:
    """Where a change took a name away, with a word on it."""
    if isinstance(change, Renamed):
        return change.statement.find(name, f"{'moved' if '.' in change.before else 'renamed'} to {change.after} here")
    return change.statement.find(name, "dropped here")
