"""statement-in-transaction."""

from __future__ import annotations

from ._refused import RefusalRule


class StatementInTransaction(RefusalRule):
    """Statement that can't run in a transaction is in one.

    ## Why
    CREATE INDEX CONCURRENTLY, VACUUM, ALTER SYSTEM and a few others fail inside a transaction block (25001). The
    setting `runner` says which program runs the files, and so which statements share a transaction:

    - `supabase-3`, Supabase's CLI 3 (and 2 since 2.109): a file is one transaction, but CREATE INDEX CONCURRENTLY, DROP
      INDEX CONCURRENTLY, REINDEX TABLE CONCURRENTLY, VACUUM, ALTER SYSTEM and CLUSTER are taken out and run alone. The
      others, as DETACH PARTITION CONCURRENTLY or CREATE DATABASE, work only as the first of their file. A file with its
      own BEGIN or COMMIT, or whose first line is `-- pg-delta: transaction=false`, is sent statement by statement.
    - `supabase-2`, Supabase's CLI before 2.109: a file is one transaction. Such a statement works only as its first, or
      right after a COMMIT. After any other statement, even a SET, it fails, and a second one leaves an invalid index.
    - `psql`: each statement commits by itself, unless the file has BEGIN.
    - `transaction`: each file runs in one transaction (psql -1, Flyway, dbmate).

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

    reason = "transaction"
    advice = "Move it to a migration file that contains nothing else."
    sources = ("squawk:ban-concurrent-index-creation-in-transaction",)
