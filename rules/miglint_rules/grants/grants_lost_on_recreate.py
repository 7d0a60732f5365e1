"""grants-lost-on-recreate."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    PUBLIC,
    Catalog,
    Change,
    Finding,
    Granted,
    Kind,
    Place,
    PrivilegeSource,
    Remedy,
    Renamed,
    Revoked,
    Rule,
    Severity,
    State,
    Table,
    TableDropped,
    View,
    ViewDropped,
    joined,
    renamed_at,
)

from ._grants import CRUD, grant

API = ("anon", "authenticated", "service_role")


class GrantsLostOnRecreate(Rule):
    """A table or view is dropped and created again without the grants it had.

    ## Why
    Privileges belong to the object, not to its name: `DROP VIEW` (also by `CASCADE`) takes the grants with it, and
    `CREATE VIEW` starts with the default privileges, which are empty in a Supabase project since 2026. The screen that
    reads the view then fails with permission denied, though no line of the migration speaks of rights.

    Judged are SELECT, INSERT, UPDATE and DELETE that a `GRANT` gave before. A role that gets a `GRANT` on the new
    object, or a `REVOKE`, was thought of, and nothing is said; nor where a later file gives the grants back, or where
    the roles of the API get what PUBLIC had.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text);
    CREATE VIEW contact_names AS SELECT name FROM contacts;
    GRANT SELECT ON contact_names TO authenticated;
    DROP VIEW contact_names;
    CREATE VIEW contact_names AS SELECT id, name FROM contacts;
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text);
    CREATE VIEW contact_names AS SELECT name FROM contacts;
    GRANT SELECT ON contact_names TO authenticated;
    DROP VIEW contact_names;
    CREATE VIEW contact_names AS SELECT id, name FROM contacts;
    GRANT SELECT ON contact_names TO authenticated;
    ```

    ## References
    - https://www.postgresql.org/docs/current/ddl-priv.html
    """

    kind = Kind.DEBT
    severity = Severity.ERROR
    sources = ("constitution:grants-lost-on-recreate",)

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for name, drops in _drops(state).items():
            now = state.catalog.named(*name)
            if not isinstance(now, (Table, View)) or now.extension or not state.catalog.knows("grants", now):
                continue
            lost = _lost(now, drops, state)
            if lost and (place := _created_again(now, state)):
                yield self._finding(now, place, lost, state)

    def _finding(self, now: Table | View, place: Place, lost: dict[str, set[str]], state: State) -> Finding:
        groups: dict[frozenset[str], list[str]] = {}
        for role in sorted(lost):
            groups.setdefault(frozenset(lost[role]), []).append(role)
        who = joined("PUBLIC" if role == PUBLIC else role for role in sorted(lost))
        dropped = _dropped_at(now, state)
        grants = tuple(grant(now, privileges, roles) for privileges, roles in groups.items())
        return self.finding(
            f"{now.kind} {now.qualified} is created again, but what {who} had been granted went with the old one.",
            place,
            help=" ".join(grants),
            object=state.catalog.ref(now),
            related=[*_old_grants(now, lost, state), *dropped],
            causes=[place, *dropped],
            remedy=Remedy(grants, safe=True, behind=renamed_at(now, state)),
        )


def _drops(state: State) -> dict[tuple[str, str], list[Table | View]]:
    """The tables and views that were dropped, by name, oldest first."""
    found: dict[tuple[str, str], list[Table | View]] = {}
    for changes in state.changes.values():
        for change in changes:
            match change:
                case TableDropped(table=gone) | ViewDropped(view=gone) if gone.persistence != "t":
                    found.setdefault((gone.schema, gone.name), []).append(gone)
    for rows in found.values():
        rows.sort(key=lambda row: row.oid)
    return found


def _lost(now: Table | View, drops: list[Table | View], state: State) -> dict[str, set[str]]:
    """What was granted in so many words on the object's last forerunner and is held no more, by role.

    A forerunner without any grant of its own had lost them too: then the one before it counts.
    """
    expected: dict[str, set[str]] = {}
    for old in (row for row in drops if row.oid < now.oid):
        gone = _revoked(old, state)
        expected = _granted(old, state.catalog) or {r: p for r, p in expected.items() if r not in gone}
    named = set(_granted(now, state.catalog)) | _revoked(now, state)
    lost = {role: privileges - _held(now, role, state.catalog) for role, privileges in expected.items()}
    return {role: privileges for role, privileges in lost.items() if privileges and role not in named}


def _held(relation: Table | View, role: str, catalog: Catalog) -> frozenset[str]:
    """What a role may do with the relation; PUBLIC what each of the API's roles may."""
    everybody = [name for name in API if catalog.roles.get(name)] if role == PUBLIC else []
    held = relation.acl.of(catalog.roles_of(role), revoked=True)
    by_each = [relation.acl.of(catalog.roles_of(name), revoked=True) for name in everybody]
    return held.union(frozenset.intersection(*by_each)) if by_each else held


def _granted(relation: Table | View, catalog: Catalog) -> dict[str, set[str]]:
    """The explicit grants on a relation, its owner's and those of roles that are gone left out."""
    found: dict[str, set[str]] = {}
    for (grantee, privilege), source in relation.acl.entries.items():
        lives = grantee != relation.owner and (grantee == PUBLIC or catalog.roles.get(grantee))
        if lives and source is PrivilegeSource.GRANT and privilege in CRUD:
            found.setdefault(grantee, set()).add(privilege)
    return found


def _revoked(relation: Table | View, state: State) -> set[str]:
    """The roles that a REVOKE on the relation names."""
    return {role for c in state.changes_of(relation.oid) if isinstance(c, Revoked) for role in c.roles}


def _created_again(now: Table | View, state: State) -> Place:
    """The re-CREATE, or the RENAME that gave the object the old name."""
    for change in reversed(state.changes_of(now.oid)):
        if isinstance(change, Renamed) and change.what in ("table", "view", "materialized view", "foreign table"):
            return change.find(now.name)
    return now.place()


def _forerunners(now: Table | View, state: State) -> Iterator[Change]:
    """Everything that happened to the dropped relations of the object's name."""
    for changes in state.changes.values():
        last = next((c for c in reversed(changes) if isinstance(c, (TableDropped, ViewDropped))), None)
        gone = last.table if isinstance(last, TableDropped) else last.view if last else None
        if gone is not None and (gone.schema, gone.name) == (now.schema, now.name) and gone.oid < now.oid:
            yield from changes


def _dropped_at(now: Table | View, state: State) -> list[Place]:
    drops = [c for c in _forerunners(now, state) if isinstance(c, (TableDropped, ViewDropped))]
    return [change.place("dropped here, and its grants with it") for change in drops[-1:]]


def _old_grants(now: Table | View, lost: dict[str, set[str]], state: State) -> list[Place]:
    grants = [c for c in _forerunners(now, state) if isinstance(c, Granted) and not set(c.roles).isdisjoint(lost)]
    return [change.place("granted here") for change in grants[-1:]]
