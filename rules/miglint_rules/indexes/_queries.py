"""The jsonb columns that views, policies, functions and indexes query in a way that a GIN index serves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from miglint import Catalog, Routine, body_statements, strings, walk

SERVED = frozenset({"@>", "?", "?|", "?&", "@?", "@@"})
"""The operators of the GIN operator classes for jsonb (PostgreSQL docs, 8.14.4)."""


def queried_columns(catalog: Catalog) -> set[tuple[int, int]]:
    """Return (oid of the table, attnum) of each column that views, policies, routines and indexes query."""
    found: set[tuple[int, int]] = set()
    for oids, node in _expressions(catalog):
        names = set(_queried(node))
        for table in [t for oid in oids if (t := catalog.table(oid))] if names else ():
            found.update((table.oid, column.attnum) for column in table.columns if column.name in names)
    return found


def _expressions(catalog: Catalog) -> Iterator[tuple[set[int], Any]]:
    """Yield every stored expression and query, with the oids of the relations that it reads."""
    for view in catalog.views():
        yield {ref.oid for ref in view.depends}, view.query.node
    for policy in catalog.policies:
        for clause in (policy.using, policy.with_check):
            if clause is not None:
                yield {policy.relation, *(ref.oid for ref in clause.depends)}, clause.node
    for index in catalog.indexes():
        if index.predicate is not None:
            yield {index.table}, index.predicate.node
    for routine in catalog.routines:
        if not routine.extension and routine.made_here:
            yield from _routine(routine, catalog)


def _routine(routine: Routine, catalog: Catalog) -> Iterator[tuple[set[int], Any]]:
    """Yield a routine's statements, with the oids of the tables that they name."""
    for node in body_statements(routine, SERVED):
        names = {fields.get("relname") for _, fields in walk(node, ("RangeVar",))}
        oids = {t.oid for t in catalog.tables() if t.name in names} if names else set()
        if oids:
            yield oids, node


def _queried(node: Any) -> Iterator[str]:
    """Yield the names of the columns on the left of one of the operators."""
    for _, fields in walk(node, ("A_Expr",)):
        if strings(fields.get("name"))[-1:] and strings(fields["name"])[-1] in SERVED:
            match fields.get("lexpr"):
                case {"ColumnRef": {"fields": parts}}:
                    yield strings(parts)[-1]
