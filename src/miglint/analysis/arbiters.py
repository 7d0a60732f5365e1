"""Which unique indexes ON CONFLICT (...) means (infer_arbiter_indexes in optimizer/util/plancat.c)."""

from __future__ import annotations

from ..catalog import Catalog, Index, Table
from ..syntax.source import Node
from ..syntax.tree import clip, without_places


def keys_known(catalog: Catalog, table: Table) -> bool:
    """Return whether all unique indexes of a table are in the catalog."""
    return catalog.knows("indexes", table) and catalog.knows("constraints", table)


def arbiters(catalog: Catalog, table: Table, infer: Node) -> list[Index]:
    """Return the unique indexes that an InferClause's columns and expressions may mean.

    A partial index counts if its WHERE may follow from the clause's own.
    """
    wanted: set[int] = set()
    expressions = []
    for wrapped in infer.get("indexElems") or ():
        element = wrapped["IndexElem"]
        name = element.get("name") or _column_of(element.get("expr"))
        if name is None:
            expressions.append(without_places(element.get("expr")))
        elif column := table.column(clip(name)):
            wanted.add(column.attnum)
    return [index for index in catalog.indexes(table.oid) if index.unique and _fits(index, wanted, expressions, infer)]


def _column_of(node: Node | None) -> str | None:
    """Return the column that is written in parentheses of its own."""
    match node:
        case {"ColumnRef": {"fields": [{"String": {"sval": name}}]}}:
            return str(name)
    return None


def _fits(index: Index, wanted: set[int], expressions: list[Node], infer: Node) -> bool:
    if {key.attnum for key in index.keys if key.attnum} != wanted:
        return False
    own = [key.expression.node for key in index.keys if key.expression is not None]
    if bool(own) != bool(expressions):
        return False
    return index.predicate is None or "whereClause" in infer
