"""migration-section-order."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    Change,
    FileSteps,
    Finding,
    Kind,
    ObjectRef,
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

    Judged are tables that the file creates, statement by statement; what programs in DO blocks do is not.

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
        for change in file.changes:
            match change:
                case TableCreated():
                    new.add(change.oid)
                case PolicyCreated() if change.oid in new and change.statement.outer is None:
                    early.setdefault(change.oid, change)
                case RowSecurityChanged(before=before, after=after) if after.rls_enabled and not before.rls_enabled:
                    if (first := early.get(change.oid)) and change.statement.outer is None:
                        yield self.finding(
                            f"row-level security of {after.qualified} is switched on behind its first policy.",
                            change.place(),
                            help="Switch it on right after CREATE TABLE, in front of the policies.",
                            object=ObjectRef(after.kind, after.schema, after.name, after.name),
                            related=[first.place("the policy")],
                        )
