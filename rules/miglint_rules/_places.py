"""Where findings about a relation point."""

from __future__ import annotations

from miglint import Change, Object, ObjectRef, Place, Relation, Renamed, State


def name_place(change: Change, name: str, message: str = "") -> Place:
    """Where a change's statement names the object: the token that the replay remembered, else the name itself."""
    if change.location is not None:
        return change.place(message)
    return change.statement.find(name, message)


def is_made_here(object: Object) -> bool:
    """Whether a migration made an object, and not the prelude."""
    return object.origin is not None and object.origin.migration.role != "prelude"


def created_at(relation: Relation, message: str = "") -> Place | None:
    """Where a relation's CREATE names it; None for what no migration made."""
    if relation.origin is None or not is_made_here(relation):
        return None
    if relation.location is not None:
        return relation.origin.place(relation.location, message)
    return relation.origin.find(relation.name, message)


def renamed_at(relation: Relation, state: State) -> tuple[Place, ...]:
    """Where a relation, or a part of it, got the name it has now: statements that use it must come later."""
    return state.once(_renamed).get(relation.oid, ())


def _renamed(state: State) -> dict[int, tuple[Place, ...]]:
    found: dict[int, tuple[Place, ...]] = {}
    for oid, changes in state.changes.items():
        for change in changes:
            if isinstance(change, Renamed):
                found[oid] = (*found.get(oid, ()), change.place())
    return found


def relation_ref(relation: Relation) -> ObjectRef:
    """A table or view as the object of a finding."""
    return ObjectRef(relation.kind, relation.schema, relation.name, relation.name)
