"""What names mean inside a query: the relations of its FROM, their columns, and the queries around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ..catalog import Catalog, Column, DataType, Ref, Relation, Table, Type, View
from ..syntax.tree import Name
from .postgres import facts

UNKNOWN = DataType("unknown")
"""The type of a string constant until something decides it."""
_TEXT = DataType("text")
_RECORD = DataType("record")


class Output(NamedTuple):
    """A column of a query or of an item in FROM; `ref` is the stored column that it comes from."""

    name: str
    type: DataType | None
    ref: Ref | None = None


Columns = list[Output]


class _Stored(dict[str, Output | None]):
    """The columns of a relation by name, each created when it is first needed; None: there is none."""

    __slots__ = ("columns", "oid")

    def __init__(self, columns: tuple[Column, ...], oid: int) -> None:
        super().__init__()
        self.columns = columns
        self.oid = oid

    def __missing__(self, name: str) -> Output | None:
        for column in self.columns:
            if column.name == name:
                found = self[name] = Output(name, column.type, Ref(self.oid, column.attnum))
                return found
        self[name] = None
        return None


_stored = lru_cache(maxsize=1024)(_Stored)


def outputs_of(relation: Table | View) -> Mapping[str, Output | None]:
    """Return the columns of a table or view by their names; None for any other name."""
    return _stored(relation.columns, relation.oid)


class Source:
    """One name in FROM. `known` is False where not all of its columns are; `relation` is the table or view it reads,
    whose columns are asked only when needed."""

    __slots__ = ("_by_name", "_columns", "_stored", "is_listed", "known", "name", "relation", "schema", "whole")

    def __init__(
        self,
        name: str,
        columns: Sequence[Output] | None,
        known: bool = True,
        schema: str = "",
        relation: Relation | None = None,
        whole: DataType | None = _RECORD,
    ) -> None:
        self.name = name
        self.schema = schema
        self.known = known
        self.relation = relation
        self.is_listed = known
        """Whether the order of its columns, what * means, is known too."""
        self.whole = whole
        """The type of its whole row where it reads no relation: a function's result, else record."""
        self._columns = columns
        self._by_name: dict[str, Output] | None = None
        self._stored: Mapping[str, Output | None] | None = None

    @property
    def columns(self) -> Sequence[Output]:
        if self._columns is None:
            self._columns = stored_columns(self.relation) if isinstance(self.relation, (Table, View)) else ()
        return self._columns

    def column(self, name: str) -> Output | None:
        if self._stored is not None:
            return self._stored[name]
        if self._columns is None and isinstance(self.relation, (Table, View)):
            self._stored = outputs_of(self.relation)
            return self._stored[name]
        if self._by_name is None:
            self._by_name = {c.name: c for c in reversed(self.columns)}
        return self._by_name.get(name)


class Item:
    """One item of FROM, joins included: `columns` are those of its *, `known` whether those are all."""

    __slots__ = ("_columns", "known", "merged", "sources")

    def __init__(self, sources: list[Source], known: bool, columns: Sequence[Output] | None = None) -> None:
        self.sources = sources
        self.known = known
        self.merged = columns is not None
        """Whether its columns are not simply those of its sources."""
        self._columns = columns

    @property
    def columns(self) -> Sequence[Output]:
        """Return those of its sources in order, unless USING merged some."""
        if self._columns is None:
            self._columns = [column for source in self.sources for column in source.columns]
        return self._columns


class Scope:
    """The names of one query level; what it doesn't have is looked for in `parent`."""

    __slots__ = ("aggregated", "complete", "ctes", "items", "parent", "qualifiers", "sources", "unclear", "windows")

    def __init__(self, parent: Scope | None = None) -> None:
        self.parent = parent
        self.sources: list[Source] = []
        self.items: list[Item] = []
        self.ctes: dict[str, Source | None] = {}
        self.aggregated = False
        """Whether the query calls an aggregate."""
        self.unclear = False
        """Whether it isn't clear which columns the query groups: it calls what may be an aggregate."""
        self.complete = False
        """Whether all of FROM was read."""
        self.windows: frozenset[str] = frozenset()
        """The names of WINDOW."""
        self.qualifiers: list[Source] = []
        """Names that only stand before a dot: their columns are also another source's."""

    @property
    def closed(self) -> bool:
        """Return whether every item of FROM, here and around, is known: what they don't have isn't there."""
        scope: Scope | None = self
        while scope is not None:
            if not all(source.known for source in scope.sources):
                return False
            scope = scope.parent
        return True

    def cte(self, name: str) -> tuple[bool, Source | None]:
        """Return whether a WITH around here has this name, and its columns."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.ctes:
                return True, scope.ctes[name]
            scope = scope.parent
        return False, None

    def source(self, name: str, schema: str | None = None) -> Source | None:
        """Return the FROM item of this name (with a schema: one that is called by no alias), innermost first."""
        scope: Scope | None = self
        while scope is not None:
            for source in scope.sources:
                if source.name == name and (schema is None or source.schema == schema):
                    return source
            for source in scope.qualifiers:
                if source.name == name and schema is None:
                    return source
            scope = scope.parent
        return None

    def columns(self, name: str) -> list[Output] | None:
        """Return the columns that a bare name refers to: one, or several if a join merged them.

        [] if there is no such column; None if a FROM item with unknown columns may have it.
        """
        scope: Scope | None = self
        while scope is not None:
            found = [c for source in scope.sources if (c := source.column(name))]
            if found:
                return found
            if not all(source.known for source in scope.sources):
                return None
            scope = scope.parent
        return []

    def is_ambiguous(self, name: str) -> bool:
        """Return whether a bare name means columns of several items, which no USING merged."""
        if not self.complete:
            return False
        seen = 0
        inside: set[int] = set()
        for item in self.items:
            inside.update(map(id, item.sources))
            if item.merged:
                seen += sum(1 for column in item.columns if column.name == name)
            else:
                seen += sum(1 for source in item.sources if source.column(name))
        return seen + sum(1 for s in self.sources if id(s) not in inside and s.column(name)) > 1


def relation_source(relation: Relation, alias: str | None = None) -> Source:
    """Return a table or view as an item of FROM."""
    if not isinstance(relation, (Table, View)):
        return Source(alias or relation.name, (), False, "" if alias else relation.schema, relation)
    known = relation.columns_known if isinstance(relation, View) else not relation.assumed
    return Source(alias or relation.name, None, known, "" if alias else relation.schema, relation)


def system_source(name: Name) -> Source | None:
    """Return a relation of pg_catalog, which needs no schema, or of information_schema as an item of FROM. Its columns
    are those of several versions, so their order isn't known."""
    schema = name.schema or "pg_catalog"
    if schema not in ("pg_catalog", "information_schema") or (name.schema is None and not name.name.startswith("pg_")):
        return None
    columns = facts.relation_columns(schema, name.name)
    if columns is None:
        return None
    outputs = [Output(column, _written(type) if type else None) for column, type in columns.items()]
    source = Source(name.name, outputs, schema=schema)
    source.is_listed = False
    return source


@lru_cache(maxsize=256)
def _written(text: str) -> DataType:
    name = text.removesuffix("[]")
    return DataType(name, is_array=name != text)


def stored_columns(relation: Table | View) -> list[Output]:
    """Return the columns of a table or view."""
    oid = relation.oid
    return [Output(c.name, c.type, Ref(oid, c.attnum)) for c in relation.columns]


def row_columns(type: DataType | None, catalog: Catalog) -> list[Output] | None:
    """Return the columns of a composite type or a relation's row type; None for any other type."""
    if type is None or not type.oid or type.is_array:
        return None
    found: Relation | Type | None = catalog.relation(type.oid) or catalog.type(type.oid)
    if (isinstance(found, View) and not found.columns_known) or (isinstance(found, Table) and found.assumed):
        return None
    if isinstance(found, (Table, View)):
        return stored_columns(found)
    if isinstance(found, Type) and found.kind == "composite":
        return [Output(c.name, c.type, Ref(found.oid, c.attnum)) for c in found.columns]
    return None


def renamed(columns: Sequence[Output], names: list[str]) -> Columns:
    """Return columns with the first ones called by other names."""
    return [*(c._replace(name=n) for c, n in zip(columns, names, strict=False)), *columns[len(names) :]]


def decided(column: Output) -> Output:
    """Return a column that a query shows to what is around it: a string constant whose type nothing in the query
    decided becomes text there (resolveTargetListUnknowns in parser/parse_target.c), so it is `unknown` no longer."""
    type = column.type
    return column._replace(type=_TEXT) if type is not None and type.name == "unknown" else column
