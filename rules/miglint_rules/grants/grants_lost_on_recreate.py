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
    """Table or view is recreated without its earlier grants.

    ## Why
    Privileges belong to the object, not to its name: `DROP VIEW` (also by `CASCADE`) removes the grants, and
    `CREATE VIEW` starts with the default privileges, which are empty in Supabase projects since 2026. The page that
    reads the view then fails with permission denied, although the migration doesn't mention privileges.

    The rule compares SELECT, INSERT, UPDATE and DELETE from an earlier `GRANT`. It skips roles that a `GRANT` or
    `REVOKE` on the new object names, grants that a later file repeats, and grants to PUBLIC if each API role has
    the privilege.

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

    ## Fix safety
    Safe: it repeats the grants that earlier migrations wrote for the object of the same name.

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
            f"{now.kind} {now.qualified} is recreated without its grants to {who}: "
            "requests fail with 42501 permission denied.",
            place,
            help=" ".join(grants),
            object=state.catalog.ref(now),
            related=[*_old_grants(now, lost, state), *dropped],
            causes=[place, *dropped],
            remedy=Remedy(grants, safe=True, behind=renamed_at(now, state)),
        )


def _drops(state: State) -> dict[tuple[str, str], list[Table | View]]:
    """Return the tables and views that were dropped, by name, oldest first."""
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
    """Return the privileges granted on the object's last predecessor that are gone now, by role.

    A predecessor without a grant had lost them too: then the one before it counts.
    """
    expected: dict[str, set[str]] = {}
    for old in (row for row in drops if row.oid < now.oid):
        gone = _revoked(old, state)
        expected = _granted(old, state.catalog) or {r: p for r, p in expected.items() if r not in gone}
    named = set(_granted(now, state.catalog)) | _revoked(now, state)
    lost = {role: privileges - _held(now, role, state.catalog) for role, privileges in expected.items()}
    return {role: privileges for role, privileges in lost.items() if privileges and role not in named}


def _held(relation: Table | View, role: str, catalog: Catalog) -> frozenset[str]:
    """Return the privileges of a role on the relation; for PUBLIC those that every API role has."""
    api_roles = [name for name in API if catalog.roles.get(name)] if role == PUBLIC else []
    held = relation.acl.of(catalog.roles_of(role), revoked=True)
    of_each = [relation.acl.of(catalog.roles_of(name), revoked=True) for name in api_roles]
    return held.union(frozenset.intersection(*of_each)) if of_each else held


def _granted(relation: Table | View, catalog: Catalog) -> dict[str, set[str]]:
    """Return the explicit grants on a relation, without its owner's and those to roles that no longer exist."""
    found: dict[str, set[str]] = {}
    for (grantee, privilege), source in relation.acl.entries.items():
        counts = grantee != relation.owner and (grantee == PUBLIC or catalog.roles.get(grantee))
        if counts and source is PrivilegeSource.GRANT and privilege in CRUD:
            found.setdefault(grantee, set()).add(privilege)
    return found


def _revoked(relation: Table | View, state: State) -> set[str]:
    """Return the roles that a REVOKE on the relation names."""
    return {role for c in state.changes_of(relation.oid) if isinstance(c, Revoked) for role in c.roles}


def _created_again(now: Table | View, state: State) -> Place:
    """Return where the object was created again, or renamed to the old name."""
    for change in reversed(state.changes_of(now.oid)):
        if isinstance(change, Renamed) and change.what in ("table", "view", "materialized view", "foreign table"):
            return change.find(now.name)
    return now.place()


def _predecessor_changes(now: Table | View, state: State) -> Iterator[Change]:
    """Yield the changes of the dropped relations that had the object's name."""
    for changes in state.changes.values():
        last = next((c for c in reversed(changes) if isinstance(c, (TableDropped, ViewDropped))), None)
        gone = last.table if isinstance(last, TableDropped) else last.view if last else None
        if gone is not None and (gone.schema, gone.name) == (now.schema, now.name) and gone.oid < now.oid:
            yield from changes


def _dropped_at(now: Table | View, state: State) -> list[Place]:
    drops = [c for c in _predecessor_changes(now, state) if isinstance(c, (TableDropped, ViewDropped))]
    return [change.place("dropped here, together with its grants") for change in drops[-1:]]


def _old_grants(now: Table | View, lost: dict[str, set[str]], state: State) -> list[Place]:
    grants = [
        c for c in _predecessor_changes(now, state) if isinstance(c, Granted) and not set(c.roles).isdisjoint(lost)
    ]
    return [change.place("granted here") for change in grants[-1:]]
