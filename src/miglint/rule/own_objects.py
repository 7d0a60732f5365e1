"""What the migrations made: the tables, views, policies and routines that most rules judge."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from ..catalog import Policy, Relation, Routine, Table, View
from ..catalog.changes import Change, Renamed
from ..syntax.source import Place
from .steps import State

C = TypeVar("C", bound=Change)


def exposed_tables(state: State) -> list[Table]:
    """Return the tables that the migrations made in an exposed schema, save for partitions, temporary and foreign
    tables and those of extensions."""
    return state.once(_exposed_tables)


def _exposed_tables(state: State) -> list[Table]:
    schemas = state.target.exposed_schemas
    tables = [t for t in state.catalog.tables() if t.schema in schemas and t.made_here and not t.extension]
    return [t for t in tables if not t.is_partition and t.persistence != "t" and t.kind != "foreign table"]


def exposed_relations(state: State) -> list[Table | View]:
    """Return all tables and views in the exposed schemas, whoever owns them, except those of extensions."""
    return state.once(_exposed_relations)


def _exposed_relations(state: State) -> list[Table | View]:
    schemas = state.target.exposed_schemas
    relations = (r for r in state.catalog.relations if isinstance(r, (Table, View)))
    return [relation for relation in relations if relation.schema in schemas and not relation.extension]


def exposed_policies(state: State) -> list[tuple[Policy, Table]]:
    """Return the policies on tables of the exposed schemas, with their tables; not those on the platform's own, like
    storage.objects."""
    return state.once(_exposed_policies)


def _exposed_policies(state: State) -> list[tuple[Policy, Table]]:
    schemas = state.target.exposed_schemas
    found = [(policy, state.catalog.table(policy.relation)) for policy in state.catalog.policies]
    return [
        (policy, table)
        for policy, table in found
        if table and table.schema in schemas and not table.extension and (table.assumed or table.made_here)
    ]


def own_routines(state: State) -> list[Routine]:
    """Return the functions and procedures that the migrations made, in whatever schema, save for those of extensions
    and temporary ones."""
    return state.once(_own_routines)


def _own_routines(state: State) -> list[Routine]:
    own = [routine for routine in state.catalog.routines if routine.made_here and not routine.extension]
    return [routine for routine in own if not routine.schema.startswith("pg_temp")]


def renamed_at(relation: Relation, state: State) -> tuple[Place, ...]:
    """Return where a relation, or a part of it, got the name that it has now: a remedy that uses the name must stand
    behind these statements."""
    return state.once(_renamed).get(relation.oid, ())


def _renamed(state: State) -> dict[int, tuple[Place, ...]]:
    found: dict[int, tuple[Place, ...]] = {}
    for oid, changes in state.changes.items():
        for change in changes:
            if isinstance(change, Renamed):
                found[oid] = (*found.get(oid, ()), change.place())
    return found


def became(changes: Iterable[C], is_bad: Callable[[C], bool | None]) -> C | None:
    """Return the last change that made something bad which was not bad before; None without one. `is_bad` says what a
    change leaves behind, None where the change does not tell."""
    cause: C | None = None
    was = False
    for change in changes:
        bad = is_bad(change)
        if bad is not None:
            cause = change if bad and not was else cause
            was = bad
    return cause
