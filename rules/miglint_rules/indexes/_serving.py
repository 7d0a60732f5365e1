"""Indexes that serve a foreign key, and the one that would."""

from __future__ import annotations

from miglint import Catalog, Expression, Index, Table, free_name, quote_identifier, quote_name, strings, walk

METHODS = frozenset({"btree", "hash", "gist", "spgist"})


def index_for(table: Table, columns: tuple[int, ...], catalog: Catalog) -> str:
    """The CREATE INDEX."""
    names = table.names(columns)
    name = free_name(f"idx_{table.name}_{'_'.join(names)}", table.schema, catalog)
    on = quote_name(table.schema, table.name)
    return f"CREATE INDEX {quote_identifier(name)} ON {on} ({', '.join(map(quote_identifier, names))});"


def serves(index: Index, wanted: set[int], table: Table) -> bool:
    """Whether an index serves look-ups by these columns: they come first in it, in any order."""
    if index.method not in METHODS or not index.valid:
        return False
    first = {key.attnum for key in index.keys[: len(wanted)]}
    return first == wanted and (index.predicate is None or _leaves_out_little(index.predicate, wanted, table))


def _leaves_out_little(predicate: Expression, wanted: set[int], table: Table) -> bool:
    """Whether a partial index holds every row that matters: its condition tests only for NULL."""
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
