"""The named objects that migrations create in the exposed schemas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from miglint import Column, ObjectRef, Place, Relation, Routine, State, Table, Type, View, own_routines


class Named(NamedTuple):
    """An object or one of its columns, by name. Reference and place are computed only for reported ones."""

    name: str
    object: Relation | Routine | Type
    column: Column | None = None

    def ref(self, state: State) -> ObjectRef:
        """Return the reference for a finding."""
        return state.catalog.ref(self.object, self.column)

    def place(self) -> Place:
        """Return where the object got its name."""
        if isinstance(self.object, Table) and self.column is not None:
            return self.object.column_place(self.column)
        return self.object.place()


def named_objects(state: State) -> Iterator[Named]:
    """Yield what migrations created: tables, views, columns of tables, routines and types."""
    schemas = state.target.exposed_schemas
    for relation in state.catalog.relations:
        if isinstance(relation, (Table, View)) and relation.schema in schemas and _is_own(relation):
            yield Named(relation.name, relation)
            if isinstance(relation, Table) and not relation.is_partition:
                for column in relation.columns:
                    if not column.inherited:
                        yield Named(column.name, relation, column)
    for routine in own_routines(state):
        if routine.schema in schemas:
            yield Named(routine.name, routine)
    for type in state.catalog.types:
        if type.schema in schemas and not type.extension and type.made_here:
            yield Named(type.name, type)


def _is_own(relation: Relation) -> bool:
    return not relation.extension and relation.persistence != "t" and relation.made_here
