"""undocumented-rollback."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miglint import FileSteps, Finding, Kind, Rule, Severity, Statement, walk

_WORD = re.compile(r"roll(?:ing)?[\s_-]?back|revert|undo|down migration", re.I)


class UndocumentedRollback(Rule):
    """A migration drops or deletes something and does not say how to get it back.

    ## Why
    Most of what a migration does can be undone by another one. A dropped table or column, a changed type and deleted
    rows can not, unless somebody wrote down how; the night on which it is needed is no time to find out.

    A comment that speaks of a rollback, of reverting or undoing is enough.

    ## Bad
    ```sql
    CREATE TABLE tags (id bigint PRIMARY KEY);
    ```
    ```sql
    DROP TABLE tags;
    ```

    ## Good
    ```sql
    CREATE TABLE tags (id bigint PRIMARY KEY);
    ```
    ```sql
    -- Rollback: create it as 20250101000000 does; its rows are in tags_backup.
    DROP TABLE tags;
    ```

    ## References
    - https://www.postgresql.org/docs/current/ddl-alter.html
    """

    kind = Kind.STYLE
    severity = Severity.NOTE
    sources = ("constitution:rollback-documented",)

    def header(self, purpose: str, why: str, day: str) -> Iterator[str]:
        yield "Rollback:"

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        migration = file.migration
        first = next((found for s in migration.statements if (found := _destroys(s, file))), None)
        if first is None or _WORD.search(_comments(migration.text)):
            return
        statement, what = first
        yield self.finding(
            f"{what} can't be undone by itself, and nothing here says how it would be.",
            statement.place(),
            help="Say it in a comment: -- Rollback: ...",
        )


def _comments(text: str) -> str:
    """All lines that are comments, or end in one."""
    return "\n".join(line.partition("--")[2] or line for line in text.splitlines() if "--" in line or "*" in line)


_DROPS = {"OBJECT_TABLE": "DROP TABLE", "OBJECT_SCHEMA": "DROP SCHEMA", "OBJECT_TYPE": "DROP TYPE"}


def _destroys(statement: Statement, file: FileSteps) -> tuple[Statement, str] | None:
    """The statement and what it is called, if it takes away what no other statement brings back."""
    match statement.kind, statement.node:
        case "DropStmt", {"removeType": kind} if kind in _DROPS:
            if any(c.statement is statement for c in file.changes):
                return statement, _DROPS[kind]
        case "DeleteStmt", _:
            return statement, "DELETE"
        case "TruncateStmt", _:
            return statement, "TRUNCATE"
        case "AlterTableStmt", node:
            for kind, command in walk(node):
                match command.get("subtype") if kind == "AlterTableCmd" else None:
                    case "AT_DropColumn":
                        if any(c.statement is statement for c in file.changes):
                            return statement, "DROP COLUMN"
                    case "AT_AlterColumnType":
                        return statement, "a change of type"
    return None
