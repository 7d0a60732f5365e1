"""Extensions, publications, roles and what else is no relation; and what the replay notes of itself."""

from __future__ import annotations

from ..record import Value
from ..source import Statement
from .acl import NOBODY, Acl
from .objects import Object


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
