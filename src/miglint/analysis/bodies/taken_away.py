"""What the migrations took away, by its name: tables, columns and functions that were dropped or renamed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...catalog import Catalog, Column, Routine, Table, View
from ...catalog.changes import Change, Renamed
from ..missing import Taken

_RELATIONS = frozenset({"table", "view", "materialized view", "partitioned table", "foreign table"})


class Gone:
    """What took each name away, by the last change that did."""

    def __init__(self, changes: Mapping[int, Sequence[Change]], catalog: Catalog) -> None:
        self.relations: dict[tuple[str, str], Taken] = {}
        """By schema and name."""
        self.columns: dict[tuple[int, str], Taken] = {}
        """By the relation's oid and the column's name."""
        self.routines: dict[tuple[str, str], Taken] = {}
        """By schema and name."""
        for oid, happened in changes.items():
            schema = ""
            for change in reversed(happened):
                if change.effect not in ("dropped", "renamed"):
                    continue
                if not schema:
                    schema = _schema(catalog, oid, change)
                self._note(oid, schema, change)

    @property
    def all(self) -> list[Taken]:
        """Return all that took a name away."""
        return [*self.relations.values(), *self.columns.values(), *self.routines.values()]

    def _note(self, oid: int, schema: str, change: Change) -> None:
        taken = _taken(change)
        match change, change.subject:
            case Renamed(what="column", before=before), _:
                self.columns.setdefault((oid, before), taken)
            case Renamed(what=what, before=before), _:
                before_schema, _, name = before.rpartition(".")
                if what in _RELATIONS:
                    self.relations.setdefault((before_schema or schema, name), taken)
                elif what in ("function", "procedure"):
                    self.routines.setdefault((before_schema or schema, name), taken)
            case _, Table() | View() as relation:
                self.relations.setdefault((relation.schema, relation.name), taken)
            case _, Column() as column:
                self.columns.setdefault((oid, column.name), taken)
            case _, Routine() as routine:
                self.routines.setdefault((routine.schema, routine.name), taken)


def _schema(catalog: Catalog, oid: int, change: Change) -> str:
    """Return the schema that an object was last in."""
    if isinstance(row := change.subject, (Table, View, Routine)):
        return row.schema
    found = catalog.relation(oid) or catalog.routine(oid)
    return found.schema if found else ""


def _taken(change: Change) -> Taken:
    if isinstance(change, Renamed):
        what = "moved" if "." in change.before else "renamed"
        return Taken(change.statement, f"{what} to {change.after}", f"It is called {change.after} now.")
    return Taken(change.statement, "dropped")
