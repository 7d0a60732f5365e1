"""Access control lists: the privileges of each role, and the origin of each (PostgreSQL docs, 5.8 Privileges)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from types import MappingProxyType

PUBLIC = "public"
"""PUBLIC as a grantee; the role name is reserved, so that nothing else is called so."""

TABLE = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"})
COLUMN = frozenset({"SELECT", "INSERT", "UPDATE", "REFERENCES"})
SEQUENCE = frozenset({"SELECT", "USAGE", "UPDATE"})
ROUTINE = frozenset({"EXECUTE"})
SCHEMA = frozenset({"USAGE", "CREATE"})
TYPE = frozenset({"USAGE"})


class PrivilegeSource(IntEnum):
    """What granted a privilege. The strongest source is kept, so that one replay answers for both worlds."""

    LEGACY = 0
    """Supabase's default privileges of old; absent where its revoked ones hold."""
    BUILTIN = 1
    """PostgreSQL itself: EXECUTE on routines and USAGE on types, for PUBLIC."""
    PRELUDE = 2
    """What a fresh project grants before the first migration."""
    DEFAULT = 3
    """ALTER DEFAULT PRIVILEGES of a migration."""
    GRANT = 4
    """GRANT of a migration."""


Entry = tuple[str, str]
"""(grantee, privilege)"""


class Acl:
    """An immutable list of privileges: (grantee, privilege) -> PrivilegeSource."""

    __slots__ = ("_held",)

    def __init__(self, entries: Mapping[Entry, PrivilegeSource] | None = None) -> None:
        self._held: dict[Entry, PrivilegeSource] = dict(entries or {})

    @property
    def entries(self) -> Mapping[Entry, PrivilegeSource]:
        """Return the privileges, to be read only."""
        return MappingProxyType(self._held)

    def granted(self, grantees: Iterable[str], privileges: Iterable[str], source: PrivilegeSource) -> Acl:
        """Return the list with these privileges added."""
        names, held = list(grantees), self._held
        added = {
            entry: source
            for privilege in privileges
            for grantee in names
            if held.get(entry := (grantee, privilege), -1) < source
        }
        return Acl(held | added) if added else self

    def revoked(self, grantees: Iterable[str], privileges: Iterable[str]) -> Acl:
        """Return the list without these privileges."""
        names, held = list(grantees), self._held
        gone = {entry for privilege in privileges for grantee in names if (entry := (grantee, privilege)) in held}
        return Acl({entry: source for entry, source in held.items() if entry not in gone}) if gone else self

    def without(self, grantees: Iterable[str]) -> Acl:
        """Return the list without any privilege of these grantees."""
        gone = set(grantees)
        entries = {entry: source for entry, source in self._held.items() if entry[0] not in gone}
        return self if len(entries) == len(self._held) else Acl(entries)

    def merged(self, other: Acl) -> Acl:
        """Return the list with the privileges of another list added."""
        entries = self._held.copy()
        for entry, source in other._held.items():
            entries[entry] = max(entries.get(entry, source), source)
        return Acl(entries)

    def moved(self, old: str, new: str) -> Acl:
        """Return the list with one grantee's privileges moved to another (a renamed role)."""
        if not any(entry[0] == old for entry in self._held):
            return self
        entries: dict[Entry, PrivilegeSource] = {}
        for (grantee, privilege), source in self._held.items():
            entry = (new if grantee == old else grantee, privilege)
            entries[entry] = max(entries.get(entry, source), source)
        return Acl(entries)

    def effective(self, revoked: bool) -> Iterator[Entry]:
        """Return the privileges in force in one of the two worlds: under legacy default privileges or revoked ones."""
        for entry, source in self._held.items():
            if not revoked or source is not PrivilegeSource.LEGACY:
                yield entry

    def of(self, grantees: Iterable[str], revoked: bool) -> frozenset[str]:
        """Return the privileges that any of the grantees holds."""
        names = set(grantees)
        legacy = PrivilegeSource.LEGACY if revoked else None
        return frozenset([p for (g, p), source in self._held.items() if g in names and source is not legacy])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Acl) and self._held == other._held

    def __hash__(self) -> int:
        return hash(frozenset(self._held.items()))

    def __bool__(self) -> bool:
        return bool(self._held)


NOBODY = Acl()

BUILTIN_ROUTINE = Acl({(PUBLIC, "EXECUTE"): PrivilegeSource.BUILTIN})
BUILTIN_TYPE = Acl({(PUBLIC, "USAGE"): PrivilegeSource.BUILTIN})
"""What PostgreSQL grants on new routines and types by itself (acldefault in utils/adt/acl.c)."""
