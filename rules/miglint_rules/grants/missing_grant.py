"""missing-grant."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    Catalog,
    Change,
    Finding,
    Granted,
    Kind,
    Place,
    Policy,
    PolicyAltered,
    PolicyCreated,
    Remedy,
    Revoked,
    Rule,
    Severity,
    State,
    Table,
    View,
    exposed_relations,
    joined,
    option,
    renamed_at,
)

from ._grants import CRUD, grant, in_order

SERVICE = "service_role"


class MissingGrant(Rule):
    """API role lacks privileges on an exposed table or view.

    ## Why
    A request needs two permissions: a privilege (`GRANT`) and, with row-level security, a policy. Until 2026
    Supabase granted everything on new tables by default. It no longer does, so a table without a `GRANT` works in
    an old project and fails with `42501 permission denied` in a new one, in a branch, and after `db reset`.

    The rule reports a table if the role has none of SELECT, INSERT, UPDATE and DELETE, or if a permissive policy
    allows what no privilege does. It reports a view or materialized view if the role lacks SELECT. The migrations'
    `GRANT` and `ALTER DEFAULT PRIVILEGES` count, also to PUBLIC or on single columns. It skips tables with
    row-level security and no permissive policy for the role, which are closed on purpose, and partitions, which are
    used through their parent.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "read contacts" ON contacts FOR SELECT TO authenticated USING (true);
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "read contacts" ON contacts FOR SELECT TO authenticated USING (true);
    GRANT SELECT ON contacts TO authenticated;
    ```

    ## Fix safety
    Safe on a table with row-level security if the policies already allow what the GRANT adds. Otherwise unsafe: the
    GRANT opens rows that were closed.

    ## References
    - https://supabase.com/docs/guides/api/securing-your-api
    - https://www.postgresql.org/docs/current/ddl-priv.html
    """

    kind = Kind.DEBT
    severity = Severity.ERROR
    reported_by = ("grants-lost-on-recreate",)
    sources = ("constitution:missing-grant",)

    roles: tuple[str, ...] = option(
        ("authenticated",), "The API roles that need privileges on exposed tables and views."
    )

    def check_catalog(self, state: State) -> Iterator[Finding]:
        catalog = state.catalog
        roles = [role for role in self.roles if catalog.roles.get(role)]
        for relation in exposed_relations(state):
            if relation.persistence == "t" or getattr(relation, "is_partition", False):
                continue
            lacking = {role: privileges for role in roles if (privileges := _lacking(catalog, relation, role))}
            if lacking and all(
                catalog.knows(aspect, relation) for aspect in ("grants", "policies", "rls", "existence")
            ):
                yield from self._findings(relation, lacking, state)

    def _findings(self, relation: Table | View, lacking: dict[str, frozenset[str]], state: State) -> Iterator[Finding]:
        place, causes, related = _places(relation, lacking, state)
        groups: dict[frozenset[str], list[str]] = {}
        for role, privileges in lacking.items():
            groups.setdefault(privileges, []).append(role)
        grants = tuple(grant(relation, privileges, roles) for privileges, roles in groups.items())
        message = " ".join(_sentence(relation, privileges, roles, state) for privileges, roles in groups.items())
        yield self.finding(
            message + _remarks(relation, lacking, state),
            place,
            help=" ".join(grants),
            object=state.catalog.ref(relation),
            related=related,
            causes=sorted(causes, key=lambda cause: not _same(cause, place)),
            remedy=Remedy(grants, safe=_is_meant(relation, lacking, state.catalog), behind=renamed_at(relation, state)),
        )


def _lacking(catalog: Catalog, relation: Table | View, role: str) -> frozenset[str]:
    """Return the privileges that a role needs but lacks where default privileges are revoked."""
    roles = catalog.roles_of(role)
    row = catalog.roles.get(role)
    if relation.owner in roles or (row and "SUPERUSER" in row.attributes):
        return frozenset()
    held = catalog.privileges(relation, role, revoked=True) | catalog.column_privileges(relation, role, revoked=True)
    if isinstance(relation, View):
        return frozenset({"SELECT"}) - held
    needed = {p for policy in _policies(catalog, relation, roles) for p in _allows(policy)}
    if needed:
        return frozenset(needed - held)
    closed = relation.rls_enabled
    return frozenset() if closed or held & set(CRUD) else frozenset(CRUD)


def _is_meant(relation: Table | View, lacking: dict[str, frozenset[str]], catalog: Catalog) -> bool:
    """Return whether enabled policies already allow each role what it lacks, so that a GRANT opens nothing else."""
    if isinstance(relation, View) or not relation.rls_enabled:
        return False
    return all(
        wanted <= {p for policy in _policies(catalog, relation, catalog.roles_of(role)) for p in _allows(policy)}
        for role, wanted in lacking.items()
    )


def _policies(catalog: Catalog, table: Table | View, roles: frozenset[str]) -> Iterator[Policy]:
    """Return the permissive policies that apply to any of the roles."""
    return (p for p in catalog.policies_of(table.oid) if p.permissive and not roles.isdisjoint(p.roles))


def _allows(policy: Policy) -> tuple[str, ...]:
    return CRUD if policy.command == "ALL" else (policy.command,)


def _places(
    relation: Table | View, lacking: dict[str, frozenset[str]], state: State
) -> tuple[Place, list[Place], list[Place]]:
    """Return the primary place, all places that together cause the finding, and the related ones.

    The primary place is the CREATE (or the move into the schema) if the role has no privilege at all, else the policy
    that needs more; in both cases a later REVOKE replaces it.
    """
    catalog = state.catalog
    roles = frozenset().union(*(catalog.roles_of(role) for role in lacking))
    wanted = frozenset().union(*lacking.values())
    held = any(
        catalog.privileges(relation, role, True) & set(CRUD) or catalog.column_privileges(relation, role, True)
        for role in lacking
    )
    allowing = {p.oid: p for p in _policies(catalog, relation, roles) if wanted.intersection(_allows(p))}
    primary = relation.place()
    causes = [relation.place("created here")]
    related: list[Place] = []
    entries = {entry for entry in _granted_at_first(relation, state) if entry[0] in roles}
    for change in state.changes_of(relation.oid):
        match change:
            case PolicyCreated(policy=policy) | PolicyAltered(after=policy) if policy.oid in allowing:
                command = "everything" if policy.command == "ALL" else policy.command
                place = change.statement.find(policy.name, f'policy "{policy.name}" allows {command}', after="policy")
                related.append(place)
                if held:
                    primary = place
            case Granted():
                who = roles.intersection(change.roles)
                entries |= {(r, p, c) for r in who for p in change.privileges for c in change.columns or (0,)}
                continue
            case Revoked():
                gone = {e for e in entries if e[0] in change.roles and e[1] in change.privileges}
                gone = {e for e in gone if not change.columns or e[2] in change.columns}
                entries -= gone
                if not any(p in wanted for _, p, _ in gone):
                    continue
                taken_from = next(role for role in change.roles if role in roles)
                primary = place = change.statement.find(taken_from, after="from")
            case Change() if change.statement.kind == "AlterObjectSchemaStmt":
                primary = place = change.place()
            case _:
                continue
        causes.append(place)
    return primary, causes, [p for p in (causes[0], *related) if not _same(p, primary)]


def _same(one: Place, other: Place) -> bool:
    return one.migration is other.migration and one.span == other.span


def _granted_at_first(relation: Table | View, state: State) -> set[tuple[str, str, int]]:
    """Return what default privileges granted when the relation was created, with Supabase's old defaults too."""
    for change in state.changes_of(relation.oid):
        made = change.subject
        if change.effect == "made" and isinstance(made, (Table, View)):
            return {(grantee, privilege, 0) for grantee, privilege in made.acl.effective(revoked=False)}
    return set()


def _sentence(relation: Table | View, privileges: frozenset[str], roles: list[str], state: State) -> str:
    """Return the sentence that says which role lacks which privilege."""
    catalog = state.catalog
    lack = f"{joined(roles)} {'has' if len(roles) == 1 else 'have'} no {joined(in_order(privileges), 'or')}"
    defect = f"{lack} on {relation.qualified}"
    if isinstance(relation, View):
        return f"{defect}: requests fail with 42501 permission denied."
    every = frozenset().union(*(catalog.roles_of(role) for role in roles))
    allowing = [p.name for p in _policies(catalog, relation, every) if privileges.intersection(_allows(p))]
    if not allowing:
        return f"{defect}: requests fail with 42501 permission denied."
    allow = f'policy "{allowing[0]}" allows' if len(allowing) == 1 else f"{len(allowing)} policies allow"
    return f"{defect}, though {allow} it: requests fail with 42501 permission denied."


def _remarks(relation: Table | View, lacking: dict[str, frozenset[str]], state: State) -> str:
    """Return the sentences on where it works nevertheless, and on service_role."""
    catalog, text = state.catalog, ""
    legacy = state.target.default_privileges == "legacy"
    if legacy and all(wanted <= catalog.privileges(relation, role, revoked=False) for role, wanted in lacking.items()):
        text = " It works only in projects with Supabase's old default privileges."
    wanted = frozenset().union(*lacking.values())
    if SERVICE not in lacking and catalog.roles.get(SERVICE):
        missing = wanted - catalog.privileges(relation, SERVICE, revoked=True)
        if missing:
            what = "it" if missing == wanted else joined(in_order(missing))
            text += f" {SERVICE} lacks {what} too."
    return text
