"""grant-before-rls."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import FileSteps, Finding, Granted, Kind, Place, RowSecurityChanged, Rule, Severity, TableCreated

API = frozenset({"anon", "authenticated", "public"})


class GrantBeforeRls(Rule):
    """A table is granted before its row-level security is switched on.

    ## Why
    Between the two statements everybody whom the GRANT names sees every row. Supabase's CLI runs a file as one
    transaction, so mostly nobody can look; psql, and a file that fails half-way, leave the door open. The order that
    can't go wrong is: ENABLE ROW LEVEL SECURITY, policies, GRANT.

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
                            f"{after.qualified} is granted before its row-level security is on.",
                            granted.pop(change.oid),
                            help="Move the GRANT behind ENABLE ROW LEVEL SECURITY and the policies.",
                            object=file.after.ref(after),
                            related=[change.place("switched on here")],
                        )
