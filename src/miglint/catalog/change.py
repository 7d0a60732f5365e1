"""A change: what it is about, which aspect of the catalog it touches, and what becomes of its subject."""

from __future__ import annotations

from typing import ClassVar, Literal

from ..record import Record
from ..syntax.source import Place, Statement
from .objects import Column
from .relations import Relation, Sequence, Table, View
from .routines import Routine, Type
from .table_parts import Constraint, Policy, Trigger

Aspect = Literal[
    "existence", "columns", "constraints", "indexes", "policies", "triggers", "rls", "options", "grants", "owner",
    "routines", "types", "schemas", "default privileges",
]  # fmt: skip
"""What of an object a change touches; `catalog.knows` asks by the same words."""

Effect = Literal["made", "replaced", "renamed", "altered", "dropped"]
"""What becomes of the subject. "replaced" is CREATE OR REPLACE on an object that was there."""

ChangeSubject = Relation | Routine | Type | Column | Constraint | Policy | Trigger | str
"""A row, or the name of something without a row."""


class Change(Record, kw_only=True):
    """One thing that a statement did."""

    statement: Statement
    oid: int
    """The oid of the changed object: for parts of a relation the relation's, 0 if there is none."""
    location: int | None = None
    """The parser's position of the relevant token, if there is one."""
    cascaded: bool = False
    """Whether the subject was dropped with something that it depended on, and not named itself."""

    aspect: ClassVar[Aspect | None] = None
    """None: the statement changed nothing."""
    effect: ClassVar[Effect | None] = None
    """None: the statement changed nothing."""

    @property
    def subject(self) -> ChangeSubject | None:
        """Return the row or name that changed, as it is afterwards; None if only `oid` identifies it."""
        return None

    @property
    def whole(self) -> Table | View | Sequence | Routine | Type | None:
        """Return the row of the table, view, sequence, routine or type with the oid; None if the change holds none."""
        subject = self.subject
        return subject if isinstance(subject, (Table, View, Sequence, Routine, Type)) else None

    def place(self, message: str = "") -> Place:
        """Return the place in the statement."""
        return self.statement.place(self.location, message)

    def find(self, name: str, message: str = "") -> Place:
        """Return where the statement names the object: the token that the parser noted, else the first one that reads
        like the name."""
        return self.place(message) if self.location is not None else self.statement.find(name, message)
