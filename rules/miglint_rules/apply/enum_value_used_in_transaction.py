"""enum-value-used-in-transaction."""

from __future__ import annotations

from ._refused import RefusalRule


class EnumValueUsedInTransaction(RefusalRule):
    """Enum value is used in the transaction that adds it.

    ## Why
    PostgreSQL accepts a value from ALTER TYPE ADD VALUE only after the transaction commits. A default, check, policy or
    UPDATE in the same file that names it fails (55P04), because Supabase runs a file as one transaction. Where it is
    cut, for example at CREATE INDEX CONCURRENTLY, the value may be used behind the cut (see statement-in-transaction).

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
    advice = "Add the value in a separate migration, and use it in the next one."
    sources = ("constitution:enum-add-value-use",)
