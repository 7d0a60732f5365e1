"""All tables that queries of the catalog can read."""

from __future__ import annotations

from ...syntax.source import Node
from ...syntax.tree import range_name, walk
from . import information_schema, pg_catalog_tables, pg_depend, pg_globals, pg_views
from .virtual_tables import VirtualTable

TABLES: dict[tuple[str, str], VirtualTable] = {
    **pg_catalog_tables.FAMILY,
    **pg_depend.FAMILY,
    **pg_globals.FAMILY,
    **pg_views.FAMILY,
    **information_schema.FAMILY,
}
"""The tables by schema and name."""


def table_of(range_var: Node) -> VirtualTable | None:
    """Return the table that a RangeVar's fields name; None for any other relation."""
    name = range_name(range_var)
    return TABLES.get((name.schema or "pg_catalog", name.name))


def reads_catalog_only(select: Node) -> bool:
    """Return whether a query reads only tables whose contents the replay knows."""
    return all(table_of(fields) is not None for _, fields in walk(select, ("RangeVar",)))
