"""What a statement did to the catalog."""

from __future__ import annotations

from ..record import Record
from ..syntax.source import Place, Statement
from .objects import Column
from .relations import Index, Relation, Sequence, Table, View
from .routines import Routine, Type
from .table_parts import Constraint, Policy, Trigger


class Change(Record):
    """One thing that a statement did. `oid` is the object it happened to (for parts of a relation: the relation);
    `location` the parser's position of the token that says it, where there is one."""

    statement: Statement
    oid: int
    location: int | None = None

    def place(self, message: str = "") -> Place:
        """Where the statement says it."""
        return self.statement.place(self.location, message)

    def find(self, name: str, message: str = "") -> Place:
        """Return where the statement names the object: the token that the parser noted, else the first one that reads
        like the name."""
        return self.place(message) if self.location is not None else self.statement.find(name, message)


class SchemaCreated(Change):
    name: str


class SchemaDropped(Change):
    name: str


class TableCreated(Change):
    table: Table


class TableDropped(Change):
    """`cascaded`: not named itself, but dropped with something that it depended on. The same goes for every drop."""

    table: Table
    cascaded: bool = False


class ColumnAdded(Change):
    """A column added to a table that existed before; the columns of CREATE TABLE come with TableCreated."""

    table: Table
    column: Column


class ColumnDropped(Change):
    table: Table
    column: Column
    cascaded: bool = False


class ColumnTypeChanged(Change):
    """ALTER COLUMN TYPE. `foreign_keys` are those that stood on the column, on either side, when it happened
    (after the statement's own drops, as PostgreSQL orders the passes of ALTER TABLE)."""

    table: Table
    before: Column
    after: Column
    using: dict[str, object] | None
    foreign_keys: tuple[Constraint, ...] = ()


class ColumnChanged(Change):
    """Anything else about a column: default, NOT NULL, identity, generated."""

    table: Table
    before: Column
    after: Column


class ConstraintAdded(Change):
    table: Table
    constraint: Constraint


class ConstraintDropped(Change):
    table: Table
    constraint: Constraint
    cascaded: bool = False


class ConstraintValidated(Change):
    table: Table
    constraint: Constraint


class RowSecurityChanged(Change):
    """ENABLE, DISABLE, FORCE or NO FORCE ROW LEVEL SECURITY."""

    before: Table
    after: Table


class IndexCreated(Change):
    """`oid` is the table."""

    index: Index
    concurrently: bool = False


class IndexDropped(Change):
    index: Index
    cascaded: bool = False
    concurrently: bool = False


class ViewCreated(Change):
    view: View


class ViewReplaced(Change):
    """CREATE OR REPLACE VIEW on a view that was there."""

    before: View
    after: View


class ViewOptionsChanged(Change):
    """ALTER VIEW SET or RESET."""

    before: View
    after: View


class ViewDropped(Change):
    view: View
    cascaded: bool = False


class SequenceCreated(Change):
    sequence: Sequence


class SequenceDropped(Change):
    sequence: Sequence
    cascaded: bool = False


class RoutineCreated(Change):
    routine: Routine


class RoutineReplaced(Change):
    """CREATE OR REPLACE on a routine of the same name and input types."""

    before: Routine
    after: Routine


class RoutineAltered(Change):
    before: Routine
    after: Routine


class RoutineDropped(Change):
    routine: Routine
    cascaded: bool = False


class TriggerCreated(Change):
    """`oid` is the table."""

    trigger: Trigger


class TriggerAltered(Change):
    """ENABLE or DISABLE TRIGGER; `oid` is the table."""

    before: Trigger
    after: Trigger


class TriggerDropped(Change):
    trigger: Trigger
    cascaded: bool = False


class PolicyCreated(Change):
    """`oid` is the table."""

    policy: Policy


class PolicyAltered(Change):
    before: Policy
    after: Policy


class PolicyDropped(Change):
    policy: Policy
    cascaded: bool = False


class TypeCreated(Change):
    type: Type


class TypeDropped(Change):
    type: Type
    cascaded: bool = False


class EnumValueAdded(Change):
    type: Type
    value: str


class Granted(Change):
    """A GRANT on one object. `columns` are the attribute numbers of a column grant; `roles` spell PUBLIC "public"."""

    privileges: frozenset[str]
    roles: tuple[str, ...]
    columns: tuple[int, ...] = ()


class Revoked(Change):
    """A REVOKE on one object."""

    privileges: frozenset[str]
    roles: tuple[str, ...]
    columns: tuple[int, ...] = ()


class DefaultPrivilegesChanged(Change):
    """ALTER DEFAULT PRIVILEGES; `oid` is 0."""

    role: str
    schema: str | None
    object_type: str


class OwnerChanged(Change):
    before: str
    after: str


class Renamed(Change):
    """RENAME or SET SCHEMA; `what` is the kind of object, `oid` the object (for a column or constraint: its table)."""

    what: str
    before: str
    after: str


class ObjectAssumed(Change):
    """A relation that the migrations use but never made; it is taken to exist, its columns unknown."""

    relation: Relation


class StatementRefused(Change):
    """PostgreSQL would refuse the statement; it changed nothing.

    `oid` is the object concerned, or 0; `related` are the places where the objects in the way were made, `names` how
    those are called; `hint` says what may have been meant; `subject` is the name to point at without a location.
    """

    sqlstate: str
    message: str
    hint: str = ""
    subject: str = ""
    names: frozenset[str] = frozenset()
    related: tuple[Place, ...] = ()

    def place(self, message: str = "") -> Place:
        """Where the statement says it; without a location, where it names what the message names."""
        if self.location is not None:
            return Change.place(self, message)
        whole = self.statement.place(None, message)
        names = [name for name in (self.subject, *self.message.split('"')[1::2]) if name]
        found = (self.statement.find(name, message) for name in names)
        return next((place for place in found if place.span != whole.span), whole)


class SeedFailed(Change):
    """A statement of a seed uses what isn't there after the last migration; `causes` are the places in the migrations
    that took it away."""

    sqlstate: str
    message: str
    hint: str = ""
    causes: tuple[Place, ...] = ()


class SqlNotFollowed(Change):
    """Dynamic SQL, or a condition, that the replay could not decide. `oid` is 0."""

    reason: str
    blind: tuple[str, ...] = ()


class ReplayFailed(Change):
    """miglint itself failed on the statement, which then counts as not run. `oid` is 0."""

    error: str
    traceback: str = ""
