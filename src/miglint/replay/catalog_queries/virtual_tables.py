"""Tables over the replayed catalog, for the queries of DO blocks.

Each table is a generator of rows in the order of its columns. `hints` are equalities of the query (column to value), by
which it may find its rows in an index; they also list the columns that the query names, so that expensive values are
only computed if needed. Columns that are not listed read as unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ...catalog import Catalog, Constraint, Relation, Table, View
from ...record import Value
from .known_values import UNKNOWN

if TYPE_CHECKING:
    from ..state.context import Context


class Hints(dict[str, Any]):
    """Equalities of a query. `named` returns the columns that the query names, None for all."""

    def __init__(self, named: Callable[[], frozenset[str] | None]) -> None:
        self.named = named

    def ask(self, *columns: str) -> bool:
        """Return whether the query names one of these columns; those that it does not name may read as unknown."""
        named = self.named()
        return named is None or not named.isdisjoint(columns)


Rows = Iterator[tuple[Any, ...]]


class VirtualTable(Value):
    """A table of a catalog query."""

    columns: tuple[str, ...]
    rows: Callable[[Context, Hints], Rows]
    aspect: str = "existence"
    """The aspect of the catalog that, while unknown, may add rows."""
    schema: str | None = None
    """The column with the schema of the object that is unknown."""
    name: str | None = None
    """The column with its name."""


Rower = Callable[["Context", Hints], Rows]


class TableFamily(dict[tuple[str, str], VirtualTable]):
    """The tables of one module, by schema and name; all_tables.py puts the families together."""

    def table(
        self, name: str, columns: str, aspect: str = "existence", schema: str | None = None, of: str | None = None
    ) -> Callable[[Rower], Rower]:
        """Return a decorator that adds a table: "pg_catalog.pg_class" and its columns."""
        namespace, _, relation = name.partition(".")

        def add(rows: Rower) -> Rower:
            self[namespace, relation] = VirtualTable(tuple(columns.split()), rows, aspect, schema, of)
            return rows

        return add


def relations(
    catalog: Catalog, hints: dict[str, Any], schema: str = "", name: str = "", oid: str = ""
) -> Iterator[Relation]:
    """Return the relations that the hints leave; the arguments name the hint columns."""
    wanted = hints.get(oid)
    if isinstance(wanted, int):
        found = catalog.relation(wanted)
        if found:
            yield found
        return
    named, within = hints.get(name), hints.get(schema)
    if isinstance(within, int):
        within = next((s.name for s in catalog.schemas if s.oid == within), "")
    if isinstance(named, str):
        for namespace in [within] if isinstance(within, str) else [s.name for s in catalog.schemas]:
            if hit := catalog.named(namespace, named):
                yield hit
    elif isinstance(within, str):
        yield from catalog.relations.by("schema", within)
    else:
        yield from catalog.relations


def constraints(catalog: Catalog, name: Any) -> Iterator[Constraint]:
    """Return the constraints of a name, if one is passed as a text, else all."""
    if isinstance(name, str):
        found = [c for schema in catalog.schemas for c in catalog.constraints.by("name", (schema.name, name))]
        yield from sorted(found, key=lambda c: c.oid)
    else:
        yield from catalog.constraints


def namespace_oid(context: Context, name: str) -> Any:
    """Return the oid of a schema."""
    found = context.catalog.schema(name)
    return found.oid if found else UNKNOWN


_RELKIND = {
    "table": "r", "partitioned table": "p", "foreign table": "f", "view": "v", "materialized view": "m",
    "sequence": "S", "index": "i",
}  # fmt: skip


def relkind(relation: Relation) -> str:
    """Return pg_class.relkind."""
    return _RELKIND.get(relation.kind, "r")


def typmod(type: Any) -> Any:
    if type is None:
        return UNKNOWN
    if not type.modifiers:
        return -1
    if type.name == "vector" and type.modifiers.isdigit():
        return int(type.modifiers)
    return int(type.modifiers) + 4 if type.name in ("varchar", "bpchar") and type.modifiers.isdigit() else UNKNOWN


def columns_known(catalog: Catalog, relation: Relation) -> bool:
    """Return whether the columns of a relation are all known."""
    if isinstance(relation, View) and not relation.columns_known:
        return False
    return not (isinstance(relation, Table) and relation.assumed) and catalog.knows("columns", relation)
