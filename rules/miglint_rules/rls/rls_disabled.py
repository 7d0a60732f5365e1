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
    """A table in a schema of the API has no row-level security.

    ## Why
    Whoever holds a privilege on such a table, the anonymous key included, holds it for every row, and the first GRANT
    that somebody adds later opens all of it at once. With row-level security on, a table without policies is closed.

    Tables of extensions and temporary ones are left alone. A partition counts only where `anon` or `authenticated`
    hold privileges on it: its parent's policies do not hold for who asks the partition itself.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    ```

    ## References
    - https://www.postgresql.org/docs/current/ddl-rowsecurity.html
    - https://supabase.com/docs/guides/database/database-linter?lint=0013_rls_disabled_in_public; that lint waits until
      `anon` or `authenticated` may SELECT, so a table that they may only write to passes. `only_granted` waits for any
      of SELECT, INSERT, UPDATE and DELETE. It also leaves out partitioned tables, whose partitions it reports.
    """

    kind = Kind.DEBT
    severity = Severity.ERROR
    sources = ("constitution:rls-enabled", "splinter:rls_disabled_in_public")

    only_granted: bool = option(False, "Look only at tables on which anon or authenticated hold privileges.")

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
                    f"{table.qualified} has no row-level security: a privilege on it is one for all of its rows.",
                    place,
                    help=enable,
                    remedy=Remedy((enable,), safe=False, behind=renamed_at(table, state)),
                    object=state.catalog.ref(table),
                )


def _granted(table: Table, state: State) -> bool:
    """Whether the API's users may do anything with its rows."""
    catalog, revoked = state.catalog, state.target.revoked
    return any(
        (catalog.privileges(table, role, revoked) | catalog.column_privileges(table, role, revoked)) & ROWS
        for role in ("anon", "authenticated")
        if catalog.roles.get(role)
    )


def _place(table: Table, state: State) -> Place:
    """Return what took row-level security away or brought the table into the schema, else its CREATE."""
    for change in reversed(state.changes_of(table.oid)):
        match change:
            case RowSecurityChanged(before=before, after=after) if before.rls_enabled and not after.rls_enabled:
                return change.find(table.name)
            case Renamed() if change.statement.kind == "AlterObjectSchemaStmt":
                return change.find(table.name)
    return table.place()
