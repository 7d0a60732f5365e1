"""The rows of the catalog: frozen objects named after PostgreSQL's own (PostgreSQL docs, 53 System Catalogs).

Objects refer to each other by oid and to columns by attnum, as PostgreSQL's do, so that a rename changes one row.
`origin` is the statement that made an object, `changed` the last one that altered it (None for the prelude's).
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from ..record import Record, Value
from ..source import Node, Statement
from .acl import NOBODY, Acl


class Ref(NamedTuple):
    """What something depends on: an object, or one column of a relation."""

    oid: int
    attnum: int = 0


class DataType(Value):
    """A type as a column has it. `name` is pg_type.typname ("int8", "mood"), `modifiers` the text in
    parentheses ("50", "10,2"), `oid` the Type (or the relation whose row type it is) outside pg_catalog."""

    name: str
    schema: str = "pg_catalog"
    oid: int = 0
    modifiers: str = ""
    is_array: bool = False


class Expression(Value):
    """An expression or query that the catalog stores: its tree, what it reads, and the statement it stands in."""

    node: Node
    depends: frozenset[Ref] = frozenset()
    statement: Statement | None = None

    def __getattr__(self, name: str) -> Any:
        """The tree, where the expression was made with its JSON instead, as `tree`."""
        if name != "node" or "tree" not in self.__dict__:
            raise AttributeError(name)
        import orjson

        node = self.__dict__["node"] = orjson.loads(self.__dict__["tree"])
        return node


class Object(Record):
    """What all objects have."""

    oid: int
    origin: Statement | None = None
    changed: Statement | None = None


class Schema(Object):
    name: str
    owner: str
    acl: Acl = NOBODY
    extension: str | None = None


class Column(Record):
    """A column of a table, view or composite type. `type` is None where it could not be derived; `not_null_name` is
    that of a not-null constraint which was given one (PostgreSQL 18 keeps it)."""

    attnum: int
    name: str
    type: DataType | None
    not_null: bool = False
    default: Expression | None = None
    identity: Literal["ALWAYS", "BY DEFAULT"] | None = None
    generated: Literal["STORED", "VIRTUAL"] | None = None
    collation: str | None = None
    inherited: bool = False
    acl: Acl = NOBODY
    origin: Statement | None = None
    changed: Statement | None = None
    location: int | None = None
    not_null_name: str | None = None


class Relation(Object):
    """A row of pg_class: tables, views, sequences and indexes share one name space in a schema."""

    schema: str
    name: str
    kind: str
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
        """The text of a storage parameter or view option, None where it is not set."""
        return dict(self.options).get(name)

    def flag(self, name: str) -> bool | None:
        """A boolean option as PostgreSQL reads it ("on", "1", "yes" ...; a bare option is true), None where not set."""
        value = self.option(name)
        return None if value is None else value.lower() in ("", "on", "true", "t", "1", "yes", "y", "tru", "ye")


class Table(Relation):
    """kind: "table", "partitioned table" or "foreign table".

    `assumed`: the migrations use it but never made it, its columns are not all known. `bound` is the
    PartitionBoundSpec of a partition.
    """

    columns: tuple[Column, ...] = ()
    rls_enabled: bool = False
    rls_forced: bool = False
    parents: tuple[int, ...] = ()
    is_partition: bool = False
    bound: Node | None = None
    partition_strategy: str | None = None
    partition_keys: tuple[int, ...] = ()
    next_attnum: int = 1
    assumed: bool = False

    def column(self, key: str | int) -> Column | None:
        """A column by its name or attnum."""
        for column in self.columns:
            if column.name == key or column.attnum == key:
                return column
        return None

    def names(self, attnums: tuple[int, ...]) -> list[str]:
        """The names of columns."""
        found = []
        for number in attnums:
            # The number is the place, unless columns were dropped.
            near = self.columns[number - 1 : number]
            column = near[0] if near and near[0].attnum == number else self.column(number)
            found.append(column.name if column else "?")
        return found

    @property
    def depends(self) -> frozenset[Ref]:
        """What the columns' types and defaults need."""
        found: set[Ref] = set()
        for column in self.columns:
            if column.type and column.type.oid:
                found.add(Ref(column.type.oid))
            if column.default:
                found |= column.default.depends
        return frozenset(found)


class View(Relation):
    """kind: "view" or "materialized view". `columns_known` is False where a `*` could not be expanded."""

    columns: tuple[Column, ...] = ()
    query: Expression
    columns_known: bool = True

    def column(self, key: str | int) -> Column | None:
        """A column by its name or attnum."""
        for column in self.columns:
            if column.name == key or column.attnum == key:
                return column
        return None

    @property
    def depends(self) -> frozenset[Ref]:
        return self.query.depends


class Sequence(Relation):
    """kind: "sequence". `owned_by` is the column it is dropped with."""

    owned_by: Ref | None = None
    identity: bool = False
    type: DataType = DataType("int8")


class IndexKey(Value):
    """A key of an index: a column's attnum, or 0 and an expression."""

    attnum: int
    expression: Expression | None = None
    opclass: str | None = None
    descending: bool = False
    nulls_first: bool | None = None


class Index(Relation):
    """kind: "index". `table` is the relation it is on, `constraint` the constraint it enforces."""

    table: int
    method: str = "btree"
    keys: tuple[IndexKey, ...] = ()
    included: tuple[int, ...] = ()
    unique: bool = False
    primary: bool = False
    predicate: Expression | None = None
    constraint: int | None = None
    valid: bool = True
    parent: int | None = None

    @property
    def depends(self) -> frozenset[Ref]:
        found: set[Ref] = set()
        for key in self.keys:
            if key.expression:
                found |= key.expression.depends
        if self.predicate:
            found |= self.predicate.depends
        return frozenset(found)


class Constraint(Object):
    """kind: "primary key", "unique", "foreign key", "check" or "exclude"; `relation`: its table (0: a domain's)."""

    relation: int
    schema: str
    name: str
    kind: str
    columns: tuple[int, ...] = ()
    index: int | None = None
    expression: Expression | None = None
    ref_relation: int | None = None
    ref_columns: tuple[int, ...] = ()
    on_update: str = "NO ACTION"
    on_delete: str = "NO ACTION"
    match: str = "SIMPLE"
    validated: bool = True
    deferrable: bool = False
    initially_deferred: bool = False
    no_inherit: bool = False
    inherited: bool = False
    parent: int | None = None
    domain: int | None = None
    location: int | None = None

    @property
    def depends(self) -> frozenset[Ref]:
        return self.expression.depends if self.expression else frozenset()


class Policy(Object):
    """A row-level security policy. `command`: "ALL", "SELECT", ...; `roles` spell PUBLIC "public"."""

    relation: int
    name: str
    permissive: bool = True
    command: str = "ALL"
    roles: tuple[str, ...] = ("public",)
    using: Expression | None = None
    with_check: Expression | None = None

    @property
    def depends(self) -> frozenset[Ref]:
        found = self.using.depends if self.using else frozenset()
        return found | self.with_check.depends if self.with_check else found


class Trigger(Object):
    """timing: "BEFORE", "AFTER" or "INSTEAD OF"; level: "ROW" or "STATEMENT". `function` is a Routine's oid, or 0
    where it is unknown: then `function_name` ("schema.name") is what the statement says."""

    relation: int
    name: str
    timing: str
    events: tuple[str, ...]
    level: str
    function: int
    function_name: str
    columns: tuple[int, ...] = ()
    when: Expression | None = None
    constraint: bool = False
    enabled: bool = True
    parent: int | None = None

    @property
    def depends(self) -> frozenset[Ref]:
        found = {Ref(self.function)} if self.function else set()
        found |= {Ref(self.relation, n) for n in self.columns}
        return frozenset(found | (self.when.depends if self.when else frozenset()))


class Argument(Value):
    """An argument of a routine. mode: "IN", "OUT", "INOUT", "VARIADIC" or "TABLE"; `type` None: not resolved."""

    name: str | None
    type: DataType | None
    mode: str = "IN"
    has_default: bool = False

    @property
    def is_input(self) -> bool:
        return self.mode in ("IN", "INOUT", "VARIADIC")


class Routine(Object):
    """kind: "function", "procedure" or "aggregate". `config` as in pg_proc.proconfig; `depends` are the objects that
    drop it with CASCADE (types, and what a BEGIN ATOMIC body reads); `body` is the text of an AS clause."""

    schema: str
    name: str
    kind: str = "function"
    arguments: tuple[Argument, ...] = ()
    returns: DataType | None = None
    returns_set: bool = False
    language: str = "sql"
    security_definer: bool = False
    config: tuple[str, ...] = ()
    volatility: str = "volatile"
    strict: bool = False
    parallel: str = "unsafe"
    body: str | None = None
    body_tree: Node | None = None
    owner: str = "postgres"
    acl: Acl = NOBODY
    extension: str | None = None
    depends: frozenset[Ref] = frozenset()
    location: int | None = None

    @property
    def input_types(self) -> tuple[DataType | None, ...]:
        """The types that, with the name, identify it."""
        return tuple(a.type for a in self.arguments if a.is_input)

    @property
    def qualified(self) -> str:
        return f"{self.schema}.{self.name}"


class Type(Object):
    """kind: "enum", "domain", "composite", "range", "multirange", "base" or "shell". `acl` is None until privileges
    are set."""

    schema: str
    name: str
    kind: str
    owner: str = "postgres"
    labels: tuple[str, ...] = ()
    base: DataType | None = None
    not_null: bool = False
    default: Expression | None = None
    columns: tuple[Column, ...] = ()
    acl: Acl | None = None
    extension: str | None = None
    location: int | None = None

    @property
    def depends(self) -> frozenset[Ref]:
        found = {Ref(c.type.oid) for c in self.columns if c.type and c.type.oid}
        if self.base and self.base.oid:
            found.add(Ref(self.base.oid))
        return frozenset(found)


class Extension(Object):
    name: str
    schema: str
    version: str | None = None


class Publication(Object):
    name: str
    owner: str
    all_tables: bool = False
    schemas: tuple[str, ...] = ()
    tables: tuple[int, ...] = ()


class Role(Object):
    name: str
    attributes: frozenset[str] = frozenset()
    member_of: frozenset[str] = frozenset()
    config: tuple[str, ...] = ()


class EventTrigger(Object):
    name: str
    event: str
    tags: tuple[str, ...]
    function: int
    function_name: str
    enabled: bool = True


class Other(Object):
    """An object of a kind that no rule looks into: casts, operators, collations, text search, statistics, rules ..."""

    kind: str
    schema: str | None
    name: str
    relation: int | None = None


class Comment(Value):
    """COMMENT ON; `object` is spelled as in the JSON of `miglint catalog`."""

    kind: str
    oid: int
    attnum: int
    object: str
    comment: str
    statement: Statement | None = None


class DefaultPrivileges(Value):
    """ALTER DEFAULT PRIVILEGES: what `role` gives away of the objects it makes, in a schema or (None) everywhere.

    object_type: "tables", "sequences", "functions", "types" or "schemas".
    """

    role: str
    schema: str | None
    object_type: str
    acl: Acl = NOBODY


class Unknown(Value):
    """Something that the replay could not decide. `aspect` is what is open ("policies", "grants", "columns" ...), of
    one object or, with None, of all."""

    aspect: str
    schema: str | None
    name: str | None
    reason: str
    statement: Statement


class Assumption(Value):
    """An object that is used but never created, or only later."""

    kind: str
    object: str
    sqlstate: str
    statement: Statement
    location: int | None = None
    made_later: bool = False
