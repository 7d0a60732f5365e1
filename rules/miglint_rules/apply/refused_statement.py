"""refused-statement."""

from __future__ import annotations

from ._refused import RefusalRule


class RefusedStatement(RefusalRule):
    """PostgreSQL refuses the statement; no more specific rule applies.

    ## Why
    A statement that PostgreSQL refuses stops the migration, and Supabase rolls the whole file back. The message is
    PostgreSQL's, with its SQLSTATE. Frequent mistakes have separate rules in this family.

    ## Bad
    ```sql
    CREATE TYPE mood AS ENUM ('sad', 'happy');
    ```
    ```sql
    ALTER TYPE mood RENAME VALUE 'angry' TO 'cross';
    ```

    ## Good
    ```sql
    CREATE TYPE mood AS ENUM ('sad', 'happy');
    ```
    ```sql
    ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';
    ```

    ## References
    - [PostgreSQL error codes](https://www.postgresql.org/docs/current/errcodes-appendix.html)
    """

    reason = "other"
