"""Changes of tables and of what belongs to one: columns, constraints, indexes, policies and triggers."""

from __future__ import annotations

from .change import Change
from .objects import Column
from .relations import Index, Table
from .table_parts import Constraint, Policy, Trigger


class TablePartChange(Change, kw_only=True):
    """A change of one column or constraint of `table`."""

    table: Table

    @property
    def whole(self) -> Table:
        return self.table


class TableCreated(Change, kw_only=True):
    aspect = "existence"
    effect = "made"
    table: Table

    @property
    def subject(self) -> Table:
        return self.table


class TableDropped(Change, kw_only=True):
    aspect = "existence"
    effect = "dropped"
    table: Table

    @property
    def subject(self) -> Table:
        return self.table


class ColumnAdded(TablePartChange, kw_only=True):
    """A column added to a table that existed before; the columns of CREATE TABLE come with TableCreated."""

    aspect = "columns"
    effect = "made"
    column: Column

    @property
    def subject(self) -> Column:
        return self.column


class ColumnDropped(TablePartChange, kw_only=True):
    aspect = "columns"
    effect = "dropped"
    column: Column

    @property
    def subject(self) -> Column:
        return self.column


class ColumnTypeChanged(TablePartChange, kw_only=True):
    """ALTER COLUMN TYPE. `foreign_keys` are those that stood on the column, on either side, when it happened
    (after the statement's own drops, as PostgreSQL orders the passes of ALTER TABLE)."""

    aspect = "columns"
    effect = "altered"
    before: Column
    after: Column
    using: dict[str, object] | None
    foreign_keys: tuple[Constraint, ...] = ()

    @property
    def subject(self) -> Column:
        return self.after


class ColumnChanged(TablePartChange, kw_only=True):
    """Anything else about a column: default, NOT NULL, identity, generated."""

    aspect = "columns"
    effect = "altered"
    before: Column
    after: Column

    @property
    def subject(self) -> Column:
        return self.after


class ConstraintAdded(TablePartChange, kw_only=True):
    aspect = "constraints"
    effect = "made"
    constraint: Constraint

    @property
    def subject(self) -> Constraint:
        return self.constraint


class ConstraintDropped(TablePartChange, kw_only=True):
    aspect = "constraints"
    effect = "dropped"
    constraint: Constraint

    @property
    def subject(self) -> Constraint:
        return self.constraint


class ConstraintValidated(TablePartChange, kw_only=True):
    aspect = "constraints"
    effect = "altered"
    constraint: Constraint

    @property
    def subject(self) -> Constraint:
        return self.constraint


class RowSecurityChanged(Change, kw_only=True):
    """ENABLE, DISABLE, FORCE or NO FORCE ROW LEVEL SECURITY."""

    aspect = "rls"
    effect = "altered"
    before: Table
    after: Table

    @property
    def subject(self) -> Table:
        return self.after


class IndexCreated(Change, kw_only=True):
    """`oid` is the table."""

    aspect = "indexes"
    effect = "made"
    index: Index
    concurrently: bool = False

    @property
    def subject(self) -> Index:
        return self.index


class IndexDropped(Change, kw_only=True):
    aspect = "indexes"
    effect = "dropped"
    index: Index
    concurrently: bool = False

    @property
    def subject(self) -> Index:
        return self.index


class TriggerCreated(Change, kw_only=True):
    """`oid` is the table."""

    aspect = "triggers"
    effect = "made"
    trigger: Trigger

    @property
    def subject(self) -> Trigger:
        return self.trigger


class TriggerAltered(Change, kw_only=True):
    """ENABLE or DISABLE TRIGGER; `oid` is the table."""

    aspect = "triggers"
    effect = "altered"
    before: Trigger
    after: Trigger

    @property
    def subject(self) -> Trigger:
        return self.after


class TriggerDropped(Change, kw_only=True):
    aspect = "triggers"
    effect = "dropped"
    trigger: Trigger

    @property
    def subject(self) -> Trigger:
        return self.trigger


class PolicyCreated(Change, kw_only=True):
    """`oid` is the table."""

    aspect = "policies"
    effect = "made"
    policy: Policy

    @property
    def subject(self) -> Policy:
        return self.policy


class PolicyAltered(Change, kw_only=True):
    aspect = "policies"
    effect = "altered"
    before: Policy
    after: Policy

    @property
    def subject(self) -> Policy:
        return self.after


class PolicyDropped(Change, kw_only=True):
    aspect = "policies"
    effect = "dropped"
    policy: Policy

    @property
    def subject(self) -> Policy:
        return self.policy
