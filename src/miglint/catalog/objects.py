"""The rows of the catalog: frozen objects named after PostgreSQL's own (PostgreSQL docs, 53 System Catalogs).

Objects refer to each other by oid and to columns by attnum, as PostgreSQL's do, so that a rename changes one row.
`origin` is the statement that made an object, `changed` the last one that altered it (None for the prelude's).
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from ..record import Record, Value
from ..syntax.source import Node, Place, Statement
from .object_refs import named_at
from .privileges import NOBODY, Acl


class Ref(NamedTuple):
    """What something depends on: an object, or one column of a relation."""

    oid: int
    attnum: int = 0


NOTHING: frozenset[Ref] = frozenset()


class DataType(Value):
    """A type as a column has it. `name` is pg_type.typname ("int8", "mood"), `modifiers` the text in
    parentheses ("50", "10,2"), `oid` the Type (or the relation whose row type it is) outside pg_catalog."""

    name: str
    schema: str = "pg_catalog"
    oid: int = 0
    modifiers: str = ""
    is_array: bool = False


class Expression(Value):
    """An expression or query that the catalog stores: its tree, what it reads, and its statement."""

    node: Node
    depends: frozenset[Ref] = frozenset()
    statement: Statement | None = None

    @classmethod
    def without_tree(cls, tree: bytes, depends: frozenset[Ref], statement: Statement | None) -> Expression:
        """Return an expression whose tree is read from JSON when it is first needed."""
        made = cls.__new__(cls)
        made.__dict__.update(tree=tree, depends=depends, statement=statement)
        return made

    def __getattr__(self, name: str) -> Any:
        """Return the tree, where the expression was made with its JSON instead, as `tree`."""
        if name != "node" or "tree" not in self.__dict__:
            raise AttributeError(name)
        import orjson

        node = self.__dict__["node"] = orjson.loads(self.__dict__["tree"])
        return node


class Object(Record):
    """What all objects have."""

    oid: int
    name: str
    origin: Statement | None = None
    changed: Statement | None = None

    @property
    def location(self) -> int | None:
        """Return where `origin` names it."""
        return self.origin.location_of(self.name) if self.origin is not None else None

    @property
    def made_here(self) -> bool:
        """Return whether one of the files made it: a migration or a base schema, not the platform before them."""
        return self.origin is not None

    def place(self, message: str = "") -> Place:
        """Return where the statement that created it names it.

        For an object that no file created, the place lies in no file: a finding there isn't reported.
        """
        return named_at(self.origin, self.location, self.name, message)

    @property
    def depends(self) -> frozenset[Ref]:
        """Return what the object needs: without it PostgreSQL drops the object too, or refuses."""
        return NOTHING


class Schema(Object):
    name: str
    owner: str
    acl: Acl = NOBODY
    extension: str | None = None


class Column(Record):
    """A column of a table, view or composite type. `type` is None if it could not be derived; `not_null_name` is that
    of a not-null constraint which was given one (PostgreSQL 18 keeps it)."""

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

    @property
    def type_name(self) -> str:
        """Return the bare name of the column's type ("int8"), "" if it isn't known."""
        return self.type.name if self.type else ""
