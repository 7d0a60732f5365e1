"""What the handlers of statements work with: the catalog, the session, and the changes being made."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from ...catalog import Assumption, Catalog, Expression, Relation, Table, Unknown, View
from ...catalog.changes import Change, ObjectAssumed
from ...record import filled, replace
from ...syntax.source import Node, Statement
from ...syntax.tree import Name, clip, range_name
from ..checks.absent_names import refuse_absent_relation
from ..checks.expression_checks import check_expression
from ..checks.purposes import ANY, Purpose
from .refused import Refused

if TYPE_CHECKING:
    from .. import Replay
    from .session import Session

C = TypeVar("C", bound=Change)
R = TypeVar("R", bound=Relation)


class Context:
    """One statement being applied."""

    def __init__(self, replay: Replay, statement: Statement) -> None:
        self.replay = replay
        self.catalog: Catalog = replay.catalog
        self.session: Session = replay.session
        self.statement = statement
        self.changes: list[Change] = []

    # ---- results

    def emit(self, change: Callable[..., C], oid: int, location: int | None = None, **fields: Any) -> C:
        """Note a change that the statement made."""
        fields.update(statement=self.statement, oid=oid, location=location)
        made = filled(change, fields)
        self.changes.append(made)
        return made

    def refuse(
        self,
        sqlstate: str,
        message: str,
        location: int | None = None,
        oid: int = 0,
        *,
        others: tuple[int, ...] = (),
        subject: str = "",
    ) -> NoReturn:
        """Stop: PostgreSQL would refuse this. What the statement did so far is undone."""
        raise Refused(sqlstate, message, location, oid, others=others, subject=subject)

    def unknown(self, aspect: str, schema: str | None, name: str | None, reason: str) -> None:
        """Note that an aspect of an object (None: of all) can't be known from here on."""
        found = Unknown(aspect, schema, name, reason, self.statement)
        if found not in self.catalog.unknown.rows.values():
            self.catalog.unknown.put(len(self.catalog.unknown.rows), found)

    # ---- names

    def schema_for_new(self, schema: str | None, location: int | None = None) -> str:
        """The schema in which an unqualified CREATE puts its object: the first of the search path that exists
        (3F000 where none does). A schema that is named but unknown is assumed to exist."""
        if schema is not None:
            if schema == "pg_temp" or self.catalog.schema(schema):
                return schema
            self.assume_schema(schema, location)
            return schema
        for name in self.session.schemas:
            if self.catalog.schema(name):
                return name
        raise Refused("3F000", "no schema has been selected to create in", location)

    def find(self, name: Name) -> Relation | None:
        """The relation that a name means here: by its schema, or by the search path."""
        wanted, named = clip(name.name), self.catalog.named
        for schema in ("pg_temp", *self.session.schemas) if name.schema is None else (name.schema,):
            if found := named(schema, wanted):
                if isinstance(found, Table) and found.assumed:
                    self.replay.doubts.assumed = True
                return found
        return None

    def relation(self, range_var: Node, missing_ok: bool = False, what: str = "table") -> Relation | None:
        """The relation a RangeVar means. A missing one is None under IF EXISTS, and otherwise assumed: the
        history may have begun before its first file."""
        name = range_name(range_var)
        found = self.find(name)
        if found is None and not missing_ok:
            return self.assume(name, range_var.get("location"), what)
        return found

    def table(self, range_var: Node, missing_ok: bool = False) -> Table | None:
        """Like relation, for what must be a table; views and others give None."""
        found = self.relation(range_var, missing_ok)
        return found if isinstance(found, Table) else None

    def assume(self, name: Name, location: int | None, what: str = "table") -> Table:
        """Take a relation to exist that was never made, with columns unknown; 42P01 where it can't be there."""
        refuse_absent_relation(self, name, location)
        schema = name.schema or next((s for s in self.session.schemas if s != self.session.role), "public")
        if not self.catalog.schema(schema):
            self.assume_schema(schema, location)
        table = Table(
            oid=self.catalog.new_oid(),
            origin=self.statement,
            changed=self.statement,
            schema=schema,
            name=clip(name.name),
            kind="table",
            owner=self.session.login,
            assumed=True,
            location=location,
        )
        self.put(table)
        self.note_assumption(what, table.qualified, "42P01", location)
        self.emit(ObjectAssumed, table.oid, location, relation=table)
        return table

    def assume_schema(self, name: str, location: int | None = None) -> None:
        """Take a schema to exist that was never made."""
        from ...catalog import Schema

        self.catalog.schemas.put(
            name, Schema(oid=self.catalog.new_oid(), name=name, owner=self.session.login, origin=self.statement)
        )
        self.note_assumption("schema", name, "3F000", location)

    def note_assumption(self, kind: str, object: str, sqlstate: str, location: int | None = None) -> None:
        """Remember that something is used but was never created; the first use counts. What a refused statement would
        have made is not missing from the history."""
        self.replay.doubts.assumed = True
        name = object.rpartition(".")[2]
        self.replay.doubts.shaky.add(frozenset({name}))
        if self.replay.doubts.is_lost(name):
            return
        key = f"{kind} {object}"
        if self.catalog.assumptions.get(key) is None:
            assumption = Assumption(kind, object, sqlstate, self.statement, location)
            self.catalog.assumptions.put(key, assumption)
            self.replay.doubts.awaited.setdefault(object, assumption)

    # ---- rows

    def put(self, relation: Relation) -> None:
        """Add or replace a relation."""
        self.catalog.relations.put(relation.oid, relation)

    def alter(self, relation: R, **fields: Any) -> R:
        """Replace a relation by one with other fields, changed by this statement."""
        changed = replace(relation, changed=self.statement, **fields)
        self.put(changed)
        return changed

    # ---- expressions

    def expression(self, node: Node, relation: Table | View | None = None, purpose: Purpose = ANY) -> Expression:
        """A stored expression over the columns of `relation`, with what it reads; refused where that is missing, and
        where the expression does not serve its purpose."""
        return Expression(node, frozenset(check_expression(self, node, relation, purpose).refs), self.statement)
