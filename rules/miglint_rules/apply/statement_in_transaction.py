"""statement-in-transaction."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import FileSteps, Finding, Kind, Rule, Severity, option

from ._transactions import refused_in_transaction


class StatementInTransaction(Rule):
    """A statement that cannot run inside a transaction stands where one is open.

    ## Why
    CREATE INDEX CONCURRENTLY, VACUUM, ALTER SYSTEM and a few more refuse to run in a transaction block (25001), also
    in one that the file itself opens. Supabase's CLI takes such statements out of the transaction in which it runs the
    rest of a file, since its version 2.109. Earlier ones send a file as one pipeline, which is a transaction: there
    such a statement passes only as the first of its file, or right after a COMMIT; behind anything else, be it a mere
    SET, it fails, and a second one leaves an invalid index behind. Say `runner = "pipeline"` where such a version is
    in use.

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
        help="how files are run: with such statements taken out (batch: Supabase's CLI since 2.109), as one pipeline "
        "(pipeline: earlier ones), each statement by itself (autocommit), or each file in a transaction (transaction)",
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
                where = "inside BEGIN" if opened else "as part of a file that runs as one transaction"
                yield self.finding(
                    f"{what} cannot run inside a transaction block, and here it does: {where} (25001).",
                    statement.place(),
                    help="Give it a file of its own.",
                    related=[opened.place(None, "the transaction begins here")] if opened else [],
                    sqlstate="25001",
                )
            first = False
