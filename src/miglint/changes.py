"""What a statement did to the catalog."""

from __future__ import annotations

from dataclasses import dataclass

from .catalog.objects import (
    Column,
    Constraint,
    Index,
    Policy,
    Relation,
    Routine,
    Sequence,
    Table,
    Trigger,
    Type,
    View,
)
from .source import Place, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that a statement did. `oid` is the object it happened to (for parts of a relation: the relation);
    `location` the parser's position of the token that says it, where there is one."""

    statement: Statement
    oid: int
    location: int | None = None

    def place(self, message: str = "") -> Place:
        """Where the statement says it."""
        return self.statement.place(self.location, message)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaCreated(Change):
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaDropped(Change):
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCreated(Change):
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDropped(Change):
    """`cascaded`: not named itself, but dropped with something that it depended on. The same goes for every drop."""

    table: Table
    cascaded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnAdded(Change):
    """A column added to a table that existed before; the columns of CREATE TABLE come with TableCreated."""

    table: Table
    column: Column


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnDropped(Change):
    table: Table
    column: Column
    cascaded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnTypeChanged(Change):
    """ALTER COLUMN TYPE. `foreign_keys` are those that stood on the column, on either side, when it happened
    (after the statement's own drops, as PostgreSQL orders the passes of ALTER TABLE)."""

    table: Table
    before: Column
    after: Column
    using: dict[str, object] | None
    foreign_keys: tuple[Constraint, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChanged(Change):
    """Anything else about a column: default, NOT NULL, identity, generated."""

    table: Table
    before: Column
    after: Column


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstraintAdded(Change):
    table: Table
    constraint: Constraint


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstraintDropped(Change):
    table: Table
    constraint: Constraint
    cascaded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstraintValidated(Change):
    table: Table
    constraint: Constraint


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSecurityChanged(Change):
    """ENABLE, DISABLE, FORCE or NO FORCE ROW LEVEL SECURITY."""

    before: Table
    after: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexCreated(Change):
    """`oid` is the table."""

    index: Index
    concurrently: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexDropped(Change):
    index: Index
    cascaded: bool = False
    concurrently: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewCreated(Change):
    view: View


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewReplaced(Change):
    """CREATE OR REPLACE VIEW on a view that was there."""

    before: View
    after: View


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewOptionsChanged(Change):
    """ALTER VIEW SET or RESET."""

    before: View
    after: View


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewDropped(Change):
    view: View
    cascaded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceCreated(Change):
    sequence: Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceDropped(Change):
    sequence: Sequence
    cascaded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineCreated(Change):
    routine: Routine


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineReplaced(Change):
    """CREATE OR REPLACE on a routine of the same name and input types."""

    before: Routine
    after: Routine


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineAltered(Change):
    before: Routine
    after: Routine


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineDropped(Change):
    routine: Routine
    cascaded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerCreated(Change):
    """`oid` is the table."""

    trigger: Trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerAltered(Change):
    """ENABLE or DISABLE TRIGGER; `oid` is the table."""

    before: Trigger
    after: Trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerDropped(Change):
    trigger: Trigger
    cascaded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyCreated(Change):
    """`oid` is the table."""

    policy: Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyAltered(Change):
    before: Policy
    after: Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDropped(Change):
    policy: Policy
    cascaded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeCreated(Change):
    type: Type


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeDropped(Change):
    type: Type
    cascaded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumValueAdded(Change):
    type: Type
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted(Change):
    """A GRANT on one object. `columns` are the attribute numbers of a column grant; `roles` spell PUBLIC "public"."""

    privileges: frozenset[str]
    roles: tuple[str, ...]
    columns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked(Change):
    """A REVOKE on one object."""

    privileges: frozenset[str]
    roles: tuple[str, ...]
    columns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultPrivilegesChanged(Change):
    """ALTER DEFAULT PRIVILEGES; `oid` is 0."""

    role: str
    schema: str | None
    object_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerChanged(Change):
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed(Change):
    """RENAME or SET SCHEMA; `what` is the kind of object, `oid` the object (for a column or constraint: its table)."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectAssumed(Change):
    """A relation that the migrations use but never made; it is taken to exist, its columns unknown."""

    relation: Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRefused(Change):
    """PostgreSQL would refuse the statement; it changed nothing. `oid` is the object concerned, or 0."""

    sqlstate: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlNotFollowed(Change):
    """Dynamic SQL, or a condition, that the replay could not decide. `oid` is 0."""

    reason: str
    blind: tuple[str, ...] = ()
