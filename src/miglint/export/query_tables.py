"""The tables that queries see: those of `miglint catalog --format json`, with a few columns more, and the files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ..catalog import Catalog, Table, View
from ..syntax.source import Migration
from . import ddl
from .spelling import Spelling

COLUMNS: dict[str, tuple[str, ...]] = {
    "schemas": ("name",),
    "tables": ("schema", "name", "kind", "rls_enabled", "rls_forced", "owner", "is_partition"),
    "columns": ("schema", "table", "name", "type", "not_null", "has_default", "identity", "generated", "default"),
    "constraints": (
        "schema", "table", "name", "kind", "columns", "ref_table", "ref_columns", "on_update", "on_delete", "validated",
        "definition", "ref_schema", "ref_name",
    ),
    "indexes": (
        "schema", "name", "table", "method", "columns", "unique", "primary", "partial", "constraint", "included",
        "predicate",
    ),
    "views": ("schema", "name", "kind", "security_invoker", "definition"),
    "functions": (
        "schema", "name", "arg_types", "kind", "language", "security_definer", "config", "volatility",
    ),
    "triggers": ("schema", "table", "name", "timing", "events", "level", "function"),
    "policies": (
        "schema", "table", "name", "permissive", "command", "roles", "has_using", "has_with_check", "using",
        "with_check",
    ),
    "types": ("schema", "name", "kind", "labels"),
    "sequences": ("schema", "name", "owned_by"),
    "privileges": ("kind", "object", "column", "grantee", "privilege"),
    "extensions": ("name", "schema"),
    "publication_tables": ("publication", "table"),
    "comments": ("kind", "object", "comment"),
    "unknown": ("kind", "object", "reason", "file", "line"),
    "assumed": ("kind", "object", "file", "line"),
    "migrations": ("file", "name", "version", "statements"),
    "statements": ("file", "version", "number", "kind", "text", "line"),
    "query_columns": ("table", "column"),
}  # fmt: skip
"""Table -> its columns, in order."""

Details = dict[tuple[str, ...], tuple[Any, ...]]
"""(schema, relation, name) -> the values of the columns that the JSON does not have."""


def _tables(catalog: Catalog) -> Details:
    return {(t.schema, t.name): (t.owner, t.is_partition) for t in catalog.tables()}


def _columns(catalog: Catalog) -> Details:
    spelling = Spelling(catalog)
    return {
        (t.schema, t.name, c.name): (spelling.expression(c.default) if c.default else None,)
        for t in catalog.tables()
        for c in t.columns
    }


def _constraints(catalog: Catalog) -> Details:
    found, spelling = Details(), Spelling(catalog)
    for table in catalog.tables():
        for constraint in catalog.constraints_of(table.oid):
            target = catalog.relation(constraint.ref_relation) if constraint.ref_relation else None
            found[table.schema, table.name, constraint.name] = (
                ddl.constraint_definition(spelling, table, constraint),
                target.schema if target else None,
                target.name if target else None,
            )
    return found


def _indexes(catalog: Catalog) -> Details:
    found, spelling = Details(), Spelling(catalog)
    for index in catalog.indexes():
        table = catalog.relation(index.table)
        if isinstance(table, (Table, View)):
            included = [column.name for n in index.included if (column := table.column(n))]
            predicate = spelling.expression(index.predicate) if index.predicate else None
            found[index.schema, table.name, index.name] = (json.dumps(included) if included else None, predicate)
    return found


def _views(catalog: Catalog) -> Details:
    spelling = Spelling(catalog)
    return {(v.schema, v.name): (spelling.expression(v.query),) for v in catalog.views()}


def _policies(catalog: Catalog) -> Details:
    found, spelling = Details(), Spelling(catalog)
    for policy in catalog.policies:
        if table := catalog.relation(policy.relation):
            using = spelling.expression(policy.using) if policy.using else None
            check = spelling.expression(policy.with_check) if policy.with_check else None
            found[table.schema, table.name, policy.name] = (using, check)
    return found


DETAILS: dict[str, tuple[tuple[str, ...], Callable[[Catalog], Details]]] = {
    "tables": (("owner", "is_partition"), _tables),
    "columns": (("default",), _columns),
    "constraints": (("definition", "ref_schema", "ref_name"), _constraints),
    "indexes": (("included", "predicate"), _indexes),
    "views": (("definition",), _views),
    "policies": (("using", "with_check"), _policies),
}
"""Table -> the columns that are expensive to spell, and the function that spells them."""


def migrations(files: Sequence[Migration]) -> Iterator[tuple[Any, ...]]:
    """Return the rows of `migrations`."""
    for file in files:
        yield str(file.path), file.name, file.version, len(file.statements)


def statements(files: Sequence[Migration]) -> Iterator[tuple[Any, ...]]:
    """Return the rows of `statements`; `kind` is the node's name in PostgreSQL's parser."""
    for file in files:
        for number, statement in enumerate(file.statements, 1):
            line = file.position(statement.span.start).line
            yield str(file.path), file.version, number, statement.kind, statement.text.strip(), line


def query_columns() -> Iterator[tuple[Any, ...]]:
    """Return the rows of `query_columns`: the tables that a query sees, and their columns."""
    return ((table, column) for table, columns in COLUMNS.items() for column in columns)


def unknown(catalog: Catalog) -> Iterator[tuple[Any, ...]]:
    """Return the rows of `unknown`."""
    for row in catalog.unknown:
        place = row.statement.place()
        name = ".".join(filter(None, (row.schema, row.name))) or None
        yield row.aspect, name, row.reason, str(place.migration.path), place.start.line


def assumed(catalog: Catalog) -> Iterator[tuple[Any, ...]]:
    """Return the rows of `assumed`."""
    for row in catalog.assumptions:
        place = row.statement.place(row.location)
        yield row.kind, row.object, str(place.migration.path), place.start.line


def name_of(row: dict[str, Any]) -> tuple[str, ...]:
    """Return the key of a row among the details."""
    return tuple(row[part] for part in ("schema", "table", "name") if part in row)


__all__ = ["COLUMNS", "DETAILS", "assumed", "migrations", "name_of", "query_columns", "statements", "unknown"]
