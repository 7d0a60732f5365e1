"""hard-delete."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from miglint import Finding, Kind, Rule, Severity, Step, option

from .._junctions import is_junction_now
from ._soft import COLUMN, hard_deletes


class HardDelete(Rule):
    """A migration deletes rows for good from a table whose rows are only ever hidden.

    ## Why
    A table with `deleted_at` promises that nothing in it is ever lost. `DELETE` and `TRUNCATE` break the promise, and
    nobody can undo a migration. Tables that only pair rows are left alone (delete and insert is how pairs are set),
    and so is a DELETE that asks for `deleted_at`: it purges what is hidden already.

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

    column: str = option(COLUMN, "The column that marks a deleted row.")
    files: tuple[str, ...] = option(
        ("*seed*", "*cleanup*", "*test*", "*diagnostic*", "*verify*"), "Globs of the files that may delete."
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
                f"{statement.kind.removesuffix('Stmt').upper()} takes rows of {table.qualified} away for good, where "
                f"{self.column} hides them.",
                statement.find(table.name),
                help=f"UPDATE {table.qualified} SET {self.column} = now() WHERE ...",
                object=step.before.ref(table),
            )
