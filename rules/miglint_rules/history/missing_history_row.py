"""missing-history-row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miglint import FileSteps, Finding, Kind, Node, Place, Rule, Severity, Span, constant_or, option


class MissingHistoryRow(Rule):
    """A migration does not write itself into the team's own table of migrations.

    ## Why
    Beside what the CLI records, a team can keep a table of its own that says who changed what and in which phase. It
    helps only as long as every file writes its row. Files from before the table was made are not meant, and a history
    without such a table has nothing to write to.

    A row that names another phase than the file does is not this file's row: `20250127000000_phase_1_2_contacts.sql`
    is phase 1.2, and so is what it writes into the column that `phase` names.

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
    phase: str = option("phase_number", "Its column for the phase, which a file's name says: phase_1_2.")

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        # What a DO block inserts can't be seen here, and may well be the row.
        if any(statement.kind == "DoStmt" for statement in file.migration.statements):
            return
        there = any(table.name == self.table and not table.assumed for table in file.before.tables())
        if not there or not file.migration.statements:
            return
        rows = [s for s in file.migration.statements if s.kind == "InsertStmt"]
        rows = [row for row in rows if row.node["relation"]["relname"] == self.table]
        if not rows:
            yield self.finding(
                f"{file.migration.name} writes no row into {self.table}.",
                Place(file.migration, Span(0, 0)),
                help=f"INSERT INTO {self.table} ... at its end.",
            )
            return
        phase = _phase_of(file.migration.name)
        written = [value for row in rows for value in _values(row.node, self.phase)] if phase else []
        if phase and written and phase not in map(_spelled, written):
            yield self.finding(
                f"{file.migration.name} is phase {phase} by its name, but writes {written[0]} into {self.table}.",
                rows[0].find(self.phase),
                help=f"Write '{phase}', or rename the file.",
            )


def _phase_of(name: str) -> str | None:
    """The phase that a file's name says: phase_1_2 and phase1.2 are 1.2."""
    match = re.search(r"phase[_-]?(\d+(?:[._-]\d+)*)", name.partition("_")[2].removesuffix(".sql"), re.I)
    return _spelled(match[1]) if match else None


def _spelled(phase: object) -> str:
    return re.sub(r"[_-]", ".", str(phase))


def _values(insert: Node, column: str) -> Iterator[object]:
    """The constants that an INSERT ... VALUES writes into a column."""
    names = [target["ResTarget"]["name"] for target in insert.get("cols", ())]
    if column not in names:
        return
    at = names.index(column)
    for row in insert.get("selectStmt", {}).get("SelectStmt", {}).get("valuesLists", ()):
        value = constant_or(row["List"]["items"][at])
        if value is not None:
            yield value
