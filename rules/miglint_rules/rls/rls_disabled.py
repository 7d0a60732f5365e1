"""rls-disabled."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    Finding,
    Kind,
    Place,
    Remedy,
    Renamed,
    RowSecurityChanged,
    Rule,
    Severity,
    State,
    Table,
    option,
    quote_name,
    renamed_at,
)

ROWS = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})


class RlsDisabled(Rule):
    """Table in an exposed schema has no row-level security.

    ## Why
    A role with a privilege on such a table, the anonymous key's `anon` included, can use it on every row, and the
    first GRANT that is added later opens all rows at once. With row-level security on, a table without policies is
    closed.

    Tables of extensions and temporary tables are skipped. A partition is reported only if `anon` or `authenticated`
    have privileges on it: the policies of its parent don't apply to queries on the partition itself.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    ```

    ## Fix safety
    Unsafe: until policies exist, queries as `anon` and `authenticated` return no rows and writes fail.

    ## References
    - https://www.postgresql.org/docs/current/ddl-rowsecurity.html
    - https://supabase.com/docs/guides/database/database-linter?lint=0013_rls_disabled_in_public; that lint reports
      tables only once `anon` or `authenticated` may SELECT, so it misses a table that they may only write to.
      `only_granted` requires any of SELECT, INSERT, UPDATE and DELETE. The lint also skips partitioned tables, but
      reports their partitions.
    """

    kind = Kind.DEBT
    severity = Severity.ERROR
    sources = ("constitution:rls-enabled", "splinter:rls_disabled_in_public")

    only_granted: bool = option(False, "Check only tables on which anon or authenticated have privileges.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for table in state.catalog.tables():
            if table.rls_enabled or table.schema not in state.target.exposed_schemas or table.persistence == "t":
                continue
            if table.extension or table.kind == "foreign table":
                continue
            if (self.only_granted or table.is_partition) and not _granted(table, state):
                continue
            if not state.catalog.knows("rls", table):
                continue
            if place := _place(table, state):
                enable = f"ALTER TABLE {quote_name(table.schema, table.name)} ENABLE ROW LEVEL SECURITY;"
                yield self.finding(
                    f"{table.qualified} has no row-level security: a role with a privilege on it can use every row.",
                    place,
                    help=enable,
                    remedy=Remedy((enable,), safe=False, behind=renamed_at(table, state)),
                    object=state.catalog.ref(table),
                )


def _granted(table: Table, state: State) -> bool:
    """Return whether the API's users have a privilege on its rows."""
    catalog, revoked = state.catalog, state.target.revoked
    return any(
        (catalog.privileges(table, role, revoked) | catalog.column_privileges(table, role, revoked)) & ROWS
        for role in ("anon", "authenticated")
        if catalog.roles.get(role)
    )


def _place(table: Table, state: State) -> Place:
    """Return where row-level security was disabled or the table moved into the schema, else its CREATE."""
    for change in reversed(state.changes_of(table.oid)):
        match change:
            case RowSecurityChanged(before=before, after=after) if before.rls_enabled and not after.rls_enabled:
                return change.find(table.name)
            case Renamed() if change.statement.kind == "AlterObjectSchemaStmt":
                return change.find(table.name)
    return table.place()
