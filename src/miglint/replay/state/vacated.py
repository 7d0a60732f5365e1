"""Names that something had and that are free again: what was dropped, renamed, moved, or undone by ROLLBACK."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...catalog import Catalog, Relation, Routine, Type
from ...catalog.changes import Change, ColumnDropped, Renamed, SchemaDropped
from ...syntax.source import Statement

Key = tuple[str, str, str]
"""Kind ("relation", "function", "type", "schema", "column", "role", or that of an `Other`), schema and name; for a
column the oid of its table in the place of the schema, for a schema or role nothing there."""
Vacated = dict[Key, tuple[Statement, str]]
"""The statement that took each name away, and what it did: "dropped", "renamed to people"."""

_ROUTINES = frozenset({"function", "procedure", "aggregate"})
_RELATIONS = frozenset(
    """table view index sequence materialized-view partitioned-table foreign-table partitioned-index""".split()  # noqa: SIM905
)


def vacated_by(changes: Iterable[Change], catalog: Catalog) -> Iterator[tuple[Key, tuple[Statement, str]]]:
    """Return the names that changes took away, with the statement and what it did."""
    for change in changes:
        if isinstance(change, Renamed):
            if (key := _before(change, catalog)) is not None:
                yield key, (change.statement, _what(change))
        elif change.effect == "dropped" and (key := _dropped(change)) is not None:
            yield key, (change.statement, "dropped")


def _dropped(change: Change) -> Key | None:
    row = change.subject
    if isinstance(change, ColumnDropped):
        return "column", str(change.oid), change.column.name
    if isinstance(change, SchemaDropped):
        return "schema", "", change.name
    if isinstance(row, Relation):
        return "relation", row.schema, row.name
    if isinstance(row, Routine):
        return "function", row.schema, row.name
    return ("type", row.schema, row.name) if isinstance(row, Type) else None


def _before(change: Renamed, catalog: Catalog) -> Key | None:
    """Return the name that a renamed object had."""
    what = change.what.replace(" ", "-")
    if what == "column":
        return "column", str(change.oid), change.before
    if what == "schema":
        return "schema", "", change.before
    if what == "constraint":
        return _index_before(change, catalog)
    kind: str
    row: Relation | Routine | Type | None
    if what in _RELATIONS:
        kind, row = "relation", catalog.relation(change.oid)
    elif what in _ROUTINES:
        kind, row = "function", catalog.routine(change.oid)
    elif what == "type":
        kind, row = "type", catalog.type(change.oid)
    else:
        return None
    if row is None:
        return None
    if _is_moved(change):
        return kind, change.before.removesuffix(f".{row.name}"), row.name
    return kind, row.schema, change.before


def _index_before(change: Renamed, catalog: Catalog) -> Key | None:
    """Return the name that the index of a renamed key had: it is the constraint's."""
    for constraint in catalog.constraints_of(change.oid):
        if constraint.name == change.after and constraint.index and constraint.kind != "foreign key":
            index = catalog.relation(constraint.index)
            return ("relation", index.schema, change.before) if index is not None else None
    return None


def _is_moved(change: Renamed) -> bool:
    """Return whether it is SET SCHEMA, which writes both schemas."""
    return change.statement.kind == "AlterObjectSchemaStmt"


def _what(change: Renamed) -> str:
    return f"{'moved' if _is_moved(change) else 'renamed'} to {change.after}"


def names_in(catalog: Catalog) -> set[Key]:
    """Return all names of a catalog, columns aside."""
    found: set[Key] = {("relation", row.schema, row.name) for row in catalog.relations}
    found.update(("function", row.schema, row.name) for row in catalog.routines)
    found.update(("type", row.schema, row.name) for row in catalog.types)
    found.update(("schema", "", row.name) for row in catalog.schemas)
    return found


def whereabouts(found: tuple[Statement, str]) -> str:
    """Return what became of a name, as a sentence with the place."""
    statement, what = found
    migration = statement.migration
    return f"It was {what} in {migration.name}:{statement.place().start.line}."
