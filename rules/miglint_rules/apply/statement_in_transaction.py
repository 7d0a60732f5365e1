"""statement-in-transaction."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import FileSteps, Finding, Kind, Rule, Severity, option

from ._transactions import refused_in_transaction


class StatementInTransaction(Rule):
    """Statement that can't run in a transaction is in one.

    ## Why
    CREATE INDEX CONCURRENTLY, VACUUM, ALTER SYSTEM and a few others fail inside a transaction block (25001), also in
    one that the file opens with BEGIN.

    Since version 2.109, Supabase's CLI runs these statements outside the transaction that it uses for the rest of a
    file. Earlier versions send a file as one pipeline, which is a transaction: there, such a statement works only as
    the first of its file or right after a COMMIT. After any other statement, even a SET, it fails, and a second one
    leaves an invalid index. Set `runner = "pipeline"` if you use an earlier version.

    ## Bad
    ```sql
    CREATE TABLE notes (id bigint PRIMARY KEY, title text);
    ```
    ```sql
    BEGIN;
    CREATE INDEX CONCURRENTLY notes_title_idx ON notes (title);
    COMMIT;
    ```

    ## Good
    ```sql
    CREATE TABLE notes (id bigint PRIMARY KEY, title text);
    ```
    ```sql
    CREATE INDEX CONCURRENTLY notes_title_idx ON notes (title);
    ```

    ## References
    - [CREATE INDEX](https://www.postgresql.org/docs/current/sql-createindex.html)
    - [Pipelining](https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING)
    """

    kind = Kind.APPLY
    severity = Severity.ERROR
    sources = ("squawk:ban-concurrent-index-creation-in-transaction",)

    runner: str = option(
        "batch",
        help="How files are run: batch (such statements run outside the transaction: Supabase's CLI since 2.109), "
        "pipeline (one pipeline: earlier versions), autocommit (each statement alone), transaction (each file in one).",
        choices=("pipeline", "batch", "autocommit", "transaction"),
    )

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        opened = None
        first = True
        for statement in file.migration.statements:
            if statement.kind == "TransactionStmt":
                match statement.node["kind"]:
                    case "TRANS_STMT_BEGIN" | "TRANS_STMT_START":
                        opened = statement
                    case "TRANS_STMT_COMMIT" | "TRANS_STMT_ROLLBACK":
                        opened, first = None, True
                continue
            what = refused_in_transaction(statement, file.target.postgres_version)
            if what and (opened or self.runner == "transaction" or (self.runner == "pipeline" and not first)):
                where = "a BEGIN before it opens one" if opened else "this file runs as one"
                yield self.finding(
                    f"{what} can't run inside a transaction, and {where} (25001): the migration fails here.",
                    statement.place(),
                    help="Move it to a migration file that contains nothing else.",
                    related=[opened.place(None, "the transaction begins here")] if opened else [],
                    sqlstate="25001",
                )
            first = False
