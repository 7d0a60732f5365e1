"""Extensions, publications, roles and other objects that aren't relations; and the replay's own notes."""

from __future__ import annotations

from typing import Literal

from ..record import Value
from ..syntax.source import Statement
from .objects import NOTHING, Object, Ref
from .privileges import NOBODY, Acl

ObjectType = Literal["tables", "sequences", "functions", "types", "schemas"]


class Extension(Object, kw_only=True):
    name: str
    schema: str
    version: str | None = None


class Publication(Object, kw_only=True):
    name: str
    owner: str
    all_tables: bool = False
    schemas: tuple[str, ...] = ()
    tables: tuple[int, ...] = ()


class Role(Object, kw_only=True):
    name: str
    attributes: frozenset[str] = frozenset()
    member_of: frozenset[str] = frozenset()
    config: tuple[str, ...] = ()


class EventTrigger(Object, kw_only=True):
    name: str
    event: str
    tags: tuple[str, ...]
    function: int
    function_name: str
    enabled: bool = True


class Other(Object, kw_only=True):
    """An object of a kind that no rule looks into: casts, operators, collations, text search, statistics, rules ..."""

    kind: str
    schema: str | None
    name: str
    relation: int | None = None
    method: str | None = None
    """The access method of an operator class or family."""
    owner: str = ""
    extension: str | None = None
    depends: frozenset[Ref] = NOTHING
    """The wrapper of a server; the relation of a rule; the columns of statistics."""


class Comment(Value):
    """COMMENT ON; `object` is spelled as in the JSON of `miglint catalog`."""

    kind: str
    oid: int
    attnum: int
    object: str
    comment: str
    statement: Statement | None = None


class DefaultPrivileges(Value):
    """ALTER DEFAULT PRIVILEGES: what `role` grants on its new objects, in a schema or (None) everywhere."""

    role: str
    schema: str | None
    object_type: ObjectType
    acl: Acl = NOBODY
