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
    """A table or view is granted to anonymous users.

    ## Why
    `anon` is everybody who has the project's public key, which every visitor of the site has. A policy may still hold
    them back on a table; on a view that runs as its owner nothing does. So what they may touch is said by name:
    views, as long as they may only be read (`views`), and what `readable` lists.

    Only grants count that the migrations write for `anon` or PUBLIC; what default privileges give is what
    `default-privileges-reopened` is about.

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

    ## References
    - https://supabase.com/docs/guides/api/securing-your-api
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:grant-anon",)

    views: bool = option(True, "Views may be read by anon: they show what was chosen for it.")
    readable: tuple[str, ...] = option((), "Globs of tables and views that anon may read, by name or schema.name.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for relation in exposed_relations(state):
            given = _given(relation)
            if self._may_read(relation):
                given -= {"SELECT"}
            if not given or state.catalog.disturbed("grants", relation):
                continue
            if place := _place(relation, given, state):
                what = joined(in_order(given))
                on, held_by = quote_name(relation.schema, relation.name), _holders(relation, given)
                revoke = f"REVOKE {', '.join(in_order(given))} ON {on} FROM {', '.join(map(quote_role, held_by))};"
                yield self.finding(
                    f"anonymous users hold {what} on {relation.qualified}.",
                    place,
                    help=revoke,
                    remedy=Remedy((revoke,), safe=False, behind=renamed_at(relation, state)),
                    object=state.catalog.ref(relation),
                )

    def _may_read(self, relation: Table | View) -> bool:
        if isinstance(relation, View) and self.views:
            return True
        return any(matches_glob(name, glob) for glob in self.readable for name in (relation.name, relation.qualified))


def _given(relation: Table | View) -> set[str]:
    """What GRANT statements gave to anon or PUBLIC, on the whole or on columns."""
    return {privilege for _, privilege in _grants(relation)}


def _holders(relation: Table | View, given: set[str]) -> list[str]:
    """Which of anon and PUBLIC hold one of these privileges."""
    return sorted({grantee for grantee, privilege in _grants(relation) if privilege in given})


def _grants(relation: Table | View) -> Iterator[tuple[str, str]]:
    lists = [relation.acl, *(column.acl for column in relation.columns if column.acl.entries)]
    for acl in lists:
        for (grantee, privilege), source in acl.entries.items():
            if grantee in ("anon", "public") and source is PrivilegeSource.GRANT:
                yield grantee, privilege


def _place(relation: Table | View, given: set[str], state: State) -> Place:
    """Return the role in the last GRANT of one of these privileges."""
    for change in reversed(state.changes_of(relation.oid)):
        if isinstance(change, Granted) and given & change.privileges:
            for role in ("anon", "public"):
                if role in change.roles:
                    return change.statement.find(role, after="to")
    return NOWHERE
