"""The calls that PostgreSQL repeats for every row of a policy's table.

A sub-select that uses no column of the row is planned as an InitPlan and runs once per query (PostgreSQL's
optimizer/README, "Subselects"); one that uses a column runs once per row, with everything in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from miglint import Catalog, Node, Table, View, list_name, range_name, strings, walk

CALLS = frozenset({"auth.uid", "auth.role", "auth.jwt", "auth.email", "current_setting", "pg_catalog.current_setting"})


def bare_calls(node: Any, table: Table, catalog: Catalog) -> Iterator[tuple[str, Node]]:
    """Yield the calls below `node` that run for every row of `table`: name and fields."""
    if isinstance(node, list):
        for each in node:
            yield from bare_calls(each, table, catalog)
    if not isinstance(node, dict):
        return
    for kind, fields in node.items():
        if kind == "SubLink":
            yield from bare_calls(fields.get("testexpr"), table, catalog)
            if reads_row(fields["subselect"], table, catalog):
                yield from bare_calls(fields["subselect"], table, catalog)
            continue
        if kind == "FuncCall":
            name = ".".join(part for part in list_name(fields["funcname"]) if part)
            if name in CALLS:
                yield name, fields
        yield from bare_calls(fields, table, catalog)


def reads_row(select: Node, table: Table, catalog: Catalog) -> bool:
    """Return whether a sub-select certainly reads a column of the outer row."""
    aliases, columns, known = _sources(select, catalog)
    for kind, fields in walk(select):
        if kind != "ColumnRef":
            continue
        *qualifier, column = strings(fields["fields"])
        if qualifier:
            if qualifier[-1] == table.name and table.name not in aliases:
                return True
        elif known and column not in columns and table.column(column) is not None:
            return True
    return False


def _sources(select: Node, catalog: Catalog) -> tuple[set[str], set[str], bool]:
    """Return the names in the FROM clauses of a query, their columns, and whether all columns are known."""
    aliases: set[str] = set()
    columns: set[str] = set()
    known = True
    for kind, fields in walk(select):
        if kind == "RangeVar":
            schema, name = range_name(fields)
            aliases.add(fields.get("alias", {}).get("aliasname", name))
            relation = catalog.named(schema or "public", name)
            if isinstance(relation, (Table, View)) and catalog.knows("columns", relation):
                columns.update(column.name for column in relation.columns)
            else:
                known = False
        elif kind in ("RangeSubselect", "RangeFunction", "CommonTableExpr"):
            aliases.add(fields.get("alias", {}).get("aliasname", ""))
            known = False
    return aliases, columns, known
