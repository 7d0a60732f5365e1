"""grant-to-anon."""

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
    matches_glob,
    option,
    quote_name,
    quote_role,
    renamed_at,
)

from ._grants import in_order


class GrantToAnon(Rule):
    """Table or view is granted to anonymous users.

    ## Why
    Everyone with the project's public key, which every visitor of the site has, sends requests as `anon`. On a
    table, policies may still protect the rows; on a view that runs as its owner nothing does. So what `anon` may
    use is listed by name: views may be read (`views`), and so may everything in `readable`.

    Only grants that the migrations write for `anon` or PUBLIC count; default privileges are reported by
    `default-privileges-reopened`.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    GRANT SELECT ON contacts TO anon;
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    GRANT SELECT ON contacts TO authenticated;
    ```

    ## Fix safety
    Unsafe: pages that work without a login and read this table or view fail with 42501 permission denied.

    ## References
    - https://supabase.com/docs/guides/api/securing-your-api
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:grant-anon",)

    views: bool = option(True, "anon may read views, because a view shows only chosen columns.")
    readable: tuple[str, ...] = option((), "Globs of tables and views that anon may read, by name or schema.name.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for relation in exposed_relations(state):
            granted = _granted(relation)
            if self._may_read(relation):
                granted -= {"SELECT"}
            if not granted or state.catalog.disturbed("grants", relation):
                continue
            if place := _place(relation, granted, state):
                what = joined(in_order(granted))
                on, held_by = quote_name(relation.schema, relation.name), _holders(relation, granted)
                revoke = f"REVOKE {', '.join(in_order(granted))} ON {on} FROM {', '.join(map(quote_role, held_by))};"
                yield self.finding(
                    f"anonymous users have {what} on {relation.qualified}: {_effect(relation)}.",
                    place,
                    help=revoke,
                    remedy=Remedy((revoke,), safe=False, behind=renamed_at(relation, state)),
                    object=state.catalog.ref(relation),
                )

    def _may_read(self, relation: Table | View) -> bool:
        if isinstance(relation, View) and self.views:
            return True
        return any(matches_glob(name, glob) for glob in self.readable for name in (relation.name, relation.qualified))


def _effect(relation: Table | View) -> str:
    """Return what the grant opens."""
    if isinstance(relation, View):
        return "anyone with the public API key reaches the rows that it shows"
    if relation.rls_enabled:
        return "only its policies protect its rows from anyone with the public API key"
    return "anyone with the public API key reaches every row"


def _granted(relation: Table | View) -> set[str]:
    """Return the privileges that GRANT statements give anon or PUBLIC, on the relation or on columns."""
    return {privilege for _, privilege in _grants(relation)}


def _holders(relation: Table | View, granted: set[str]) -> list[str]:
    """Return which of anon and PUBLIC hold one of these privileges."""
    return sorted({grantee for grantee, privilege in _grants(relation) if privilege in granted})


def _grants(relation: Table | View) -> Iterator[tuple[str, str]]:
    lists = [relation.acl, *(column.acl for column in relation.columns if column.acl.entries)]
    for acl in lists:
        for (grantee, privilege), source in acl.entries.items():
            if grantee in ("anon", "public") and source is PrivilegeSource.GRANT:
                yield grantee, privilege


def _place(relation: Table | View, granted: set[str], state: State) -> Place:
    """Return the place of the role in the last GRANT of one of these privileges."""
    for change in reversed(state.changes_of(relation.oid)):
        if isinstance(change, Granted) and granted & change.privileges:
            for role in ("anon", "public"):
                if role in change.roles:
                    return change.statement.find(role, after="to")
    return NOWHERE
