"""grant-before-rls."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import FileSteps, Finding, Granted, Kind, Place, RowSecurityChanged, Rule, Severity, TableCreated

API = frozenset({"anon", "authenticated", "public"})


class GrantBeforeRls(Rule):
    """Table is granted before its row-level security is enabled.

    ## Why
    Between the two statements, every row is visible to the roles of the GRANT. Supabase's CLI runs a file in one
    transaction, so usually no one sees the gap. psql doesn't, and a file that fails half-way leaves the table open.
    The safe order is: ENABLE ROW LEVEL SECURITY, policies, GRANT.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    GRANT SELECT ON contacts TO authenticated;
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    GRANT SELECT ON contacts TO authenticated;
    ```

    ## References
    - https://www.postgresql.org/docs/current/ddl-rowsecurity.html
    """

    kind = Kind.STYLE
    severity = Severity.NOTE
    sources = ("constitution:grant-before-policy",)

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        granted: dict[int, Place] = {}
        made: set[int] = set()
        for change in file.changes:
            match change:
                case TableCreated():
                    made.add(change.oid)
                case Granted(roles=roles) if change.oid in made and (named := API.intersection(roles)):
                    role = next(role for role in roles if role in named)
                    granted.setdefault(change.oid, change.statement.find(role, after="to"))
                case RowSecurityChanged(before=before, after=after) if after.rls_enabled and not before.rls_enabled:
                    if change.oid in granted:
                        yield self.finding(
                            f"{after.qualified} is granted before its row-level security is enabled: "
                            "until then, the GRANT opens every row.",
                            granted.pop(change.oid),
                            help="Move the GRANT after ENABLE ROW LEVEL SECURITY and the policies.",
                            object=file.after.ref(after),
                            related=[change.place("enabled here")],
                        )
