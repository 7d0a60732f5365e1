"""Rows of pg_class: tables, views, sequences and indexes (PostgreSQL docs, 53.11 pg_class)."""

from __future__ import annotations

from typing import Literal

from ..record import Value
from ..syntax.source import Node, Place
from .object_refs import named_at
from .objects import Column, DataType, Expression, Object, Ref
from .privileges import NOBODY, Acl

TableKind = Literal["table", "partitioned table", "foreign table"]
ViewKind = Literal["view", "materialized view"]
RelationKind = TableKind | ViewKind | Literal["sequence", "index"]
PartitionStrategy = Literal["list", "range", "hash"]


class Relation(Object, kw_only=True):
    """A row of pg_class: tables, views, sequences and indexes share one name space in a schema."""

    schema: str
    name: str
    kind: RelationKind
    owner: str
    acl: Acl = NOBODY
    extension: str | None = None
    persistence: Literal["p", "u", "t"] = "p"
    options: tuple[tuple[str, str], ...] = ()
    location: int | None = None
    """Where `origin` names it."""

    @property
    def qualified(self) -> str:
        return f"{self.schema}.{self.name}"

    def option(self, name: str) -> str | None:
        """Return the text of a storage parameter or view option, None if it is not set."""
        return dict(self.options).get(name)

    def flag(self, name: str) -> bool | None:
        """Return a boolean option as PostgreSQL reads it ("on", "1", "yes" ...; a bare option is true), None if not
        set."""
        value = self.option(name)
        return None if value is None else value.lower() in ("", "on", "true", "t", "1", "yes", "y", "tru", "ye")


def _column(self: Table | View, key: str | int) -> Column | None:
    """Return a column by its name or attnum."""
    columns = self.columns
    if isinstance(key, int):
        # The number is the place, unless columns were dropped.
        if 0 < key <= len(columns) and (column := columns[key - 1]).attnum == key:
            return column
        for column in columns:
            if column.attnum == key:
                return column
        return None
    for column in columns:
        if column.name == key:
            return column
    return None


def _column_place(self: Table | View, column: Column, message: str = "") -> Place:
    """Return where a column is defined: in the statement that added it, else in the one that created the relation."""
    if column.origin is None:
        return self.place(message)
    return named_at(column.origin, column.location, column.name, message)


class Table(Relation, kw_only=True):
    """A table."""

    kind: TableKind
    columns: tuple[Column, ...] = ()
    rls_enabled: bool = False
    rls_forced: bool = False
    parents: tuple[int, ...] = ()
    is_partition: bool = False
    bound: Node | None = None
    """The PartitionBoundSpec of a partition."""
    partition_strategy: PartitionStrategy | None = None
    partition_keys: tuple[int, ...] = ()
    next_attnum: int = 1
    replica_identity: Literal["DEFAULT", "NOTHING", "FULL", "USING INDEX"] = "DEFAULT"
    replica_index: int = 0
    """The index of REPLICA IDENTITY USING INDEX."""
    assumed: bool = False
    """Whether the migrations use it but never create it: then its columns are not all known."""
    server: int = 0
    """The server of a foreign table; 0 if no statement creates it."""
    of_type: int = 0
    """The composite type of a typed table."""

    column = _column
    column_place = _column_place

    def names(self, attnums: tuple[int, ...]) -> list[str]:
        """Return the names of columns."""
        found = []
        for number in attnums:
            column = self.column(number)
            found.append(column.name if column else "?")
        return found

    @property
    def depends(self) -> frozenset[Ref]:
        """Return what the columns' types and defaults need, a foreign table's server and a typed table's type."""
        found = {Ref(oid) for oid in (self.server, self.of_type) if oid}
        for column in self.columns:
            if column.type and column.type.oid:
                found.add(Ref(column.type.oid))
            if column.default:
                found |= column.default.depends
        return frozenset(found)


class View(Relation, kw_only=True):
    """A view. `columns_known` is False if a `*` could not be expanded."""

    kind: ViewKind
    columns: tuple[Column, ...] = ()
    query: Expression
    columns_known: bool = True

    column = _column
    column_place = _column_place

    @property
    def depends(self) -> frozenset[Ref]:
        return self.query.depends


class Sequence(Relation, kw_only=True):
    """A sequence. `owned_by` is the column it is dropped with."""

    kind: Literal["sequence"]
    owned_by: Ref | None = None
    identity: bool = False
    type: DataType = DataType("int8")
    bounds: tuple[tuple[str, int], ...] = ()
    """INCREMENT BY, MINVALUE, MAXVALUE, START WITH and CACHE, where they are not the type's own."""
    cycle: bool = False


class IndexKey(Value):
    """A key of an index: a column's attnum, or 0 and an expression."""

    attnum: int
    expression: Expression | None = None
    opclass: str | None = None
    descending: bool = False
    nulls_first: bool | None = None


class Index(Relation, kw_only=True):
    """An index."""

    kind: Literal["index"]
    table: int
    """The relation that it is on."""
    method: str = "btree"
    keys: tuple[IndexKey, ...] = ()
    included: tuple[int, ...] = ()
    unique: bool = False
    primary: bool = False
    predicate: Expression | None = None
    nulls_not_distinct: bool = False
    constraint: int | None = None
    """The constraint that it enforces."""
    valid: bool = True
    parent: int | None = None

    def place(self, message: str = "") -> Place:
        """Return where CREATE INDEX names it, or where the constraint is written that it enforces."""
        # The parser notes no position of an index's name; `location` is that of its table.
        return named_at(self.origin, self.location if self.constraint else None, self.name, message)

    @property
    def depends(self) -> frozenset[Ref]:
        found: set[Ref] = set()
        for key in self.keys:
            if key.expression:
                found |= key.expression.depends
        if self.predicate:
            found |= self.predicate.depends
        return frozenset(found)
