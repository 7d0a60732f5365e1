"""hard-delete."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from miglint import Finding, Kind, Rule, Severity, Step, option

from .._junctions import is_junction_now
from ._soft import COLUMN, hard_deletes


class HardDelete(Rule):
    """Migration deletes rows from a table with soft deletes.

    ## Why
    Users of a table with `deleted_at` expect that deleted rows can be restored. `DELETE` and `TRUNCATE` remove them,
    and no later migration brings them back.

    Junction tables are skipped (their pairs are set by delete and insert), and so is a DELETE whose WHERE reads
    `deleted_at`: it removes rows that are marked as deleted already.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text, deleted_at timestamptz);
    DELETE FROM contacts WHERE name IS NULL;
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text, deleted_at timestamptz);
    UPDATE contacts SET deleted_at = now() WHERE name IS NULL;
    ```

    ## References
    - https://www.postgresql.org/docs/current/sql-delete.html
    """

    kind = Kind.HAZARD
    severity = Severity.WARNING
    statements = ("DeleteStmt", "TruncateStmt")
    sources = ("constitution:hard-delete",)

    column: str = option(COLUMN, "The column that marks a row as deleted.")
    files: tuple[str, ...] = option(
        ("*seed*", "*cleanup*", "*test*", "*diagnostic*", "*verify*"), "Globs of the files that may delete rows."
    )

    def check_statement(self, step: Step) -> Iterator[Finding]:
        statement = step.statement
        if any(fnmatchcase(statement.migration.name, glob) for glob in self.files):
            return
        node = {statement.kind: statement.node}
        for table in hard_deletes(node, step.before, step.target.exposed_schemas, self.column):
            if is_junction_now(table, step.before, step.target):
                continue
            yield self.finding(
                f"{statement.kind.removesuffix('Stmt').upper()} removes rows of {table.qualified} instead of setting "
                f"{self.column}: they can't be restored.",
                statement.find(table.name),
                help=f"UPDATE {table.qualified} SET {self.column} = now() WHERE ...",
                object=step.before.ref(table),
            )
