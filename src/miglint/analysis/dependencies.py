"""What an expression depends on: relations, columns, functions and types, as pg_depend would list them."""

from __future__ import annotations

from ..catalog import Catalog, Ref, Table, View
from ..syntax.source import Node
from .expression_types import read
from .query import QueryAnalysis
from .scope import Scope


def depends_on(
    node: Node, catalog: Catalog, path: tuple[str, ...], relation: Table | View | None = None
) -> frozenset[Ref]:
    """Return the objects that `node` reads: an expression over the columns of `relation`, or a whole query.

    Ref(relation, 0) for each relation read and Ref(relation, attnum) for each column; functions of the catalog where
    the overload is clear; types in casts; the sequence in nextval('name'). What is ambiguous is left out.
    """
    analysis = QueryAnalysis(catalog, path, relation)
    scope = Scope()
    if analysis.row is not None:
        scope.sources.append(analysis.row)
    read(node, scope, analysis)
    return frozenset(analysis.refs)
