"""Tables with soft deletes: a column marks rows as deleted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from miglint import Catalog, Node, State, Table, range_name, strings, walk

COLUMN = "deleted_at"


def soft_tables(state: State, column: str) -> dict[tuple[str, str], Table]:
    """Return the tables of the exposed schemas that have the column, by (schema, name)."""
    return {
        (table.schema, table.name): table
        for table in state.catalog.tables()
        if table.schema in state.target.exposed_schemas and not table.extension and table.column(column)
    }


def hard_deletes(node: Node, catalog: Catalog, schemas: tuple[str, ...], column: str) -> Iterator[Table]:
    """Yield the tables with the column from which the statements below `node` remove rows.

    A DELETE whose WHERE reads the column removes rows that are marked as deleted already, so it doesn't count.
    """
    for kind, fields in walk(node, ("DeleteStmt", "TruncateStmt")):
        if kind == "DeleteStmt":
            names = [fields["relation"]] if not _mentions(fields.get("whereClause"), column) else []
        else:
            names = [each["RangeVar"] for each in fields["relations"]]
        for name in names:
            table = _table(name, catalog, schemas)
            if table is not None and table.column(column) is not None:
                yield table


def _table(name: Node, catalog: Catalog, schemas: tuple[str, ...]) -> Table | None:
    schema, bare = range_name(name)
    for each in (schema,) if schema else schemas:
        if isinstance(found := catalog.named(each, bare), Table) and found.schema in schemas:
            return found
    return None


def _mentions(node: Any, column: str) -> bool:
    return any(strings(fields["fields"])[-1] == column for _, fields in walk(node or {}, ("ColumnRef",)))
