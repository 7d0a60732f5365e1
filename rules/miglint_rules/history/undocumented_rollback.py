"""undocumented-rollback."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miglint import FileSteps, Finding, Kind, Rule, Severity, Statement, walk

_WORD = re.compile(r"roll(?:ing)?[\s_-]?back|revert|undo|down migration", re.I)


class UndocumentedRollback(Rule):
    """Destructive migration doesn't say how to roll it back.

    ## Why
    Another migration can undo most changes, but not a dropped table or column, a changed type or deleted rows, unless
    the way back is written down. During an outage there is no time to find out.

    A comment that mentions a rollback, reverting or undoing is enough.

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
            f"{what} may lose data, and no comment says how to roll it back.",
            statement.place(),
            help="Add a comment: `-- Rollback: ...`",
        )


def _comments(text: str) -> str:
    """Return the lines that are comments or end in one."""
    return "\n".join(line.partition("--")[2] or line for line in text.splitlines() if "--" in line or "*" in line)


_DROPS = {"OBJECT_TABLE": "DROP TABLE", "OBJECT_SCHEMA": "DROP SCHEMA", "OBJECT_TYPE": "DROP TYPE"}


def _destroys(statement: Statement, file: FileSteps) -> tuple[Statement, str] | None:
    """Return the statement and its command if it loses something that another statement can't restore."""
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
                        return statement, "ALTER COLUMN TYPE"
    return None
