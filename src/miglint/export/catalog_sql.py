"""The catalog after the last migration as SQL: replayed as a base schema it leads to the same catalog."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..catalog import PUBLIC, Acl, Catalog, Index, Relation, Sequence, Table, View
from ..catalog.privileges import BUILTIN_ROUTINE, BUILTIN_TYPE, NOBODY, ROUTINE, SCHEMA, SEQUENCE, TABLE, TYPE
from ..syntax.quoting import quote_identifier as quote
from ..syntax.quoting import quote_literal as literal
from ..syntax.quoting import quote_name as qualified
from . import ddl
from .replayed import Replayed

_ALL = {"TABLE": TABLE, "SEQUENCE": SEQUENCE, "ROUTINE": ROUTINE, "SCHEMA": SCHEMA, "TYPE": TYPE}


def render(replay: Replayed) -> str:
    """Return statements in the order in which they can run, each with its semicolon."""
    head = ["SET check_function_bodies = off"]
    return "".join(f"{statement};\n" for statement in [*head, *Dump(replay).statements()])


class Dump:
    """One dump: the catalog, and what a fresh project already has."""

    def __init__(self, replay: Replayed) -> None:
        self.catalog = replay.catalog
        self.before: Catalog = replay.start
        self.revoked = replay.target.revoked

    def statements(self) -> Iterator[str]:
        yield from self.containers()
        yield from self.relations_and_routines()
        yield from self.parts()
        yield from self.publications()
        yield from self.owners()
        yield from self.grants()
        yield from self.default_privileges()
        yield from self.comments()

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

    def containers(self) -> Iterator[str]:
        """Return roles, schemas, extensions and types."""
        for role in self.new(self.catalog.roles):
            yield " ".join(["CREATE ROLE", quote(role.name), *sorted(role.attributes)])
        for role in self.catalog.roles:
            old = self.before.roles.get(role.name)
            for group in sorted(role.member_of - (old.member_of if old else frozenset())):
                yield f"GRANT {quote(group)} TO {quote(role.name)}"
        for schema in self.new(self.catalog.schemas):
            yield f"CREATE SCHEMA IF NOT EXISTS {quote(schema.name)}"
        for extension in self.new(self.catalog.extensions):
            yield f"CREATE EXTENSION IF NOT EXISTS {quote(extension.name)} SCHEMA {quote(extension.schema)} CASCADE"
        for type in self.new(self.catalog.types):
            yield from filter(None, [ddl.type_(self.catalog, type)])

    def relations_and_routines(self) -> Iterator[str]:
        """Return sequences, tables, then views and routines in the order in which they were made, then defaults."""
        relations = self.new(self.catalog.relations)
        sequences = [r for r in relations if isinstance(r, Sequence) and not r.identity]
        tables = [r for r in relations if isinstance(r, Table)]
        for sequence in sequences:
            yield f"CREATE SEQUENCE {qualified(sequence.schema, sequence.name)}"
        for table in tables:
            yield ddl.table(self.catalog, table)
        rest = [r for r in relations if isinstance(r, View)] + self.new(self.catalog.routines)
        for row in sorted(rest, key=lambda row: row.oid):
            if isinstance(row, View):
                yield ddl.view(self.catalog, row)
            else:
                yield from filter(None, [ddl.routine(self.catalog, row)])
        for table in self.catalog.tables():
            yield from self._columns(table)
        for sequence in sequences:
            owner = self.catalog.table(sequence.owned_by.oid) if sequence.owned_by else None
            column = owner.column(sequence.owned_by.attnum) if owner and sequence.owned_by else None
            if owner and column:
                owned = f"{qualified(owner.schema, owner.name)}.{quote(column.name)}"
                yield f"ALTER SEQUENCE {qualified(sequence.schema, sequence.name)} OWNED BY {owned}"

    def _columns(self, table: Table) -> Iterator[str]:
        """Return columns that the migrations added to tables that they did not create, and all defaults."""
        if table.extension or table.persistence == "t":
            return
        head = f"ALTER TABLE {qualified(table.schema, table.name)}"
        for column in table.columns:
            if (table.origin is None or table.assumed) and column.origin is not None:
                yield f"{head} ADD COLUMN {ddl.column(self.catalog, table, column)}"
            if column.origin is not None and column.default and not column.generated and not column.identity:
                text = ddl.expression(column.default)
                yield f"{head} ALTER COLUMN {quote(column.name)} SET DEFAULT {text}"

    def parts(self) -> Iterator[str]:
        """Return keys, checks, indexes, foreign keys, row security, policies and triggers."""
        constraints = [c for c in self.new(self.catalog.constraints) if c.relation and not c.parent]
        last = []
        for constraint in constraints:
            table = self.catalog.table(constraint.relation)
            if table is None or constraint.inherited:
                continue
            statement = ddl.constraint(self.catalog, table, constraint)
            if statement and constraint.kind == "foreign key":
                last.append(statement)
            elif statement:
                yield statement
        for index in self.new(self.catalog.indexes()):
            if index.constraint is None and index.parent is None:
                yield from filter(None, [ddl.index(self.catalog, index)])
        yield from last
        for table in self.catalog.tables():
            old = self.before.table(table.oid)
            for flag, words in (("rls_enabled", "ENABLE"), ("rls_forced", "FORCE")):
                if getattr(table, flag) and not (old and getattr(old, flag)) and not table.extension:
                    yield f"ALTER TABLE {qualified(table.schema, table.name)} {words} ROW LEVEL SECURITY"
        for policy in self.new(self.catalog.policies):
            yield from filter(None, [ddl.policy(self.catalog, policy)])
        for trigger in self.new(self.catalog.triggers):
            if trigger.parent is None:
                yield from filter(None, [ddl.trigger(self.catalog, trigger)])

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

    def owners(self) -> Iterator[str]:
        for kind, name, row in self._owned():
            if isinstance(row, Sequence) and row.identity:
                continue  # its owner is its table's
            old = self._before(row)
            if row.owner != (old.owner if old is not None else "postgres"):
                yield f"ALTER {kind} {name} OWNER TO {quote(row.owner)}"

    def _owned(self) -> Iterator[tuple[str, str, Any]]:
        """Whatever has an owner and an access list, with the words that name it in ALTER and GRANT."""
        for relation in self.catalog.relations:
            if relation.extension or relation.persistence == "t" or isinstance(relation, Index):
                continue
            if not getattr(relation, "assumed", False):
                kind = "SEQUENCE" if isinstance(relation, Sequence) else "TABLE"
                yield kind, qualified(relation.schema, relation.name), relation
        for routine in self.new(self.catalog.routines):
            types = ", ".join(ddl.type_name(self.catalog, type) for type in routine.input_types)
            yield "ROUTINE", f"{qualified(routine.schema, routine.name)}({types})", routine
        for schema in self.catalog.schemas:
            if not schema.extension:
                yield "SCHEMA", quote(schema.name), schema
        for type in self.new(self.catalog.types):
            yield "TYPE", qualified(type.schema, type.name), type

    def _before(self, row: Any) -> Any:
        """Return the same object in a fresh project."""
        if row.origin is not None:
            return None
        stores: tuple[Any, ...] = (self.before.relations, self.before.schemas)
        return stores[0].get(row.oid) if isinstance(row, Relation) else stores[1].get(row.name)

    def grants(self) -> Iterator[str]:
        """Return privileges that differ from those that the object has from the start."""
        for kind, name, row in self._owned():
            old, acl = self._before(row), row.acl if row.acl is not None else BUILTIN_TYPE
            first = old.acl if old is not None else self._initial(kind, row)
            yield from self._difference(f"{kind} {name}", kind, first, acl, row.owner)
            for column in getattr(row, "columns", ()) if kind == "TABLE" else ():
                for grantee, privilege in sorted(column.acl.effective(self.revoked)):
                    yield f"GRANT {privilege} ({quote(column.name)}) ON TABLE {name} TO {_role(grantee)}"

    def _initial(self, kind: str, row: Any) -> Acl:
        """Return the privileges of a new object in a fresh project."""
        object_type = {"TABLE": "tables", "SEQUENCE": "sequences", "ROUTINE": "functions"}.get(kind)
        own = self.before.default_privileges.get(("postgres", getattr(row, "schema", ""), object_type or ""))
        builtin = {"ROUTINE": BUILTIN_ROUTINE, "TYPE": BUILTIN_TYPE}.get(kind, NOBODY)
        return builtin.merged(own.acl) if own else builtin

    def _difference(self, words: str, kind: str, first: Acl, acl: Acl, owner: str) -> Iterator[str]:
        had, has = set(first.effective(self.revoked)), set(acl.effective(self.revoked))
        for verb, entries in (("REVOKE", had - has), ("GRANT", has - had)):
            for grantee in sorted({grantee for grantee, _ in entries if grantee != owner}):
                privileges = sorted(privilege for other, privilege in entries if other == grantee)
                listed = "ALL" if set(privileges) == _ALL[kind] else ", ".join(privileges)
                direction = "TO" if verb == "GRANT" else "FROM"
                yield f"{verb} {listed} ON {words} {direction} {_role(grantee)}"

    def default_privileges(self) -> Iterator[str]:
        for row in self.catalog.default_privileges:
            old = self.before.default_privileges.get((row.role, row.schema or "", row.object_type))
            builtin = {"functions": BUILTIN_ROUTINE, "types": BUILTIN_TYPE}.get(row.object_type, NOBODY)
            first = old.acl if old else NOBODY if row.schema else builtin
            head = f"ALTER DEFAULT PRIVILEGES FOR ROLE {quote(row.role)}"
            head += f" IN SCHEMA {quote(row.schema)}" if row.schema else ""
            for verb, entries in (
                ("REVOKE", first.entries.keys() - row.acl.entries.keys()),
                ("GRANT", row.acl.entries.keys() - first.entries.keys()),
            ):
                for grantee, privilege in sorted(entries):
                    direction = "TO" if verb == "GRANT" else "FROM"
                    yield f"{head} {verb} {privilege} ON {row.object_type.upper()} {direction} {_role(grantee)}"

    def comments(self) -> Iterator[str]:
        """Return comments of relations and columns; those of parts have no name of their own in one word."""
        for comment in self.catalog.comments:
            relation = self.catalog.relation(comment.oid)
            if comment.statement is None or relation is None or getattr(relation, "assumed", False):
                continue
            name, kind = qualified(relation.schema, relation.name), comment.kind.upper()
            if comment.attnum and isinstance(relation, (Table, View)):
                column = relation.column(comment.attnum)
                if column is None:
                    continue
                name, kind = f"{name}.{quote(column.name)}", "COLUMN"
            elif comment.attnum:
                continue
            elif kind == "PARTITIONED TABLE":
                kind = "TABLE"
            yield f"COMMENT ON {kind} {name} IS {literal(comment.comment)}"
        for schema in self.catalog.schemas:
            found = self.catalog.comments.get(("schema", schema.oid, 0))
            if found is not None and not schema.extension:
                yield f"COMMENT ON SCHEMA {quote(schema.name)} IS {literal(found.comment)}"
        for extension in self.new(self.catalog.extensions):
            found = self.catalog.comments.get(("extension", extension.oid, 0))
            if found is not None:
                yield f"COMMENT ON EXTENSION {quote(extension.name)} IS {literal(found.comment)}"
        for routine in self.new(self.catalog.routines):
            found = self.catalog.comments.get((routine.kind, routine.oid, 0))
            if found is not None:
                types = ", ".join(ddl.type_name(self.catalog, type) for type in routine.input_types)
                name = f"{qualified(routine.schema, routine.name)}({types})"
                yield f"COMMENT ON {routine.kind.upper()} {name} IS {literal(found.comment)}"
        yield from self._comments_on_parts()

    def _comments_on_parts(self) -> Iterator[str]:
        catalog = self.catalog
        parts: tuple[tuple[str, Any], ...] = (
            ("policy", catalog.policies),
            ("trigger", catalog.triggers),
            ("constraint", catalog.constraints),
        )
        for kind, store in parts:
            for row in self.new(store):
                found = catalog.comments.get((kind, row.oid, 0))
                table = catalog.relation(row.relation)
                if found is not None and table is not None:
                    on = qualified(table.schema, table.name)
                    yield f"COMMENT ON {kind.upper()} {quote(row.name)} ON {on} IS {literal(found.comment)}"
        for type in self.new(catalog.types):
            kind = "domain" if type.kind == "domain" else "type"
            if (found := catalog.comments.get((kind, type.oid, 0))) is not None:
                name = qualified(type.schema, type.name)
                yield f"COMMENT ON {kind.upper()} {name} IS {literal(found.comment)}"


def _role(name: str) -> str:
    return "PUBLIC" if name == PUBLIC else quote(name)
