"""What belongs to a table: constraints, policies and triggers."""

from __future__ import annotations

from typing import Literal

from .objects import Expression, Object, Ref

ConstraintKind = Literal["primary key", "unique", "foreign key", "check", "exclude"]
KeyAction = Literal["NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"]
KeyMatch = Literal["SIMPLE", "FULL", "PARTIAL"]
PolicyCommand = Literal["ALL", "SELECT", "INSERT", "UPDATE", "DELETE"]
TriggerTiming = Literal["BEFORE", "AFTER", "INSTEAD OF"]
TriggerLevel = Literal["ROW", "STATEMENT"]
TriggerFiring = Literal["ORIGIN", "ALWAYS", "REPLICA", "DISABLED"]


class Constraint(Object, kw_only=True):
    """A constraint of a table, or of a domain: then `relation` is 0."""

    relation: int
    schema: str
    name: str
    kind: ConstraintKind
    columns: tuple[int, ...] = ()
    index: int | None = None
    expression: Expression | None = None
    ref_relation: int | None = None
    ref_columns: tuple[int, ...] = ()
    on_update: KeyAction = "NO ACTION"
    on_delete: KeyAction = "NO ACTION"
    match: KeyMatch = "SIMPLE"
    validated: bool = True
    deferrable: bool = False
    initially_deferred: bool = False
    no_inherit: bool = False
    operators: tuple[str, ...] = ()
    """Those of an exclusion constraint, one for each key of its index."""
    inherited: bool = False
    parent: int | None = None
    domain: int | None = None
    location: int | None = None
    """Where `origin` names it."""

    @property
    def depends(self) -> frozenset[Ref]:
        return self.expression.depends if self.expression else frozenset()


class Policy(Object, kw_only=True):
    """A row-level security policy; `roles` spell PUBLIC "public"."""

    relation: int
    name: str
    permissive: bool = True
    command: PolicyCommand = "ALL"
    roles: tuple[str, ...] = ("public",)
    using: Expression | None = None
    with_check: Expression | None = None

    @property
    def depends(self) -> frozenset[Ref]:
        found = self.using.depends if self.using else frozenset()
        return found | self.with_check.depends if self.with_check else found


class Trigger(Object, kw_only=True):
    """A trigger."""

    relation: int
    name: str
    timing: TriggerTiming
    events: tuple[str, ...]
    level: TriggerLevel
    function: int
    """The oid of the Routine, 0 if unknown."""
    function_name: str
    """"schema.name"."""
    columns: tuple[int, ...] = ()
    when: Expression | None = None
    constraint: bool = False
    arguments: tuple[str, ...] = ()
    deferrable: bool = False
    initially_deferred: bool = False
    transitions: tuple[tuple[str, str], ...] = ()
    """The transition tables: ("OLD" or "NEW", name)."""
    firing: TriggerFiring = "ORIGIN"
    parent: int | None = None

    @property
    def enabled(self) -> bool:
        """Return whether it fires in an ordinary session."""
        return self.firing in ("ORIGIN", "ALWAYS")

    @property
    def depends(self) -> frozenset[Ref]:
        found = {Ref(self.function)} if self.function else set()
        found |= {Ref(self.relation, n) for n in self.columns}
        return frozenset(found | (self.when.depends if self.when else frozenset()))
