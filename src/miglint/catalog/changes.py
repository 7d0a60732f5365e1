"""What a statement did to the catalog: every kind of change, and why a statement changed nothing."""

from __future__ import annotations

from typing import Literal

from ..syntax.source import Place, Statement
from .change import Aspect, Change, ChangeSubject, Effect
from .object_changes import (
    DefaultPrivilegesChanged,
    EnumValueAdded,
    Granted,
    OwnerChanged,
    Renamed,
    Revoked,
    RoutineAltered,
    RoutineCreated,
    RoutineDropped,
    RoutineReplaced,
    SchemaCreated,
    SchemaDropped,
    SequenceCreated,
    SequenceDropped,
    TypeCreated,
    TypeDropped,
    ViewCreated,
    ViewDropped,
    ViewOptionsChanged,
    ViewReplaced,
)
from .relations import Relation
from .table_changes import (
    ColumnAdded,
    ColumnChanged,
    ColumnDropped,
    ColumnTypeChanged,
    ConstraintAdded,
    ConstraintDropped,
    ConstraintValidated,
    IndexCreated,
    IndexDropped,
    PolicyAltered,
    PolicyCreated,
    PolicyDropped,
    RowSecurityChanged,
    TableCreated,
    TableDropped,
    TablePartChange,
    TriggerAltered,
    TriggerCreated,
    TriggerDropped,
)


class ObjectAssumed(Change, kw_only=True):
    """A relation that the migrations use but never made: it is taken to exist, its columns unknown. The statement
    itself changed nothing of it."""

    relation: Relation

    @property
    def subject(self) -> Relation:
        return self.relation


RefusalReason = Literal[
    "missing", "duplicate", "dependent", "type mismatch", "type in use", "foreign key", "constraint", "signature",
    "view columns", "policy clause", "uncommitted value", "transaction", "other",
]  # fmt: skip
"""Why PostgreSQL refuses a statement. What it names does not exist, exists already, or something depends on it; types
do not match, or a column whose type should change is in use; a foreign key refers to no key, or to one of other types;
a constraint can't be made; a routine can't be replaced by one of another signature, nor a view by one of other columns;
a policy has a clause that its command does not allow; an enum value was added in the same transaction; the statement
can't run in a transaction."""


class StatementRefused(Change, kw_only=True):
    """PostgreSQL would refuse the statement; it changed nothing. `oid` is the object concerned, or 0."""

    sqlstate: str
    message: str
    """PostgreSQL's words."""
    reason: RefusalReason = "other"
    hint: str = ""
    """The name that was probably intended."""
    subject: str = ""
    """The name to point at if there is no location."""
    names: tuple[str, ...] = ()
    """The names that the message mentions, in its order."""
    obstacles: frozenset[str] = frozenset()
    """The names of the objects that are in the way."""
    related: tuple[Place, ...] = ()
    """The places where those were created."""

    def place(self, message: str = "") -> Place:
        """Return the place in the statement; without a location, where it names the object of the message."""
        if self.location is not None:
            return Change.place(self, message)
        whole = self.statement.place(None, message)
        names = [name for name in (self.subject, *self.names) if name]
        found = (self.statement.find(name, message) for name in names)
        return next((place for place in found if place.span != whole.span), whole)


class RunAgainRefused(Change, kw_only=True):
    """What stands before the statement is committed by then: if the file fails here or later and is run again,
    PostgreSQL refuses what was committed. `oid` is 0."""

    refusal: StatementRefused
    """What it refuses then."""
    cut: Statement | None = None
    """The statement that the runner takes out of the file's transaction, if that is why it has several."""
    command: str = ""
    """That statement's command."""


class SeedFailed(Change, kw_only=True):
    """A statement of a seed uses what isn't there after the last migration; `causes` are the places in the migrations
    that took it away."""

    sqlstate: str
    message: str
    hint: str = ""
    causes: tuple[Place, ...] = ()


class SqlNotFollowed(Change, kw_only=True):
    """Dynamic SQL, or a condition, that the replay could not decide. `oid` is 0."""

    reason: str
    blind: tuple[str, ...] = ()


class ReplayFailed(Change, kw_only=True):
    """miglint itself failed on the statement, which then counts as not run. `oid` is 0."""

    error: str
    traceback: str = ""


__all__ = [
    "Aspect", "Change", "ChangeSubject", "ColumnAdded", "ColumnChanged", "ColumnDropped", "ColumnTypeChanged",
    "ConstraintAdded", "ConstraintDropped", "ConstraintValidated", "DefaultPrivilegesChanged", "Effect",
    "EnumValueAdded", "Granted", "IndexCreated", "IndexDropped", "ObjectAssumed", "OwnerChanged", "PolicyAltered",
    "PolicyCreated", "PolicyDropped", "RefusalReason", "Renamed", "ReplayFailed", "Revoked", "RoutineAltered",
    "RoutineCreated", "RoutineDropped", "RoutineReplaced", "RowSecurityChanged", "RunAgainRefused",
    "SchemaCreated", "SchemaDropped", "SeedFailed",
    "SequenceCreated", "SequenceDropped", "SqlNotFollowed", "StatementRefused", "TableCreated",
    "TableDropped", "TablePartChange", "TriggerAltered", "TriggerCreated", "TriggerDropped", "TypeCreated",
    "TypeDropped", "ViewCreated", "ViewDropped", "ViewOptionsChanged", "ViewReplaced",
]  # fmt: skip
