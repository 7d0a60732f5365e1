"""The catalog after the last migration as SQL: laid on a fresh project, it leads to the same catalog.

It begins by taking the default privileges of the project away, so that it grants the same whichever they were.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..catalog import Catalog, Constraint, Routine, Sequence, Table, Type, View
from ..syntax.printer import sql
from ..syntax.quoting import quote_identifier as quote
from ..syntax.quoting import quote_literal as literal
from ..syntax.quoting import quote_name as qualified
from . import ddl, ddl_parts
from .creation_order import in_order
from .dump_comments import comments
from .dump_privileges import PrivilegeDump
from .replayed import Replayed
from .spelling import Spelling

_STATES = {"ALWAYS": "ENABLE ALWAYS", "REPLICA": "ENABLE REPLICA", "DISABLED": "DISABLE"}


def render(replay: Replayed) -> str:
    """Return statements in the order in which they can run, each with its semicolon."""
    return "".join(f"{statement};\n" for statement in Dump(replay).statements())


class Dump:
    """One dump: the catalog, and what a fresh project already has."""

    def __init__(self, replay: Replayed) -> None:
        self.catalog = replay.catalog
        self.before: Catalog = replay.start
        self.spelling = Spelling(replay.catalog, bound=True)
        self.privileges = PrivilegeDump(self.spelling, replay.start, replay.target)

    def statements(self) -> Iterator[str]:
        yield "SET check_function_bodies = off"
        # Functions, types and operators of extensions are found by their bare names.
        schemas = dict.fromkeys(["public", *(extension.schema for extension in self.catalog.extensions)])
        yield f"SET search_path TO {', '.join(quote(name) for name in schemas if name != 'pg_catalog')}"
        yield from self.privileges.without_defaults()
        yield from self.dropped()
        yield from self.containers()
        yield from self.objects()
        yield from self.parts()
        yield from self.publications()
        yield from self.event_triggers()
        # A new owner must be allowed to create in the schema.
        yield from self.privileges.grants(of_schemas=True)
        yield from self.privileges.owners()
        yield from self.privileges.grants(of_schemas=False)
        yield from self.privileges.defaults()
        yield from self.privileges.role_settings()
        yield from comments(self.spelling, self.new)
        yield "RESET search_path"
        yield "RESET check_function_bodies"

    def new(self, rows: Any) -> list[Any]:
        """Return the rows that the migrations made, without members of extensions and temporary objects."""
        return [
            row
            for row in rows
            if row.origin is not None
            and not getattr(row, "extension", None)
            and getattr(row, "persistence", "p") != "t"
            and not getattr(row, "assumed", False)
        ]

    def dropped(self) -> Iterator[str]:
        """Drop what a fresh project has and the migrations took away."""
        for extension in self.before.extensions:
            if self.catalog.extensions.get(extension.name) is None:
                yield f"DROP EXTENSION IF EXISTS {quote(extension.name)} CASCADE"
        for policy in self.before.policies:
            table = self.catalog.relation(policy.relation)
            if table is not None and self.catalog.policies.get(policy.oid) is None:
                yield f"DROP POLICY IF EXISTS {quote(policy.name)} ON {qualified(table.schema, table.name)}"

    def containers(self) -> Iterator[str]:
        """Return roles, schemas and extensions."""
        for role in self.new(self.catalog.roles):
            yield " ".join(["CREATE ROLE", quote(role.name), *sorted(role.attributes)])
        for role in self.catalog.roles:
            old = self.before.roles.get(role.name)
            for group in sorted(role.member_of - (old.member_of if old else frozenset())):
                yield f"GRANT {quote(group)} TO {quote(role.name)}"
        for schema in self.new(self.catalog.schemas):
            if schema.origin.kind != "CreateExtensionStmt":
                yield f"CREATE SCHEMA IF NOT EXISTS {quote(schema.name)}"
        for extension in self.new(self.catalog.extensions):
            schema = self.catalog.schema(extension.schema)
            # An extension that makes its schema refuses to be told of it before.
            makes = schema is not None and schema.origin is not None and schema.origin.kind == "CreateExtensionStmt"
            place = "" if makes else f" SCHEMA {quote(extension.schema)}"
            yield f"CREATE EXTENSION IF NOT EXISTS {quote(extension.name)}{place} CASCADE"

    def objects(self) -> Iterator[str]:
        """Return types, sequences, tables, views and routines, each after what it needs, then keys and defaults."""
        catalog = self.catalog
        relations = self.new(catalog.relations)
        sequences = [r for r in relations if isinstance(r, Sequence) and not r.identity]
        tables = [r for r in relations if isinstance(r, Table)]
        plain: list[Any] = [r for r in relations if isinstance(r, View) and r.kind == "view"]
        plain = sorted([*plain, *self.new(catalog.routines)], key=lambda row: row.oid)
        filled = [r for r in relations if isinstance(r, View) and r.kind == "materialized view"]
        # A foreign key rests on the oldest index that suits it.
        keys = [c for c in self._constraints() if c.kind in ("primary key", "unique")]
        keys.sort(key=lambda key: key.index or 0)
        others = [row for row in self.new(catalog.others) if row.relation is None]
        for other in others:
            yield sql({other.origin.kind: other.origin.node})
        rows = [*self.new(catalog.types), *sequences, *tables, *plain, *keys, *filled]
        for row in in_order(rows, catalog):
            yield from filter(None, [self._create(row)])
        for table in tables:
            yield from filter(None, [ddl.attach(self.spelling, table)])
        for table in catalog.tables():
            yield from self._columns(table)
        for sequence in sequences:
            owner = catalog.table(sequence.owned_by.oid) if sequence.owned_by else None
            column = owner.column(sequence.owned_by.attnum) if owner and sequence.owned_by else None
            if owner and column:
                owned = f"{qualified(owner.schema, owner.name)}.{quote(column.name)}"
                yield f"ALTER SEQUENCE {qualified(sequence.schema, sequence.name)} OWNED BY {owned}"

    def _create(self, row: Any) -> str | None:
        match row:
            case Type():
                return ddl_parts.type_(self.spelling, row)
            case Sequence():
                return ddl.sequence(self.spelling, row)
            case Table():
                return ddl.table(self.spelling, row)
            case View():
                return ddl.view(self.spelling, row)
            case Routine():
                return ddl_parts.routine(self.spelling, row)
            case Constraint():
                table = self.catalog.table(row.relation)
                return ddl.constraint(self.spelling, table, row) if table else None
        return None

    def _columns(self, table: Table) -> Iterator[str]:
        """Return columns that the migrations added to tables that they did not create, and all defaults."""
        if table.extension or table.persistence == "t":
            return
        head = f"ALTER TABLE {qualified(table.schema, table.name)}"
        for column in table.columns:
            if (table.origin is None or table.assumed) and column.origin is not None:
                yield f"{head} ADD COLUMN {ddl.column(self.spelling, table, column)}"
            if column.origin is not None and column.default and not column.generated and not column.identity:
                text = self.spelling.expression(column.default)
                yield f"{head} ALTER COLUMN {quote(column.name)} SET DEFAULT {text}"

    def _constraints(self) -> list[Constraint]:
        """Return the constraints of tables that aren't inherited."""
        return [c for c in self.new(self.catalog.constraints) if c.relation and not c.parent and not c.inherited]

    def parts(self) -> Iterator[str]:
        """Return checks, indexes, foreign keys, rules, row security, policies and triggers."""
        last = []
        for constraint in self._constraints():
            if constraint.kind in ("primary key", "unique"):
                continue
            statement = self._create(constraint)
            if statement and constraint.kind == "foreign key":
                last.append(statement)
            elif statement:
                yield statement
        for index in self.new(self.catalog.indexes()):
            if index.constraint is None and index.parent is None:
                yield from filter(None, [ddl.index(self.spelling, index)])
        yield from last
        for other in self.new(self.catalog.others):
            if other.relation is not None:
                yield sql({other.origin.kind: other.origin.node})
        for table in self.catalog.tables():
            if not table.extension and table.persistence != "t" and not table.assumed:
                yield from self._table_properties(table)
        for policy in self.new(self.catalog.policies):
            yield from filter(None, [ddl_parts.policy(self.spelling, policy)])
        for trigger in self.new(self.catalog.triggers):
            owner = self.catalog.relation(trigger.relation)
            if trigger.parent is None and owner is not None:
                yield from filter(None, [ddl_parts.trigger(self.spelling, trigger)])
                if state := _STATES.get(trigger.firing):
                    yield f"ALTER TABLE {qualified(owner.schema, owner.name)} {state} TRIGGER {quote(trigger.name)}"

    def _table_properties(self, table: Table) -> Iterator[str]:
        head, old = f"ALTER TABLE {qualified(table.schema, table.name)}", self.before.table(table.oid)
        for flag, on, off in (("rls_enabled", "ENABLE", "DISABLE"), ("rls_forced", "FORCE", "NO FORCE")):
            was, now = bool(old and getattr(old, flag)), getattr(table, flag)
            if was != now:
                yield f"{head} {on if now else off} ROW LEVEL SECURITY"
        if table.replica_identity != (old.replica_identity if old else "DEFAULT"):
            index = self.catalog.relation(table.replica_index)
            named = f" {quote(index.name)}" if index is not None else ""
            yield f"{head} REPLICA IDENTITY {table.replica_identity}{named}"

    def publications(self) -> Iterator[str]:
        for first in self.before.publications:
            kept = self.catalog.publications.get(first.name)
            if kept is None or kept.origin is not None:
                yield f"DROP PUBLICATION {quote(first.name)}"
        for publication in self.catalog.publications:
            if publication.origin is not None:
                everything = " FOR ALL TABLES" if publication.all_tables else ""
                yield f"CREATE PUBLICATION {quote(publication.name)}{everything}"
            old = self.before.publications.get(publication.name) if publication.origin is None else None
            tables = [self.catalog.relation(oid) for oid in publication.tables if not old or oid not in old.tables]
            named = ", ".join(qualified(table.schema, table.name) for table in tables if table)
            if named:
                yield f"ALTER PUBLICATION {quote(publication.name)} ADD TABLE {named}"
            for schema in publication.schemas:
                if not old or schema not in old.schemas:
                    yield f"ALTER PUBLICATION {quote(publication.name)} ADD TABLES IN SCHEMA {quote(schema)}"

    def event_triggers(self) -> Iterator[str]:
        """Return event triggers: last of all objects, so that they see nothing of this."""
        for trigger in self.new(self.catalog.event_triggers):
            if trigger.origin.kind == "CreateEventTrigStmt":
                words = f"CREATE EVENT TRIGGER {quote(trigger.name)} ON {trigger.event}"
                if trigger.tags:
                    words += " WHEN TAG IN (" + ", ".join(literal(tag) for tag in trigger.tags) + ")"
                routine = self.catalog.routine(trigger.function)
                called = qualified(routine.schema, routine.name) if routine else trigger.function_name
                yield f"{words} EXECUTE FUNCTION {called}()"
                if not trigger.enabled:
                    yield f"ALTER EVENT TRIGGER {quote(trigger.name)} DISABLE"
