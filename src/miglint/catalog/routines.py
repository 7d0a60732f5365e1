"""Functions, procedures and types."""

from __future__ import annotations

from typing import Literal

from ..record import Value
from ..syntax.source import Node
from .objects import Column, DataType, Expression, Object, Ref
from .privileges import NOBODY, Acl

ArgumentMode = Literal["IN", "OUT", "INOUT", "VARIADIC", "TABLE"]
RoutineKind = Literal["function", "procedure", "aggregate"]
TypeKind = Literal["enum", "domain", "composite", "range", "multirange", "base", "shell"]
Volatility = Literal["volatile", "stable", "immutable"]
ParallelSafety = Literal["unsafe", "restricted", "safe"]

_INPUT = ("IN", "INOUT", "VARIADIC")


class Argument(Value):
    """An argument of a routine; its `type` is None if it was not resolved."""

    name: str | None
    type: DataType | None
    mode: ArgumentMode = "IN"
    default: Expression | None = None

    @property
    def has_default(self) -> bool:
        return self.default is not None

    @property
    def is_input(self) -> bool:
        return self.mode in _INPUT


class Routine(Object, kw_only=True):
    """A routine."""

    schema: str
    name: str
    kind: RoutineKind = "function"
    arguments: tuple[Argument, ...] = ()
    returns: DataType | None = None
    returns_set: bool = False
    language: str = "sql"
    security_definer: bool = False
    config: tuple[str, ...] = ()
    """As in pg_proc.proconfig."""
    volatility: Volatility = "volatile"
    strict: bool = False
    parallel: ParallelSafety = "unsafe"
    body: str | None = None
    """The text of an AS clause."""
    sql_body: Expression | None = None
    """A body without quotes: BEGIN ATOMIC or RETURN."""
    owner: str = "postgres"
    acl: Acl = NOBODY
    extension: str | None = None
    depends: frozenset[Ref] = frozenset()
    """The objects that drop it with CASCADE: types, and those that a BEGIN ATOMIC body reads."""
    location: int | None = None
    """Where `origin` names it."""

    @property
    def input_types(self) -> tuple[DataType | None, ...]:
        """Return the types that, with the name, identify it."""
        return tuple([a.type for a in self.arguments if a.mode in _INPUT])

    @property
    def body_tree(self) -> Node | None:
        """Return the tree of a body without quotes, None for a text."""
        return self.sql_body.node if self.sql_body is not None else None

    @property
    def qualified(self) -> str:
        return f"{self.schema}.{self.name}"


class Type(Object, kw_only=True):
    """A type. `acl` is None until privileges are set."""

    schema: str
    name: str
    kind: TypeKind
    owner: str = "postgres"
    labels: tuple[str, ...] = ()
    base: DataType | None = None
    not_null: bool = False
    not_null_name: str | None = None
    """The name of a domain's not-null constraint (PostgreSQL 17 stores it)."""
    default: Expression | None = None
    columns: tuple[Column, ...] = ()
    acl: Acl | None = None
    extension: str | None = None
    location: int | None = None
    """Where `origin` names it."""

    @property
    def depends(self) -> frozenset[Ref]:
        found = {Ref(c.type.oid) for c in self.columns if c.type and c.type.oid}
        if self.base and self.base.oid:
            found.add(Ref(self.base.oid))
        return frozenset(found | self.default.depends) if self.default else frozenset(found)
