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
    """A policy for a new table stands before its row-level security is switched on.

    ## Why
    A table is read in the order in which it comes to life: the columns, row-level security on, the policies, the
    grants. A reader who finds the policies first looks for the line that puts them in force, and where it is forgotten
    nobody misses it.

    Judged are tables that the file creates, statement by statement; what programs in DO blocks do is not, nor what
    pg_dump wrote. Said once for a file.

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
                f"row-level security of {table.qualified}{others} is switched on behind the first policy.",
                first.place(),
                help="Switch it on right after CREATE TABLE, in front of the policies.",
                object=file.after.ref(table),
                related=[early[first.oid].place("the policy"), *(each.place("and here") for each in late[1:5])],
            )


def _is_dump(file: FileSteps) -> bool:
    """Whether pg_dump wrote the file: it sorts by kind of object and name, and begins with settings of its own."""
    settings = {s.node.get("name") for s in file.migration.statements[:30] if s.kind == "VariableSetStmt"}
    return {"xmloption", "row_security"} <= settings
