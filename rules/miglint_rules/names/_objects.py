"""What the migrations gave a name to in the API's schemas."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import ObjectRef, Place, Relation, State, Table, View

from .._places import created_at, relation_ref
from .._tables import column_place
from ..functions._routines import made_at, own_routines, routine_ref


def named_objects(state: State) -> Iterator[tuple[ObjectRef, Place | None]]:
    """What the migrations named, with where."""
    schemas = state.target.exposed_schemas
    for relation in state.catalog.relations:
        if isinstance(relation, (Table, View)) and relation.schema in schemas and _is_own(relation):
            yield relation_ref(relation), created_at(relation)
            if isinstance(relation, Table) and not relation.is_partition:
                for column in relation.columns:
                    if not column.inherited:
                        ref = ObjectRef("column", relation.schema, column.name, relation.name)
                        yield ref, column_place(relation, column)
    for routine in own_routines(state):
        if routine.schema in schemas:
            yield routine_ref(routine, state), made_at(routine)
    for type in state.catalog.types:
        if type.schema in schemas and not type.extension and type.origin and type.origin.migration.role != "prelude":
            yield ObjectRef("type", type.schema, type.name), type.origin.find(type.name)


def _is_own(relation: Relation) -> bool:
    return not relation.extension and relation.persistence != "t" and created_at(relation) is not None
