"""missing-history-row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miglint import Finding, History, Kind, Migration, Node, Rule, Severity, Statement, Target, constant_or, option

from ._files import MANY


class MissingHistoryRow(Rule):
    """Migration doesn't insert its row into the history table.

    ## Why
    Besides what the CLI records, a team can keep a table that says who changed what, and in which phase. It is only
    useful if every file inserts its row. Files from before the table was created are skipped, and so is a history
    without the table.

    A row with another phase than the file name doesn't count: `20250127000000_phase_1_2_contacts.sql` is phase 1.2, and
    must write 1.2 into the column that `phase` names.

    If more than five files insert no row, one finding at the last of them reports them all.

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

    ## Limits
    A file with a DO block is skipped, because the block may insert the row.

    ## References
    - https://supabase.com/docs/guides/deployment/database-migrations
    """

    kind = Kind.STYLE
    severity = Severity.NOTE
    sources = ("constitution:migration-history-row",)

    table: str = option("migration_history", "The table into which every migration inserts a row.")
    phase: str = option("phase_number", "The column for the phase, which the file name contains: phase_1_2.")

    def check_history(self, history: History, target: Target) -> Iterator[Finding]:
        there = False
        without: list[Migration] = []
        for migration in (*history.before, *history.migrations):
            judged = there and history.is_target(migration) and not history.is_applied(migration)
            there = there or any(map(self._creates, migration.statements))
            # A DO block may insert the row, which isn't visible here.
            if not judged or not migration.statements or any(s.kind == "DoStmt" for s in migration.statements):
                continue
            if rows := [s for s in migration.statements if s.kind == "InsertStmt" and self._is_meant(s)]:
                yield from self._of_another_phase(migration, rows)
            else:
                without.append(migration)
        many = len(without) > MANY
        for migration in without[-1:] if many else without:
            yield self.finding(
                f"{len(without)} migrations insert no row into {self.table}; this is the last of them."
                if many
                else f"{migration.name} inserts no row into {self.table}: the change isn't listed there.",
                migration.place(),
                help=f"End {'new ones' if many else 'it'} with INSERT INTO {self.table} ...",
            )

    def _creates(self, statement: Statement) -> bool:
        return statement.kind == "CreateStmt" and self._is_meant(statement)

    def _is_meant(self, statement: Statement) -> bool:
        return self.table.lower() in statement.text.lower() and bool(
            statement.node["relation"]["relname"] == self.table
        )

    def _of_another_phase(self, migration: Migration, rows: list[Statement]) -> Iterator[Finding]:
        phase = _phase_of(migration.name)
        written = [value for row in rows for value in _values(row.node, self.phase)] if phase else []
        if phase and written and phase not in map(_spelled, written):
            yield self.finding(
                f"{migration.name} has phase {phase} in its name, but inserts phase {written[0]} into {self.table}.",
                rows[0].find(self.phase),
                help=f"Write '{phase}', or rename the file.",
            )


def _phase_of(name: str) -> str | None:
    """Return the phase in a file's name (1.2 for phase_1_2 and phase1.2), or None."""
    match = re.search(r"phase[_-]?(\d+(?:[._-]\d+)*)", name.partition("_")[2].removesuffix(".sql"), re.I)
    return _spelled(match[1]) if match else None


def _spelled(phase: object) -> str:
    return re.sub(r"[_-]", ".", str(phase))


def _values(insert: Node, column: str) -> Iterator[object]:
    """Yield the constants that an INSERT ... VALUES writes into a column."""
    names = [target["ResTarget"]["name"] for target in insert.get("cols", ())]
    if column not in names:
        return
    at = names.index(column)
    for row in insert.get("selectStmt", {}).get("SelectStmt", {}).get("valuesLists", ()):
        value = constant_or(row["List"]["items"][at])
        if value is not None:
            yield value
