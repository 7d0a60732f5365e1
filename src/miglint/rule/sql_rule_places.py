"""A query's row -> the object it is about, and the statements that caused it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from ..catalog import Catalog, Column, Constraint, Index, Object, Policy, Relation, Table, Trigger, View
from ..catalog.object_refs import ObjectRef
from ..syntax.source import Place, Span
from .steps import State

Row = dict[str, Any]


class Located(NamedTuple):
    """Where a finding points, its object, and the other statements that caused it."""

    place: Place
    object: ObjectRef | None
    causes: tuple[Place, ...]


class _Found(NamedTuple):
    object: ObjectRef
    oid: int
    place: Place


def locate(state: State, row: Row) -> Located | None:
    """Return the object and place of a row with some of `schema`, `relation`, `name`, `kind`, `file` and `line`.

    A row that names no existing object points at the start of the last migration; None if there is no migration.
    """
    found = _object(state.catalog, row)
    place = _line(state, row)
    if found is not None:
        changes = [change.place() for change in state.changes_of(found.oid)]
        place = place or found.place or (changes[-1] if changes else None)
        if place:
            return Located(place, found.object, (place, *dict.fromkeys(changes)))
    if not place and state.migrations:
        place = state.migrations[-1].place()
    return Located(place, found.object if found else None, (place,)) if place else None


def _line(state: State, row: Row) -> Place | None:
    """Return the line that a row names by `file` and `line`."""
    if not row.get("file"):
        return None
    for migration in state.migrations:
        if str(migration.path) == row["file"] or migration.name == row["file"]:
            number = row.get("line") or 1
            if not 1 <= number <= len(migration.line_starts):
                return None
            start = migration.line_starts[number - 1]
            return Place(migration, Span(start, start + len(migration.line(number))))
    return None


def _object(catalog: Catalog, row: Row) -> _Found | None:
    schema, relation, name, kind = (row.get(key) for key in ("schema", "relation", "name", "kind"))
    whole = relation or name
    own = catalog.named(schema, whole) if schema and whole else None
    if own is not None and relation and name and (name != relation or kind in _PARTS):
        return _part(catalog, own, name, kind) or _whole(catalog, own)
    if own is not None and kind not in ("function", "procedure", "aggregate", "type"):
        return _whole(catalog, own)
    other = _other(catalog, schema, name, kind, row.get("signature"))
    return _whole(catalog, other) if other is not None else None


_PARTS = ("column", "policy", "constraint", "trigger", "index")


def _whole(catalog: Catalog, object: Object) -> _Found:
    return _Found(catalog.ref(object), object.oid, object.place())


def _part(catalog: Catalog, relation: Relation, name: str, kind: str | None) -> _Found | None:
    """Return a part of a relation by its name; without a kind the first of _PARTS that has it."""
    parts: dict[str, Iterable[Column | Constraint | Index | Policy | Trigger]] = {
        "column": relation.columns if isinstance(relation, (Table, View)) else (),
        "policy": catalog.policies_of(relation.oid),
        "constraint": catalog.constraints_of(relation.oid),
        "trigger": catalog.triggers_of(relation.oid),
        "index": catalog.indexes(relation.oid),
    }
    for wanted in (kind,) if kind in parts else _PARTS:
        for part in parts[wanted]:
            if part.name == name:
                return _Found(catalog.ref(relation, part), relation.oid, _place(relation, part))
    return None


def _place(relation: Relation, part: Column | Object) -> Place:
    if not isinstance(part, Column):
        return part.place()
    return relation.column_place(part) if isinstance(relation, (Table, View)) else relation.place()


def _other(
    catalog: Catalog, schema: str | None, name: str | None, kind: str | None, signature: str | None
) -> Object | None:
    if not name:
        return None
    if schema:
        for routine in catalog.routines_named(schema, name):
            if signature in (None, catalog.signature(routine, qualified=False)):
                return routine
        if type_ := catalog.type_named(schema, name):
            return type_
    if (kind in (None, "extension")) and (extension := catalog.extensions.get(name)):
        return extension
    if (kind in (None, "schema")) and (found := catalog.schema(name)):
        return found
    return catalog.roles.get(name) if kind in (None, "role") else None
