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
    """A role of the API holds more than SELECT, INSERT, UPDATE and DELETE.

    ## Why
    `GRANT ALL` gives TRUNCATE too, which row-level security does not hold back, and REFERENCES, TRIGGER and (from
    PostgreSQL 17 on) MAINTAIN, none of which the API ever needs. Only what the migrations grant counts, not what
    default privileges leave behind.

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

    ## References
    - https://www.postgresql.org/docs/current/ddl-priv.html
    - https://supabase.com/docs/guides/api/securing-your-api
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:grant-style",)

    roles: tuple[str, ...] = option(("anon", "authenticated"), "The roles that need no more than rows.")

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
                    f"{joined(roles)} {'holds' if len(roles) == 1 else 'hold'} {joined(more)} on {relation.qualified}, "
                    "which row-level security does not hold back or the API never needs.",
                    place,
                    help=revoke,
                    remedy=Remedy((revoke,), safe=False, behind=renamed_at(relation, state)),
                    object=state.catalog.ref(relation),
                )


def _place(relation: Table | View, roles: list[str], privileges: set[str], state: State) -> Place:
    """Return the role in the last GRANT of one of these privileges."""
    for change in reversed(state.changes_of(relation.oid)):
        if isinstance(change, Granted) and privileges & change.privileges and set(roles) & set(change.roles):
            return change.statement.find(next(role for role in roles if role in change.roles), after="to")
    return NOWHERE
