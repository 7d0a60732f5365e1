"""rls-without-policy."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    Finding,
    Kind,
    Place,
    PolicyDropped,
    RowSecurityChanged,
    Rule,
    Severity,
    State,
    Table,
    exposed_tables,
)


class RlsWithoutPolicy(Rule):
    """Table has row-level security on but no policy.

    ## Why
    Only its owner and roles with BYPASSRLS see its rows, and nothing says why: queries return no rows and no error.
    If that is meant, set the profile `system` for the table (`[profiles] system = ["job_queue"]`), and this rule
    skips it.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "read contacts" ON contacts FOR SELECT TO authenticated USING (auth.role() = 'authenticated');
    CREATE POLICY "add contacts" ON contacts FOR INSERT TO authenticated WITH CHECK (auth.role() = 'authenticated');
    CREATE POLICY "edit contacts" ON contacts FOR UPDATE TO authenticated
      USING (auth.role() = 'authenticated') WITH CHECK (auth.role() = 'authenticated');
    CREATE POLICY "drop contacts" ON contacts FOR DELETE TO authenticated USING (auth.role() = 'authenticated');
    ```

    ## References
    - https://www.postgresql.org/docs/current/ddl-rowsecurity.html
    - https://supabase.com/docs/guides/database/database-linter?lint=0008_rls_enabled_no_policy
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:policy-per-command", "splinter:rls_enabled_no_policy")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for table in exposed_tables(state):
            if not table.rls_enabled or state.catalog.policies_of(table.oid):
                continue
            if state.target.profile(table.schema, table.name).kind == "system":
                continue
            if not (state.catalog.knows("policies", table) and state.catalog.knows("rls", table)):
                continue
            causes = _causes(table, state)
            yield self.finding(
                f"{table.qualified} has row-level security on but no policy: queries return no rows and no error.",
                causes[0],
                help="Create its policies, or list it under [profiles] system if only the server uses it.",
                object=state.catalog.ref(table),
                causes=causes,
            )


def _causes(table: Table, state: State) -> list[Place]:
    """Return where row-level security was enabled and policies were dropped, latest first, then the CREATE."""
    places = [table.place()]
    for change in state.changes_of(table.oid):
        match change:
            case RowSecurityChanged(before=before, after=after) if after.rls_enabled and not before.rls_enabled:
                places.insert(0, change.find(table.name))
            case PolicyDropped(policy=policy):
                places.insert(0, change.find(policy.name))
    return places
