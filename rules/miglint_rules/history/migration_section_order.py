"""migration-section-order."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    Change,
    FileSteps,
    Finding,
    Kind,
    PolicyCreated,
    RowSecurityChanged,
    Rule,
    Severity,
    TableCreated,
)


class MigrationSectionOrder(Rule):
    """Policy is created before row-level security is enabled.

    ## Why
    Reviewers expect a table in this order: columns, row-level security, policies, grants. If the policies come first,
    they have to look for the statement that puts them into effect, and a missing one is easily overlooked.

    Checked are tables that the file creates. Statements in DO blocks and files that pg_dump wrote are skipped. Reported
    once per file.

    ## Bad
    ```sql
    CREATE TABLE tags (id bigint PRIMARY KEY);
    CREATE POLICY "read tags" ON tags FOR SELECT TO authenticated USING (true);
    ALTER TABLE tags ENABLE ROW LEVEL SECURITY;
    ```

    ## Good
    ```sql
    CREATE TABLE tags (id bigint PRIMARY KEY);
    ALTER TABLE tags ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "read tags" ON tags FOR SELECT TO authenticated USING (true);
    ```

    ## References
    - https://www.postgresql.org/docs/current/ddl-rowsecurity.html
    """

    kind = Kind.STYLE
    severity = Severity.NOTE
    sources = ("constitution:migration-section-order",)

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        new: set[int] = set()
        early: dict[int, Change] = {}
        late: list[RowSecurityChanged] = []
        for change in file.changes:
            match change:
                case TableCreated():
                    new.add(change.oid)
                case PolicyCreated() if change.oid in new and change.statement.outer is None:
                    early.setdefault(change.oid, change)
                case RowSecurityChanged(before=before, after=after) if after.rls_enabled and not before.rls_enabled:
                    if change.oid in early and change.statement.outer is None:
                        late.append(change)
        if late and not _is_dump(file):
            first, table = late[0], late[0].after
            others = f" and {len(late) - 1} more" if len(late) > 1 else ""
            yield self.finding(
                f"row-level security on {table.qualified}{others} is enabled after the policies: it is easily missed.",
                first.place(),
                help="Enable it right after CREATE TABLE, before the policies.",
                object=file.after.ref(table),
                related=[early[first.oid].place("the policy"), *(each.place("and here") for each in late[1:5])],
            )


def _is_dump(file: FileSteps) -> bool:
    """Return whether pg_dump wrote the file, which begins with settings that only pg_dump sets."""
    settings = {s.node.get("name") for s in file.migration.statements[:30] if s.kind == "VariableSetStmt"}
    return {"xmloption", "row_security"} <= settings
