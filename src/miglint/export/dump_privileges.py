"""Owners, privileges, default privileges and role settings as statements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..catalog import PUBLIC, Acl, Catalog, Index, Sequence
from ..catalog.privileges import (
    BUILTIN_ROUTINE,
    BUILTIN_TYPE,
    NOBODY,
    ROUTINE,
    SCHEMA,
    SEQUENCE,
    TABLE,
    TYPE,
)
from ..catalog.target import Target
from ..syntax.quoting import quote_identifier as quote
from ..syntax.quoting import quote_name as qualified
from .ddl_parts import setting
from .spelling import Spelling

_ALL = {"TABLE": TABLE, "SEQUENCE": SEQUENCE, "ROUTINE": ROUTINE, "SCHEMA": SCHEMA, "TYPE": TYPE}
_OF_DEFAULTS = {"tables": TABLE, "sequences": SEQUENCE, "functions": ROUTINE, "schemas": SCHEMA, "types": TYPE}
_OWNER = "postgres"
"""The role that runs the statements."""


class PrivilegeDump:
    """What a replay grants beyond what a fresh project has, given that new objects are granted to nobody."""

    def __init__(self, spelling: Spelling, before: Catalog, target: Target) -> None:
        self.spelling = spelling
        self.catalog = spelling.catalog
        self.before = before
        self.revoked = target.revoked
        self.unheard: frozenset[str] = frozenset() if target.postgres_version >= 17 else frozenset({"MAINTAIN"})
        """Privileges that the replayed server doesn't have, but a later one counts among ALL."""

    # ---- default privileges

    def without_defaults(self) -> Iterator[str]:
        """Take the default privileges of a fresh project away, so that GRANT alone decides in every project."""
        for row in self.before.default_privileges:
            if row.role == _OWNER:
                grantees = sorted({grantee for grantee, _ in row.acl.entries} - {row.role})
                if grantees:
                    named = ", ".join(map(_role, grantees))
                    yield f"{_for_role(row)} REVOKE ALL ON {row.object_type.upper()} FROM {named}"

    def defaults(self) -> Iterator[str]:
        """Set the default privileges that the migrations leave."""
        for row in self.catalog.default_privileges:
            old = self.before.default_privileges.get((row.role, row.schema or "", row.object_type))
            builtin = {"functions": BUILTIN_ROUTINE, "types": BUILTIN_TYPE}.get(row.object_type, NOBODY)
            first = NOBODY if row.schema else builtin
            if old is not None and row.role != _OWNER:
                first = old.acl
            had, has = self._entries(first), self._entries(row.acl)
            for verb, entries in (("REVOKE", had - has), ("GRANT", has - had)):
                for privileges, grantees in _grouped(entries, _OF_DEFAULTS[row.object_type] - self.unheard):
                    direction = "TO" if verb == "GRANT" else "FROM"
                    words = f"{verb} {privileges} ON {row.object_type.upper()} {direction} {grantees}"
                    yield f"{_for_role(row)} {words}"

    def _entries(self, acl: Acl) -> set[tuple[str, str]]:
        return set(acl.effective(self.revoked))

    # ---- objects

    def owners(self) -> Iterator[str]:
        """Give objects to owners other than the role that makes them, where it may."""
        for kind, name, row in self._owned():
            if isinstance(row, Sequence) and (row.identity or row.owned_by is not None):
                continue  # its owner is its table's
            old = self._before(row)
            if row.owner != (old.owner if old is not None else _OWNER) and self._may_give_to(row.owner):
                yield f"ALTER {kind} {name} OWNER TO {quote(row.owner)}"

    def _may_give_to(self, owner: str) -> bool:
        """Return whether the role that runs the statements may make another an owner: as a member of it."""
        return owner in self.catalog.roles_of(_OWNER)

    def _owned(self) -> Iterator[tuple[str, str, Any]]:
        """Whatever has an owner and an access list, with the words that name it in ALTER and GRANT."""
        for relation in self.catalog.relations:
            if self._is_extensions(relation) or relation.persistence == "t" or isinstance(relation, Index):
                continue
            if not getattr(relation, "assumed", False):
                kind = "SEQUENCE" if isinstance(relation, Sequence) else "TABLE"
                yield kind, qualified(relation.schema, relation.name), relation
        for routine in self.catalog.routines:
            if not self._is_extensions(routine):
                types = ", ".join(self.spelling.type_name(type) for type in routine.input_types)
                yield "ROUTINE", f"{qualified(routine.schema, routine.name)}({types})", routine
        for schema in self.catalog.schemas:
            if not self._is_extensions(schema):
                yield "SCHEMA", quote(schema.name), schema
        for type in self.catalog.types:
            if type.origin is not None and type.extension is None:
                yield "TYPE", qualified(type.schema, type.name), type

    def _is_extensions(self, row: Any) -> bool:
        """Return whether an object comes with an extension that the migrations create."""
        return row.extension is not None and self._before(row) is None

    def _before(self, row: Any) -> Any:
        """Return the same object in a fresh project."""
        stores: tuple[Any, ...] = (self.before.relations, self.before.routines, self.before.schemas)
        for store in stores:
            key = row.name if store is stores[2] else row.oid
            found = store.get(key)
            if found is not None and found.oid == row.oid and type(found) is type(row):
                return found
        return None

    def grants(self, of_schemas: bool) -> Iterator[str]:
        """Return privileges that differ from those that the object has from the start, of schemas or of all else."""
        for kind, name, row in self._owned():
            if (kind == "SCHEMA") is not of_schemas:
                continue
            old, acl = self._before(row), row.acl if row.acl is not None else BUILTIN_TYPE
            first = old.acl if old is not None else {"ROUTINE": BUILTIN_ROUTINE, "TYPE": BUILTIN_TYPE}.get(kind, NOBODY)
            yield from self._difference(f"{kind} {name}", kind, first, acl, row.owner)
            before = {c.name: c.acl for c in getattr(old, "columns", ())}
            for column in getattr(row, "columns", ()) if kind == "TABLE" else ():
                entries = self._entries(column.acl) - self._entries(before.get(column.name, NOBODY))
                for grantee, privilege in sorted(entries):
                    yield f"GRANT {privilege} ({quote(column.name)}) ON TABLE {name} TO {_role(grantee)}"

    def _difference(self, words: str, kind: str, first: Acl, acl: Acl, owner: str) -> Iterator[str]:
        had, has = self._entries(first), self._entries(acl)
        for verb, entries in (("REVOKE", had - has), ("GRANT", has - had)):
            direction = "TO" if verb == "GRANT" else "FROM"
            own = {entry for entry in entries if entry[0] == owner}
            for privileges, grantees in _grouped(entries - own, _ALL[kind] - self.unheard):
                yield f"{verb} {privileges} ON {words} {direction} {grantees}"

    # ---- roles

    def role_settings(self) -> Iterator[str]:
        """Return ALTER ROLE ... SET and RESET."""
        for role in self.catalog.roles:
            old = self.before.roles.get(role.name)
            had, has = (dict(e.partition("=")[::2] for e in row.config) if row else {} for row in (old, role))
            for name in had.keys() - has.keys():
                yield f"ALTER ROLE {quote(role.name)} RESET {name}"
            for name, value in has.items():
                if had.get(name) != value:
                    yield f"ALTER ROLE {quote(role.name)} {setting(f'{name}={value}')}"


def _grouped(entries: set[tuple[str, str]], everything: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield privileges and those that have just these, as GRANT and REVOKE list them."""
    by_grantee: dict[str, set[str]] = {}
    for grantee, privilege in sorted(entries):
        by_grantee.setdefault(grantee, set()).add(privilege)
    by_privileges: dict[frozenset[str], list[str]] = {}
    for grantee, privileges in by_grantee.items():
        by_privileges.setdefault(frozenset(privileges), []).append(grantee)
    for privileges_, grantees in by_privileges.items():
        listed = "ALL" if privileges_ == everything else ", ".join(sorted(privileges_))
        yield listed, ", ".join(map(_role, grantees))


def _for_role(row: Any) -> str:
    head = f"ALTER DEFAULT PRIVILEGES FOR ROLE {quote(row.role)}"
    return head + (f" IN SCHEMA {quote(row.schema)}" if row.schema else "")


def _role(name: str) -> str:
    return "PUBLIC" if name == PUBLIC else quote(name)
