"""enum-value-used-in-transaction."""

from __future__ import annotations

from ._refused import RefusalRule


class EnumValueUsedInTransaction(RefusalRule):
    """A new value of an enum is used in the transaction that adds it.

    ## Why
    ALTER TYPE ADD VALUE makes a value that PostgreSQL accepts only once the transaction is committed: a default, a
    check, a policy or an UPDATE that names it in the same file fails (55P04), because Supabase runs a file as one
    transaction.

    ## Bad
    ```sql
    CREATE TYPE stage AS ENUM ('new', 'won');
    CREATE TABLE deals (id bigint PRIMARY KEY, stage stage);
    ```
    ```sql
    ALTER TYPE stage ADD VALUE 'lost';
    ALTER TABLE deals ALTER COLUMN stage SET DEFAULT 'lost';
    ```

    ## Good
    ```sql
    CREATE TYPE stage AS ENUM ('new', 'won');
    CREATE TABLE deals (id bigint PRIMARY KEY, stage stage);
    ```
    ```sql
    ALTER TYPE stage ADD VALUE 'lost';
    ```
    ```sql
    ALTER TABLE deals ALTER COLUMN stage SET DEFAULT 'lost';
    ```

    ## References
    - [ALTER TYPE](https://www.postgresql.org/docs/current/sql-altertype.html)
    """

    reason = "uncommitted value"
    advice = "Add the value in a migration of its own, and use it in the next one."
    sources = ("constitution:enum-add-value-use",)
