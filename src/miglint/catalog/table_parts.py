"""What belongs to a table: constraints, policies and triggers."""

from __future__ import annotations

from .objects import Expression, Object, Ref


class Constraint(Object):
    """kind: "primary key", "unique", "foreign key", "check" or "exclude"; `relation`: its table (0: a domain's)."""

    relation: int
    schema: str
    name: str
    kind: str
    columns: tuple[int, ...] = ()
    index: int | None = None
    expression: Expression | None = None
    ref_relation: int | None = None
    ref_columns: tuple[int, ...] = ()
    on_update: str = "NO ACTION"
    on_delete: str = "NO ACTION"
    match: str = "SIMPLE"
    validated: bool = True
    deferrable: bool = False
    initially_deferred: bool = False
    no_inherit: bool = False
    inherited: bool = False
    parent: int | None = None
    domain: int | None = None

    @property
    def depends(self) -> frozenset[Ref]:
        return self.expression.depends if self.expression else frozenset()


class Policy(Object):
    """A row-level security policy. `command`: "ALL", "SELECT", ...; `roles` spell PUBLIC "public"."""

    relation: int
    name: str
    permissive: bool = True
    command: str = "ALL"
    roles: tuple[str, ...] = ("public",)
    using: Expression | None = None
    with_check: Expression | None = None

    @property
    def depends(self) -> frozenset[Ref]:
        found = self.using.depends if self.using else frozenset()
        return found | self.with_check.depends if self.with_check else found


class Trigger(Object):
    """timing: "BEFORE", "AFTER" or "INSTEAD OF"; level: "ROW" or "STATEMENT". `function` is a Routine's oid, or 0
    where it is unknown: then `function_name` ("schema.name") is what the statement says."""

    relation: int
    name: str
    timing: str
    events: tuple[str, ...]
    level: str
    function: int
    function_name: str
    columns: tuple[int, ...] = ()
    when: Expression | None = None
    constraint: bool = False
    enabled: bool = True
    parent: int | None = None

    @property
    def depends(self) -> frozenset[Ref]:
        found = {Ref(self.function)} if self.function else set()
        found |= {Ref(self.relation, n) for n in self.columns}
        return frozenset(found | (self.when.depends if self.when else frozenset()))
