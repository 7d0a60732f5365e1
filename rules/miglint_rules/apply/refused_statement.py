"""refused-statement."""

from __future__ import annotations

from ._refused import RefusalRule


class RefusedStatement(RefusalRule):
    """A statement that PostgreSQL would refuse for a reason of its own.

    ## Why
    Whatever PostgreSQL refuses stops the migration, and on Supabase takes the whole file back. The message is
    PostgreSQL's own, with its SQLSTATE; mistakes that are frequent have rules of their own in this family.

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
