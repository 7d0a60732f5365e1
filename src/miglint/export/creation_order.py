"""Objects in an order in which they can be created: what one needs comes before it (as pg_dump sorts by pg_depend)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..catalog import Catalog, Constraint, Routine, Table, Type, View
from ..syntax.tree import walk


def in_order(rows: Iterable[Any], catalog: Catalog) -> Iterator[Any]:
    """Yield rows so that each comes after those that it needs, otherwise in the order given.

    Among the rows may be constraints: a view with GROUP BY needs the primary key that lets it read other columns.
    Where objects need each other, the first one comes first.
    """
    by_oid = {row.oid: row for row in rows}
    keys: dict[int, list[Constraint]] = {}
    for row in by_oid.values():
        if isinstance(row, Constraint):
            keys.setdefault(row.relation, []).append(row)
    done: set[int] = set()

    def visit(row: Any) -> Iterator[Any]:
        if row.oid in done:
            return
        done.add(row.oid)
        for oid in sorted(_needs(row, catalog)):
            if (needed := by_oid.get(oid)) is not None:
                yield from visit(needed)
            if isinstance(row, View) and oid in keys and _groups(row):
                for key in keys[oid]:
                    yield from visit(key)
        yield row

    for row in by_oid.values():
        yield from visit(row)


def _groups(view: View) -> bool:
    return any("groupClause" in select for _, select in walk(view.query.node, ("SelectStmt",)))


def _needs(row: Any, catalog: Catalog) -> set[int]:
    """Return the oids of what must be there to create a row; a table's defaults are set later."""
    match row:
        case Table():
            found = {c.type.oid for c in row.columns if c.type and c.type.oid} | set(row.parents)
            for column in row.columns:
                if column.generated and column.default:
                    found |= {ref.oid for ref in column.default.depends}
            return found
        case Type():
            found = {ref.oid for ref in row.depends}
            for check in catalog.constraints_of(0) if row.kind == "domain" else ():
                if check.domain == row.oid and check.expression:
                    found |= {ref.oid for ref in check.expression.depends}
            return found
        case Constraint():
            return {row.relation}
        case Routine():
            found = {ref.oid for ref in row.depends}
            found |= {a.type.oid for a in row.arguments if a.type and a.type.oid}
            return found | ({row.returns.oid} if row.returns and row.returns.oid else set())
    return {ref.oid for ref in row.depends}
