"""What the handlers of statements work with: the catalog, the session, and the changes being made."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping
from typing import Any, NoReturn, TypeVar

from ...catalog import Assumption, Catalog, Relation, Table, Unknown
from ...catalog.changes import Change, RefusalReason
from ...catalog.target import Target
from ...record import replace
from ...syntax.near_names import near_miss
from ...syntax.source import Node, Statement
from ...syntax.tree import Name, clip
from .doubts import Doubts
from .filled_tables import FilledTables
from .fresh_labels import FreshLabels
from .prepared_statements import PreparedStatements
from .refused import Refused
from .savepoint import Savepoint
from .session import POSTGRES_PATH, SUPABASE_PATH, Session
from .transactions import Transactions
from .vacated import whereabouts

_FAMILIES: dict[str, str] = {"type": "type", "function": "function", "schema": "schema"}
"""The kinds of objects that have names of their own; all others are relations."""

SYSTEM_SCHEMAS = frozenset({"pg_catalog", "pg_toast", "information_schema"})
"""Those that every database has, which no row of the catalog lists."""

C = TypeVar("C", bound=Change)
R = TypeVar("R", bound=Relation)


Handler = Callable[["Context", Node], None]
"""Applies a statement: given its node's fields."""


CALLING = frozenset({
    "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "CreateTableAsStmt", "ExplainStmt", "ExecuteStmt",
})  # fmt: skip
"""Statements beside SELECT, DO and CALL that may call routines."""


class ReplayState(ABC):
    """The state that the replay carries from statement to statement: the catalog, the session, and more.

    `handlers` are the functions that apply statements, by the parser's name of the statement's node.
    """

    def __init__(self, target: Target, handlers: Mapping[str, Handler]) -> None:
        self.target = target
        self.handlers = handlers
        self.catalog = Catalog()
        supabase = target.platform == "supabase"
        self.session = Session(default_path=SUPABASE_PATH if supabase else POSTGRES_PATH)
        self.fresh_labels = FreshLabels(target.postgres_version)
        self.transactions = Transactions(self.catalog, self.session, self.fresh_labels, target)
        self.in_prelude = False
        self.depth = 0
        """How many calls of routines are being followed, each inside the one before."""
        self.compiles = True
        """Whether PL/pgSQL bodies are compiled as PostgreSQL does when they are made; it takes a parse of each."""
        self.doubts = Doubts()
        self.filled = FilledTables()
        self.prepared = PreparedStatements()

    def follow_consequences(self, context: Context) -> None:
        """Do what follows from a statement that was applied, at top level or inside a body: what it calls, and what it
        fires."""
        if not self.in_prelude and (context.statement.kind in CALLING or self.catalog.event_triggers.rows):
            self._follow(context)

    @abstractmethod
    def _follow(self, context: Context) -> None: ...

    def savepoint(self) -> Savepoint:
        """Return a savepoint of everything that statements change: its `restore` is the way back."""
        return Savepoint(self)


class Context:
    """One statement being applied."""

    def __init__(self, replay: ReplayState, statement: Statement) -> None:
        self.replay = replay
        self.catalog: Catalog = replay.catalog
        self.session: Session = replay.session
        self.statement = statement
        self.changes: list[Change] = []
        self.calls: list[Node] = []
        """The calls that a data statement of a file makes, as its check has met them: fields of FuncCalls."""
        self.variables: Collection[str] | None = () if statement.outer is None else None
        """The names of a body that mean variables in the statement; None if they aren't known."""

    # ---- results

    def emit(self, change: Callable[..., C], oid: int, location: int | None = None, **fields: Any) -> C:
        """Note a change that the statement made."""
        fields.update(statement=self.statement, oid=oid, location=location)
        made = change(**fields)
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
        names: tuple[str, ...] = (),
        reason: RefusalReason | None = None,
    ) -> NoReturn:
        """Raise Refused: PostgreSQL would refuse this. What the statement did so far is undone."""
        raise Refused(sqlstate, message, location, oid, others=others, subject=subject, names=names, reason=reason)

    def unknown(self, aspect: str, schema: str | None, name: str | None, reason: str) -> None:
        """Note that an aspect of an object (None: of all) can't be known from here on."""
        found = Unknown(aspect, schema, name, reason, self.statement)
        if found not in self.catalog.unknown.rows.values():
            self.catalog.unknown.put(len(self.catalog.unknown.rows), found)

    # ---- names

    def schema_for_new(self, schema: str | None, location: int | None = None) -> str:
        """Return the schema in which an unqualified CREATE puts its object: the first of the search path that exists
        (3F000 where none does; pg_temp always does). A schema that is named but unknown is assumed to exist."""
        if schema is not None:
            if schema == "pg_temp" or self.catalog.schema(schema):
                return schema
            self.assume_schema(schema, location)
            return schema
        for name in self.session.schemas:
            if name == "pg_temp" or self.catalog.schema(name):
                return name
        raise Refused("3F000", "no schema has been selected to create in", location)

    def schema_if_missing(self, name: Name) -> str:
        """Return where a name that isn't found is taken to be: first in the search path, but for "$user"."""
        return name.schema or next((s for s in self.session.schemas if s != self.session.role), "public")

    def find(self, name: Name) -> Relation | None:
        """Return the relation that a name means here: by its schema, or by the search path."""
        wanted, named = clip(name.name), self.catalog.named
        for schema in ("pg_temp", *self.session.schemas) if name.schema is None else (name.schema,):
            if found := named(schema, wanted):
                if isinstance(found, Table) and found.assumed:
                    self.replay.doubts.assumed = True
                return found
        return None

    def assume_schema(self, name: str, location: int | None = None, hint: str = "") -> None:
        """Take a schema to exist that was never made; refuse (3F000) one that certainly isn't there. `hint` is that of
        `note_assumption`."""
        from ...catalog import Schema

        if self.is_certain:
            known = [schema.name for schema in self.catalog.schemas]
            found, meant = self.replay.doubts.gone_from("schema", ("",), name), near_miss(name, known)
            if found or meant:
                hint = whereabouts(found) if found else f'Did you mean "{meant}"?'
                self.replay.doubts.absent.add(name)
                raise Refused("3F000", f'schema "{name}" does not exist', location, hint=hint, names=(name,))
        self.catalog.schemas.put(
            name, Schema(oid=self.catalog.new_oid(), name=name, owner=self.session.login, origin=self.statement)
        )
        if name not in SYSTEM_SCHEMAS:
            self.note_assumption("schema", name, "3F000", location, hint)

    @property
    def is_certain(self) -> bool:
        """Return whether a name that the migrations took away is certainly gone."""
        return not self.replay.in_prelude and self.catalog.knows("existence")

    def note_assumption(
        self, kind: str, object: str, sqlstate: str, location: int | None = None, hint: str = ""
    ) -> None:
        """Remember that something is used but was never created; the first use counts. What a refused statement would
        have made is not missing from the history. Refuse what the migrations made and took away. `hint` says what
        would make it."""
        schema, _, name = object.rpartition(".")
        self.refuse_vacated(kind, schema, name, sqlstate, location)
        self.replay.doubts.assumed = True
        self.replay.doubts.shaky.add(frozenset({name}))
        if self.replay.doubts.is_lost(name):
            return
        key = f"{kind} {object}"
        if self.catalog.assumptions.get(key) is None:
            assumption = Assumption(kind, object, sqlstate, self.statement, location, hint=hint)
            self.catalog.assumptions.put(key, assumption)
            self.replay.doubts.awaited.setdefault(object, assumption)

    def refuse_vacated(self, kind: str, schema: str, name: str, sqlstate: str, location: int | None) -> None:
        """Refuse a name that the migrations took away."""
        family = _FAMILIES.get(kind, "relation")
        found = self.replay.doubts.gone_from(family, (schema, *self.session.schemas), name)
        if found and self.is_certain:
            what = "index" if kind == "index" and sqlstate == "42704" else family
            self.replay.doubts.absent.add(name)
            raise Refused(sqlstate, f'{what} "{name}" does not exist', location, hint=whereabouts(found), names=(name,))

    # ---- rows

    def put(self, relation: Relation) -> None:
        """Add or replace a relation."""
        self.catalog.relations.put(relation.oid, relation)

    def alter(self, relation: R, **fields: Any) -> R:
        """Replace a relation by one with other fields, changed by this statement."""
        changed = replace(relation, changed=self.statement, **fields)
        self.put(changed)
        return changed
