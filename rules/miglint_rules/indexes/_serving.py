"""Indexes that serve a foreign key, and the statement that creates one."""

from __future__ import annotations

from miglint import Catalog, Expression, Index, Table, free_name, quote_identifier, quote_name, strings, walk

METHODS = frozenset({"btree", "hash", "gist", "spgist"})


def index_for(table: Table, columns: tuple[int, ...], catalog: Catalog) -> str:
    """Return the CREATE INDEX for columns of a table."""
    names = table.names(columns)
    name = free_name(f"idx_{table.name}_{'_'.join(names)}", table.schema, catalog)
    on = quote_name(table.schema, table.name)
    return f"CREATE INDEX {quote_identifier(name)} ON {on} ({', '.join(map(quote_identifier, names))});"


def serves(index: Index, wanted: set[int], table: Table) -> bool:
    """Return whether an index serves lookups by these columns: they come first in it, in any order."""
    if index.method not in METHODS or not index.valid:
        return False
    first = {key.attnum for key in index.keys[: len(wanted)]}
    return first == wanted and (index.predicate is None or _covers_relevant_rows(index.predicate, wanted, table))


def _covers_relevant_rows(predicate: Expression, wanted: set[int], table: Table) -> bool:
    """Return whether a partial index contains every relevant row: its condition only tests for NULL."""
    kinds = {kind for kind, _ in walk(predicate.node)}
    if not kinds <= {"NullTest", "ColumnRef", "String", "BoolExpr"}:
        return False
    names = set(table.names(tuple(wanted)))
    tests = [fields for _, fields in walk(predicate.node, ("NullTest",))]
    return all(
        fields["nulltesttype"] == "IS_NULL" or strings(fields["arg"]["ColumnRef"]["fields"])[-1] in names
        for fields in tests
        if "ColumnRef" in fields["arg"]
    )
