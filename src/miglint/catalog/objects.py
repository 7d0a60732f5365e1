"""The rows of the catalog: frozen objects named after PostgreSQL's own (PostgreSQL docs, 53 System Catalogs).

Objects refer to each other by oid and to columns by attnum, as PostgreSQL's do, so that a rename changes one row.
`origin` is the statement that made an object, `changed` the last one that altered it (None for the prelude's).
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from msgspec.structs import force_setattr

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
    """The type of a column, argument or expression."""

    name: str
    """pg_type.typname ("int8", "mood")."""
    schema: str = "pg_catalog"
    oid: int = 0
    """The Type, or the relation whose row type it is; 0 in pg_catalog."""
    modifiers: str = ""
    """The text in parentheses ("50", "10,2")."""
    is_array: bool = False


class Expression(Value):
    """An expression or query that the catalog stores: its tree, what it reads, and its statement."""

    tree: Node | bytes
    """What `node` returns, or its JSON."""
    depends: frozenset[Ref] = frozenset()
    statement: Statement | None = None
    path: tuple[str, ...] = ()
    """The search path under which its names were read."""

    @property
    def node(self) -> Node:
        """Return the tree."""
        tree = self.tree
        if type(tree) is dict:
            return tree
        import orjson

        read: Node = orjson.loads(tree)  # type: ignore[arg-type]
        force_setattr(self, "tree", read)
        return read


class Object(Record, kw_only=True):
    """The fields of all objects."""

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


class Schema(Object, kw_only=True):
    name: str
    owner: str
    acl: Acl = NOBODY
    extension: str | None = None


class Column(Record, kw_only=True):
    """A column of a table, view or composite type."""

    attnum: int
    name: str
    type: DataType | None
    """Its type; None if it could not be derived."""
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
    """The name of a named not-null constraint (PostgreSQL 18 stores it)."""
    not_null_inherits: bool = True
    """Whether children have the not-null constraint too: not with NO INHERIT (PostgreSQL 18)."""

    @property
    def type_name(self) -> str:
        """Return the bare name of the column's type ("int8"), "" if it isn't known."""
        return self.type.name if self.type else ""
