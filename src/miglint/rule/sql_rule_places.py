"""A query's row -> the object it is about, and the statements that caused it."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..catalog import Catalog, Relation, Table, View
from ..syntax.source import Place, Span, Statement
from .finding import ObjectRef
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
    place: Place | None


def locate(state: State, row: Row) -> Located | None:
    """Return the object and place of a row with some of `schema`, `relation`, `name`, `kind`, `file` and `line`.

    A row that names no existing object points at the start of the last migration; None if there is no migration.
    """
    found = _object(state.catalog, row)
    place = _line(state, row)
    if found is not None:
        changes = [change.place() for change in state.changes_of(found.oid)]
        place = place or found.place or (changes[-1] if changes else None)
        if place is not None:
            return Located(place, found.object, (place, *dict.fromkeys(changes)))
    if place is None and state.migrations:
        place = Place(state.migrations[-1], Span(0, 0))
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
        return _part(catalog, own, name, kind) or _whole(own)
    if own is not None and kind not in ("function", "procedure", "aggregate", "type"):
        return _whole(own)
    return _other(catalog, schema, name, kind, row.get("signature"))


_PARTS = ("column", "policy", "constraint", "trigger", "index")


def _whole(relation: Relation) -> _Found:
    ref = ObjectRef(relation.kind, relation.schema, relation.name, relation.name)
    return _Found(ref, relation.oid, _at(relation.origin, relation.location, relation.name))


def _part(catalog: Catalog, relation: Relation, name: str, kind: str | None) -> _Found | None:
    """Return a part of a relation by its name; without a kind the first of _PARTS that has it."""
    parts: dict[str, Any] = {
        "column": relation.columns if isinstance(relation, (Table, View)) else (),
        "policy": catalog.policies_of(relation.oid),
        "constraint": catalog.constraints_of(relation.oid),
        "trigger": catalog.triggers_of(relation.oid),
        "index": catalog.indexes(relation.oid),
    }
    for wanted in (kind,) if kind in parts else _PARTS:
        for part in parts[wanted]:
            if part.name == name:
                ref = ObjectRef(wanted, relation.schema, name, relation.name)
                return _Found(ref, relation.oid, _at(part.origin, getattr(part, "location", None), name))
    return None


def _other(
    catalog: Catalog, schema: str | None, name: str | None, kind: str | None, signature: str | None
) -> _Found | None:
    if not name:
        return None
    if schema:
        for routine in catalog.routines_named(schema, name):
            spelled = catalog.signature(routine, qualified=False)
            if signature in (None, spelled):
                ref = ObjectRef(routine.kind, schema, name, None, spelled)
                return _Found(ref, routine.oid, _at(routine.origin, routine.location, name))
        if type_ := catalog.type_named(schema, name):
            return _Found(ObjectRef("type", schema, name), type_.oid, _at(type_.origin, type_.location, name))
    if (kind in (None, "extension")) and (extension := catalog.extensions.get(name)):
        ref = ObjectRef("extension", extension.schema, name)
        return _Found(ref, extension.oid, _at(extension.origin, None, name))
    if (kind in (None, "schema")) and (found := catalog.schema(name)):
        return _Found(ObjectRef("schema", None, name), found.oid, _at(found.origin, None, name))
    if (kind in (None, "role")) and (role := catalog.roles.get(name)):
        return _Found(ObjectRef("role", None, name), role.oid, _at(role.origin, None, name))
    return None


def _at(origin: Statement | None, location: int | None, name: str) -> Place | None:
    if origin is None or origin.migration.role == "prelude":
        return None
    return origin.place(location) if location is not None else origin.find(name)
