"""Access control lists: who may do what, and how each privilege came (PostgreSQL docs, 5.8 Privileges)."""

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


class Origin(IntEnum):
    """How a privilege came. The strongest claim is kept, so that one replay answers for both worlds:
    what only LEGACY default privileges gave is absent where Supabase's revoked ones hold."""

    LEGACY = 0
    BUILTIN = 1
    PRELUDE = 2
    DEFAULT = 3
    GRANT = 4


Entry = tuple[str, str]
"""(grantee, privilege)"""


class Acl:
    """An immutable list of privileges: (grantee, privilege) -> Origin."""

    __slots__ = ("entries",)

    def __init__(self, entries: Mapping[Entry, Origin] | None = None) -> None:
        self.entries: Mapping[Entry, Origin] = MappingProxyType(dict(entries or {}))

    def granted(self, grantees: Iterable[str], privileges: Iterable[str], origin: Origin) -> Acl:
        """With these privileges added."""
        names = list(grantees)
        added = {(grantee, privilege): origin for privilege in privileges for grantee in names}
        if all(self.entries.get(entry, -1) >= origin for entry in added):
            return self
        return self.merged(Acl(added))

    def revoked(self, grantees: Iterable[str], privileges: Iterable[str]) -> Acl:
        """Without these privileges."""
        gone = {(g, p) for p in list(privileges) for g in list(grantees)}
        if gone.isdisjoint(self.entries):
            return self
        return Acl({entry: origin for entry, origin in self.entries.items() if entry not in gone})

    def without(self, grantees: Iterable[str]) -> Acl:
        """Without any privilege of these grantees."""
        gone = set(grantees)
        entries = {entry: origin for entry, origin in self.entries.items() if entry[0] not in gone}
        return self if len(entries) == len(self.entries) else Acl(entries)

    def merged(self, other: Acl) -> Acl:
        """With the privileges of another list added."""
        entries = dict(self.entries)
        for entry, origin in other.entries.items():
            entries[entry] = max(entries.get(entry, origin), origin)
        return Acl(entries)

    def moved(self, old: str, new: str) -> Acl:
        """With one grantee's privileges given to another (a renamed role)."""
        if not any(entry[0] == old for entry in self.entries):
            return self
        entries: dict[Entry, Origin] = {}
        for (grantee, privilege), origin in self.entries.items():
            entry = (new if grantee == old else grantee, privilege)
            entries[entry] = max(entries.get(entry, origin), origin)
        return Acl(entries)

    def effective(self, revoked: bool) -> Iterator[Entry]:
        """The privileges in force in one of the two worlds: under legacy default privileges or revoked ones."""
        for entry, origin in self.entries.items():
            if not revoked or origin is not Origin.LEGACY:
                yield entry

    def of(self, grantees: Iterable[str], revoked: bool) -> frozenset[str]:
        """The privileges that any of the grantees holds."""
        names = set(grantees)
        legacy = Origin.LEGACY if revoked else None
        return frozenset([p for (g, p), origin in self.entries.items() if g in names and origin is not legacy])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Acl) and dict(self.entries) == dict(other.entries)

    def __hash__(self) -> int:
        return hash(frozenset(self.entries.items()))

    def __bool__(self) -> bool:
        return bool(self.entries)


NOBODY = Acl()
