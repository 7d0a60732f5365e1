"""Changes of schemas, views, sequences, routines and types; and of privileges, owners and names of any object."""

from __future__ import annotations

from .change import Change
from .relations import Sequence, View
from .routines import Routine, Type


class SchemaCreated(Change, kw_only=True):
    aspect = "schemas"
    effect = "made"
    name: str

    @property
    def subject(self) -> str:
        return self.name


class SchemaDropped(Change, kw_only=True):
    aspect = "schemas"
    effect = "dropped"
    name: str

    @property
    def subject(self) -> str:
        return self.name


class ViewCreated(Change, kw_only=True):
    aspect = "existence"
    effect = "made"
    view: View

    @property
    def subject(self) -> View:
        return self.view


class ViewReplaced(Change, kw_only=True):
    """CREATE OR REPLACE VIEW on a view that was there."""

    aspect = "options"
    effect = "replaced"
    before: View
    after: View

    @property
    def subject(self) -> View:
        return self.after


class ViewOptionsChanged(Change, kw_only=True):
    """ALTER VIEW SET or RESET."""

    aspect = "options"
    effect = "altered"
    before: View
    after: View

    @property
    def subject(self) -> View:
        return self.after


class ViewDropped(Change, kw_only=True):
    aspect = "existence"
    effect = "dropped"
    view: View

    @property
    def subject(self) -> View:
        return self.view


class SequenceCreated(Change, kw_only=True):
    aspect = "existence"
    effect = "made"
    sequence: Sequence

    @property
    def subject(self) -> Sequence:
        return self.sequence


class SequenceDropped(Change, kw_only=True):
    aspect = "existence"
    effect = "dropped"
    sequence: Sequence

    @property
    def subject(self) -> Sequence:
        return self.sequence


class RoutineCreated(Change, kw_only=True):
    aspect = "routines"
    effect = "made"
    routine: Routine

    @property
    def subject(self) -> Routine:
        return self.routine


class RoutineReplaced(Change, kw_only=True):
    """CREATE OR REPLACE on a routine of the same name and input types."""

    aspect = "routines"
    effect = "replaced"
    before: Routine
    after: Routine

    @property
    def subject(self) -> Routine:
        return self.after


class RoutineAltered(Change, kw_only=True):
    aspect = "routines"
    effect = "altered"
    before: Routine
    after: Routine

    @property
    def subject(self) -> Routine:
        return self.after


class RoutineDropped(Change, kw_only=True):
    aspect = "routines"
    effect = "dropped"
    routine: Routine

    @property
    def subject(self) -> Routine:
        return self.routine


class TypeCreated(Change, kw_only=True):
    aspect = "types"
    effect = "made"
    type: Type

    @property
    def subject(self) -> Type:
        return self.type


class TypeDropped(Change, kw_only=True):
    aspect = "types"
    effect = "dropped"
    type: Type

    @property
    def subject(self) -> Type:
        return self.type


class EnumValueAdded(Change, kw_only=True):
    """ALTER TYPE ... ADD VALUE."""

    aspect = "types"
    effect = "made"
    type: Type
    value: str

    @property
    def subject(self) -> str:
        return self.value

    @property
    def whole(self) -> Type:
        return self.type


class Granted(Change, kw_only=True):
    """A GRANT on the object that `oid` means."""

    aspect = "grants"
    effect = "altered"
    privileges: frozenset[str]
    roles: tuple[str, ...]
    """PUBLIC is "public"."""
    columns: tuple[int, ...] = ()
    """The attribute numbers of a column grant."""


class Revoked(Change, kw_only=True):
    """A REVOKE on the object that `oid` means, with the fields of Granted."""

    aspect = "grants"
    effect = "altered"
    privileges: frozenset[str]
    roles: tuple[str, ...]
    columns: tuple[int, ...] = ()


class DefaultPrivilegesChanged(Change, kw_only=True):
    """ALTER DEFAULT PRIVILEGES. It is about no object: `oid` is 0."""

    aspect = "default privileges"
    effect = "altered"
    role: str
    schema: str | None
    object_type: str


class OwnerChanged(Change, kw_only=True):
    """ALTER ... OWNER TO on the object that `oid` means."""

    aspect = "owner"
    effect = "altered"
    before: str
    """The old role."""
    after: str
    """The new role."""


class Renamed(Change, kw_only=True):
    """RENAME or SET SCHEMA: the subject is the new name. `what` is the kind of object ("table", "column", "function"
    ...), `oid` the object (for a column, constraint, policy or trigger: its table). The parser notes where the table
    stands: `statement.find(before)` finds the name itself."""

    aspect = "existence"
    effect = "renamed"
    what: str
    before: str
    after: str

    @property
    def subject(self) -> str:
        return self.after
