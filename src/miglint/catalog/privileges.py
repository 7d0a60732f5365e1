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

NO_ENTRIES: frozenset[Entry] = frozenset()
NOT_GIVEN: frozenset[tuple[str, Entry]] = frozenset()


class Acl:
    """An immutable list of privileges: (grantee, privilege) -> PrivilegeSource."""

    __slots__ = ("_given", "_grantable", "_held")

    def __init__(
        self,
        entries: Mapping[Entry, PrivilegeSource] | None = None,
        grantable: frozenset[Entry] = NO_ENTRIES,
        given: frozenset[tuple[str, Entry]] = NOT_GIVEN,
    ) -> None:
        self._held: dict[Entry, PrivilegeSource] = dict(entries or {})
        self._grantable = grantable
        """The privileges with a grant option."""
        self._given = given
        """(grantor, entry) of those that only another role than the owner granted."""

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
        return Acl(held | added, self._grantable, self._given) if added else self

    def regranted(self, entries: frozenset[Entry], with_option: bool, grantor: str | None, before: Acl) -> Acl:
        """Return the list, in which these were just granted, with their grant options and their grantor: None is the
        owner. What the owner granted `before` stays the owner's."""
        if grantor is None and not with_option and not self._given:
            return self
        grantable = self._grantable | entries if with_option else self._grantable
        if grantor is None:
            given = frozenset([g for g in self._given if g[1] not in entries])
        else:
            given = self._given | {(grantor, entry) for entry in entries if entry not in before._held}
        same = grantable == self._grantable and given == self._given
        return self if same else Acl(self._held, grantable, given)

    def grantor(self, roles: Iterable[str], privilege: str) -> str | None:
        """Return which of some roles has the grant option of a privilege."""
        return next((role for role in sorted(roles) if (role, privilege) in self._grantable), None)

    def given_by(self, grantees: Iterable[str], privileges: Iterable[str]) -> frozenset[Entry]:
        """Return what grantees passed on of some privileges, and what was passed on from there."""
        wanted, found = frozenset(privileges), set(grantees)
        passed: set[Entry] = set()
        while self._given:
            more = {e for grantor, e in self._given if grantor in found and e[1] in wanted and e not in passed}
            if not more:
                break
            passed |= more
            found |= {grantee for grantee, _ in more}
        return frozenset(passed)

    def without_options(self, grantees: Iterable[str], privileges: Iterable[str]) -> Acl:
        """Return the list without the grant options of these privileges."""
        names, wanted = set(grantees), set(privileges)
        kept = frozenset([e for e in self._grantable if e[0] not in names or e[1] not in wanted])
        return self if len(kept) == len(self._grantable) else Acl(self._held, kept, self._given)

    def _kept(self, entries: dict[Entry, PrivilegeSource]) -> Acl:
        """Return a list of some of these privileges."""
        if not self._grantable and not self._given:
            return Acl(entries)
        given = frozenset([g for g in self._given if g[1] in entries])
        return Acl(entries, frozenset([e for e in self._grantable if e in entries]), given)

    def revoked(self, grantees: Iterable[str], privileges: Iterable[str]) -> Acl:
        """Return the list without these privileges."""
        names, held = list(grantees), self._held
        gone = {entry for privilege in privileges for grantee in names if (entry := (grantee, privilege)) in held}
        return self._kept({entry: source for entry, source in held.items() if entry not in gone}) if gone else self

    def without(self, grantees: Iterable[str]) -> Acl:
        """Return the list without any privilege of these grantees."""
        gone = set(grantees)
        entries = {entry: source for entry, source in self._held.items() if entry[0] not in gone}
        return self if len(entries) == len(self._held) else self._kept(entries)

    def merged(self, other: Acl) -> Acl:
        """Return the list with the privileges of another list added."""
        entries = self._held.copy()
        for entry, source in other._held.items():
            entries[entry] = max(entries.get(entry, source), source)
        return Acl(entries, self._grantable, self._given)

    def moved(self, old: str, new: str) -> Acl:
        """Return the list with one grantee's privileges moved to another (a renamed role)."""
        if not any(entry[0] == old for entry in self._held):
            return self
        entries: dict[Entry, PrivilegeSource] = {}
        for (grantee, privilege), source in self._held.items():
            entry = (new if grantee == old else grantee, privilege)
            entries[entry] = max(entries.get(entry, source), source)

        def name(role: str) -> str:
            return new if role == old else role

        grantable = frozenset([(name(g), p) for g, p in self._grantable])
        return Acl(entries, grantable, frozenset([(name(by), (name(g), p)) for by, (g, p) in self._given]))

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
        if not isinstance(other, Acl) or self._held != other._held:
            return False
        return self._grantable == other._grantable and self._given == other._given

    def __hash__(self) -> int:
        return hash(frozenset(self._held.items()))

    def __bool__(self) -> bool:
        return bool(self._held)


NOBODY = Acl()

BUILTIN_ROUTINE = Acl({(PUBLIC, "EXECUTE"): PrivilegeSource.BUILTIN})
BUILTIN_TYPE = Acl({(PUBLIC, "USAGE"): PrivilegeSource.BUILTIN})
"""What PostgreSQL grants on new routines and types by itself (acldefault in utils/adt/acl.c)."""
