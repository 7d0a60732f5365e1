"""What names mean inside a query: the relations of its FROM, their columns, and the queries around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..catalog import Catalog, DataType, Relation, Table, Type, View

UNKNOWN = DataType("unknown")
"""The type of a string constant until something decides it."""


class Output(NamedTuple):
    """A column that a query or a FROM item gives; `relation` and `attnum` say where a stored column comes from."""

    name: str
    type: DataType | None
    relation: int = 0
    attnum: int = 0


class Source:
    """One name in FROM. `known` is False where not all of its columns are; `relation` is the table or view it reads,
    whose columns are asked only when needed."""

    __slots__ = ("_by_name", "_columns", "known", "name", "relation", "schema")

    def __init__(
        self,
        name: str,
        columns: Sequence[Output] | None,
        known: bool = True,
        schema: str = "",
        relation: Relation | None = None,
    ) -> None:
        self.name = name
        self.schema = schema
        self.known = known
        self.relation = relation
        self._columns = columns
        self._by_name: dict[str, Output] | None = None

    @property
    def columns(self) -> Sequence[Output]:
        if self._columns is None:
            stored = self.relation.columns if isinstance(self.relation, (Table, View)) else ()
            oid = self.relation.oid if self.relation else 0
            self._columns = [Output(c.name, c.type, oid, c.attnum) for c in stored]
        return self._columns

    def column(self, name: str) -> Output | None:
        if self._columns is None and isinstance(self.relation, (Table, View)):
            found = self.relation.column(name)
            return Output(found.name, found.type, self.relation.oid, found.attnum) if found else None
        if self._by_name is None:
            self._by_name = {c.name: c for c in reversed(self.columns)}
        return self._by_name.get(name)


class Item:
    """One item of FROM, joins whole: `columns` is what a * gives of it, `known` whether that is all."""

    __slots__ = ("_columns", "known", "sources")

    def __init__(self, sources: list[Source], known: bool, columns: Sequence[Output] | None = None) -> None:
        self.sources = sources
        self.known = known
        self._columns = columns

    @property
    def merged(self) -> bool:
        """Whether its columns are not simply those of its sources."""
        return self._columns is not None

    @property
    def columns(self) -> Sequence[Output]:
        """Those of its sources in order, unless USING merged some."""
        if self._columns is None:
            self._columns = [column for source in self.sources for column in source.columns]
        return self._columns


class Scope:
    """The names of one query level; what it doesn't have is looked for in `parent`."""

    __slots__ = ("ctes", "items", "parent", "sources")

    def __init__(self, parent: Scope | None = None) -> None:
        self.parent = parent
        self.sources: list[Source] = []
        self.items: list[Item] = []
        self.ctes: dict[str, Source | None] = {}

    @property
    def closed(self) -> bool:
        """Whether every item of FROM, here and around, is known: what they don't have isn't there."""
        scope: Scope | None = self
        while scope is not None:
            if not all(source.known for source in scope.sources):
                return False
            scope = scope.parent
        return True

    def cte(self, name: str) -> tuple[bool, Source | None]:
        """Whether a WITH around here has this name, and its columns."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.ctes:
                return True, scope.ctes[name]
            scope = scope.parent
        return False, None

    def source(self, name: str, schema: str | None = None) -> Source | None:
        """The FROM item of this name (with a schema: one that is called by no alias), innermost first."""
        scope: Scope | None = self
        while scope is not None:
            for source in scope.sources:
                if source.name == name and (schema is None or source.schema == schema):
                    return source
            scope = scope.parent
        return None

    def columns(self, name: str) -> list[Output] | None:
        """The columns that a bare name means: one, or several where a join merged them; none where there is no such
        column, None where a FROM item with unknown columns may have it."""
        scope: Scope | None = self
        while scope is not None:
            found = [c for source in scope.sources if (c := source.column(name))]
            if found:
                return found
            if not all(source.known for source in scope.sources):
                return None
            scope = scope.parent
        return []


def relation_source(relation: Relation, alias: str | None = None) -> Source:
    """A table or view as an item of FROM."""
    if not isinstance(relation, (Table, View)):
        return Source(alias or relation.name, (), False, "" if alias else relation.schema, relation)
    known = relation.columns_known if isinstance(relation, View) else not relation.assumed
    return Source(alias or relation.name, None, known, "" if alias else relation.schema, relation)


def row_columns(type: DataType | None, catalog: Catalog) -> list[Output] | None:
    """The columns of a composite type or a relation's row type; None for any other type."""
    if type is None or not type.oid or type.is_array:
        return None
    found: Relation | Type | None = catalog.relation(type.oid) or catalog.type(type.oid)
    if (isinstance(found, View) and not found.columns_known) or (isinstance(found, Table) and found.assumed):
        return None
    if isinstance(found, (Table, View)):
        return [Output(c.name, c.type, found.oid, c.attnum) for c in found.columns]
    if isinstance(found, Type) and found.kind == "composite":
        return [Output(c.name, c.type) for c in found.columns]
    return None
