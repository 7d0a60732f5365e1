"""missing-history-row."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import FileSteps, Finding, Kind, Place, Rule, Severity, Span, option


class MissingHistoryRow(Rule):
    """A migration does not write itself into the team's own table of migrations.

    ## Why
    Beside what the CLI records, a team can keep a table of its own that says who changed what and in which phase. It
    helps only as long as every file writes its row. Files from before the table was made are not meant, and a history
    without such a table has nothing to write to.

    ## Bad
    ```sql
    CREATE TABLE migration_history (id bigint PRIMARY KEY, name text);
    ```
    ```sql
    CREATE TABLE tags (id bigint PRIMARY KEY);
    ```

    ## Good
    ```sql
    CREATE TABLE migration_history (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text);
    ```
    ```sql
    CREATE TABLE tags (id bigint PRIMARY KEY);
    INSERT INTO migration_history (name) VALUES ('tags');
    ```

    ## References
    - https://supabase.com/docs/guides/deployment/database-migrations
    """

    kind = Kind.STYLE
    severity = Severity.NOTE
    sources = ("constitution:migration-history-row",)

    table: str = option("migration_history", "The table that every migration writes a row into.")

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        # What a DO block inserts can't be seen here, and may well be the row.
        if any(statement.kind == "DoStmt" for statement in file.migration.statements):
            return
        there = any(table.name == self.table and not table.assumed for table in file.before.tables())
        if there and file.migration.statements and not self._writes(file):
            yield self.finding(
                f"{file.migration.name} writes no row into {self.table}.",
                Place(file.migration, Span(0, 0)),
                help=f"INSERT INTO {self.table} ... at its end.",
            )

    def _writes(self, file: FileSteps) -> bool:
        return any(
            statement.kind == "InsertStmt" and statement.node["relation"]["relname"] == self.table
            for statement in file.migration.statements
        )
