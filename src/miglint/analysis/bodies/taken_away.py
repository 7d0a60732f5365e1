"""What the migrations took away, by its name: tables, columns and functions that were dropped or renamed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...catalog import Catalog
from ...catalog.changes import Change, ColumnDropped, Renamed, RoutineDropped, TableDropped, ViewDropped
from ..missing import Taken

_KINDS = frozenset({TableDropped, ViewDropped, ColumnDropped, RoutineDropped, Renamed})
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
                if type(change) not in _KINDS:
                    continue
                if not schema:
                    schema = _schema(catalog, oid, change)
                self._note(oid, schema, change)

    @property
    def all(self) -> list[Taken]:
        """All that took a name away."""
        return [*self.relations.values(), *self.columns.values(), *self.routines.values()]

    def _note(self, oid: int, schema: str, change: Change) -> None:
        taken = _taken(change)
        match change:
            case TableDropped(table=relation) | ViewDropped(view=relation):
                self.relations.setdefault((relation.schema, relation.name), taken)
            case ColumnDropped(column=column):
                self.columns.setdefault((oid, column.name), taken)
            case RoutineDropped(routine=routine):
                self.routines.setdefault((routine.schema, routine.name), taken)
            case Renamed(what="column", before=before):
                self.columns.setdefault((oid, before), taken)
            case Renamed(what=what, before=before):
                before_schema, _, name = before.rpartition(".")
                if what in _RELATIONS:
                    self.relations.setdefault((before_schema or schema, name), taken)
                elif what in ("function", "procedure"):
                    self.routines.setdefault((before_schema or schema, name), taken)


def _schema(catalog: Catalog, oid: int, change: Change) -> str:
    """The schema that an object was last in."""
    match change:
        case TableDropped(table=row) | ViewDropped(view=row) | RoutineDropped(routine=row):
            return row.schema
    found = catalog.relation(oid) or catalog.routine(oid)
    return found.schema if found else ""


def _taken(change: Change) -> Taken:
    if isinstance(change, Renamed):
        what = "moved" if "." in change.before else "renamed"
        return Taken(change.statement, f"{what} to {change.after}", f"It is called {change.after} now.")
    return Taken(change.statement, "dropped")
