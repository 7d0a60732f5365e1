"""grant-all."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    NOWHERE,
    Finding,
    Granted,
    Kind,
    Place,
    PrivilegeSource,
    Remedy,
    Rule,
    Severity,
    State,
    Table,
    View,
    exposed_relations,
    joined,
    option,
    quote_name,
    renamed_at,
)

from ._grants import CRUD, in_order


class GrantAll(Rule):
    """API role holds more than SELECT, INSERT, UPDATE and DELETE.

    ## Why
    `GRANT ALL` includes TRUNCATE, which ignores row-level security, and REFERENCES, TRIGGER and (since PostgreSQL
    17) MAINTAIN, which the API never needs. Only privileges that the migrations grant count, not those from default
    privileges.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    GRANT ALL ON contacts TO authenticated;
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    GRANT SELECT, INSERT, UPDATE, DELETE ON contacts TO authenticated;
    ```

    ## Fix safety
    Unsafe: code of yours that connects as one of these roles and uses TRUNCATE, for example, fails afterwards.

    ## References
    - https://www.postgresql.org/docs/current/ddl-priv.html
    - https://supabase.com/docs/guides/api/securing-your-api
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:grant-style",)

    roles: tuple[str, ...] = option(
        ("anon", "authenticated"), "The roles that need only SELECT, INSERT, UPDATE and DELETE."
    )

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for relation in exposed_relations(state):
            held = {
                (grantee, privilege)
                for (grantee, privilege), source in relation.acl.entries.items()
                if source is PrivilegeSource.GRANT and grantee in self.roles and privilege not in CRUD
            }
            if not held or state.catalog.disturbed("grants", relation):
                continue
            roles = [role for role in self.roles if any(grantee == role for grantee, _ in held)]
            more = in_order(privilege for _, privilege in held)
            if place := _place(relation, roles, set(more), state):
                on = quote_name(relation.schema, relation.name)
                revoke = f"REVOKE {', '.join(more)} ON {on} FROM {', '.join(roles)};"
                yield self.finding(
                    f"{joined(roles)} {'has' if len(roles) == 1 else 'have'} {joined(more)} on {relation.qualified}: "
                    + ("TRUNCATE ignores row-level security." if "TRUNCATE" in more else "the API never needs this."),
                    place,
                    help=revoke,
                    remedy=Remedy((revoke,), safe=False, behind=renamed_at(relation, state)),
                    object=state.catalog.ref(relation),
                )


def _place(relation: Table | View, roles: list[str], privileges: set[str], state: State) -> Place:
    """Return the place of the role in the last GRANT of one of these privileges."""
    for change in reversed(state.changes_of(relation.oid)):
        if isinstance(change, Granted) and privileges & change.privileges and set(roles) & set(change.roles):
            return change.statement.find(next(role for role in roles if role in change.roles), after="to")
    return NOWHERE
