"""missing-view-grant."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from miglint import (
    Catalog,
    Finding,
    Kind,
    Place,
    Remedy,
    Revoked,
    Rule,
    Severity,
    State,
    View,
    joined,
    option,
    quote_name,
    quote_role,
    renamed_at,
)


class MissingViewGrant(Rule):
    """Summary view isn't granted to every required role.

    ## Why
    If views run as their owner, only the grants decide who reads them, and a project can require the same roles for
    each: pages before the login read as `anon`, pages after it as `authenticated`. A view that is granted to only
    one of them works for one user and fails for another.

    A view that none of the roles may read, or that `authenticated` alone should read, is reported by
    `missing-grant`.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text);
    CREATE VIEW contacts_summary WITH (security_invoker = false) AS SELECT id, name FROM contacts;
    GRANT SELECT ON contacts_summary TO authenticated;
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text);
    CREATE VIEW contacts_summary WITH (security_invoker = false) AS SELECT id, name FROM contacts;
    GRANT SELECT ON contacts_summary TO authenticated, anon;
    ```

    ## Fix safety
    Unsafe: the view's rows become visible to a role that could not read them before.

    ## References
    - https://supabase.com/docs/guides/api/securing-your-api
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:view-grant-explicit",)

    roles: tuple[str, ...] = option(("authenticated", "anon"), "The roles that must be able to read each of the views.")
    match: tuple[str, ...] = option(("*_summary",), "Globs of the views to check, by name or schema.name.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        catalog = state.catalog
        roles = [role for role in self.roles if catalog.roles.get(role)]
        for view in catalog.views():
            if view.schema not in state.target.exposed_schemas or view.extension or view.persistence == "t":
                continue
            if not any(fnmatchcase(name, glob) for glob in self.match for name in (view.name, view.qualified)):
                continue
            lacking = [role for role in roles if not _reads(catalog, view, role)]
            if not lacking or len(lacking) == len(roles) or not catalog.knows("grants", view):
                continue
            grant = f"GRANT SELECT ON {quote_name(view.schema, view.name)} TO {', '.join(map(quote_role, lacking))};"
            readers = joined(role for role in roles if role not in lacking)
            yield self.finding(
                f"{view.kind} {view.qualified} is readable by {readers} but not by {joined(lacking)}: "
                f"requests as {joined(lacking, 'or')} fail with 42501 permission denied.",
                view.place(),
                help=grant,
                object=state.catalog.ref(view),
                remedy=Remedy((grant,), behind=(*renamed_at(view, state), *_revoked_at(view, state))),
            )


def _reads(catalog: Catalog, view: View, role: str) -> bool:
    """Return whether the role may SELECT from the view where default privileges are revoked."""
    return "SELECT" in catalog.privileges(view, role, revoked=True)


def _revoked_at(view: View, state: State) -> tuple[Place, ...]:
    return tuple(change.place() for change in state.changes_of(view.oid) if isinstance(change, Revoked))
