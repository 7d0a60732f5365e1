"""The columns that a query gives."""

from __future__ import annotations

from typing import NamedTuple

from ..catalog import Catalog, DataType, Ref
from ..syntax.source import Node
from ..syntax.tree import Name
from .query import Analysis


class QueryColumn(NamedTuple):
    """A column of a query; `type` is None where it can't be derived."""

    name: str
    type: DataType | None


class QueryFacts(NamedTuple):
    """A stored query: its columns, whether those are all, what it depends on, and the relations that it reads but that
    aren't in the catalog, with where it names them."""

    columns: list[QueryColumn]
    known: bool
    depends: frozenset[Ref]
    missing: list[tuple[Name, int | None]]


def query_facts(query: Node, catalog: Catalog, path: tuple[str, ...]) -> QueryFacts:
    """All that a view keeps of its query, in one walk."""
    analysis = Analysis(catalog, path)
    columns, known = analysis.query(query)
    return QueryFacts([QueryColumn(c.name, c.type) for c in columns], known, frozenset(analysis.refs), analysis.missing)


def output_columns(query: Node, catalog: Catalog, path: tuple[str, ...]) -> tuple[list[QueryColumn], bool]:
    """The columns of a query, and whether those are all: a * over a relation whose columns aren't known gives none."""
    facts = query_facts(query, catalog, path)
    return facts.columns, facts.known
