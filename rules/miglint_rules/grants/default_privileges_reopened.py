"""default-privileges-reopened."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import DefaultPrivilegesChanged, Finding, Kind, Rule, Severity, Step, joined, option


class DefaultPrivilegesReopened(Rule):
    """Default privileges grant future objects to an API role.

    ## Why
    `ALTER DEFAULT PRIVILEGES ... GRANT ... TO anon` opens every table, view, sequence or function that is created
    later, before anyone has reviewed it. Supabase removed these defaults in 2026 for that reason. A GRANT next to
    each table shows what is meant where the table is created.

    ## Bad
    ```sql
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO anon, authenticated;
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    GRANT SELECT, INSERT, UPDATE, DELETE ON contacts TO authenticated;
    ```

    ## References
    - https://www.postgresql.org/docs/current/sql-alterdefaultprivileges.html
    - https://supabase.com/docs/guides/api/securing-your-api
    """

    kind = Kind.HAZARD
    severity = Severity.WARNING
    sources = ("constitution:default-privileges-reopened",)

    roles: tuple[str, ...] = option(("anon", "authenticated"), "The roles that future objects must not be granted to.")

    def check_change(self, change: DefaultPrivilegesChanged, step: Step) -> Iterator[Finding]:
        if change.schema is not None and change.schema not in step.target.exposed_schemas:
            return
        key = (change.role, change.schema or "", change.object_type)
        after, before = step.after.default_privileges.get(key), step.before.default_privileges.get(key)
        new = set(after.acl.entries.items() if after else ()) - set(before.acl.entries.items() if before else ())
        roles = [role for role in (*self.roles, "public") if any(grantee == role for (grantee, _), _ in new)]
        if roles:
            where = f"schema {change.schema}" if change.schema else "every schema"
            who = joined("PUBLIC" if role == "public" else role for role in roles)
            yield self.finding(
                f"future {change.object_type} that {change.role} creates in {where} are granted to {who}: "
                "each is open as soon as it exists.",
                change.statement.find(roles[0], after="to"),
                help="Remove this statement, and write a GRANT next to the CREATE of each object.",
            )
