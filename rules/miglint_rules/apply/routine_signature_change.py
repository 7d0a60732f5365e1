"""routine-signature-change."""

from __future__ import annotations

from ._refused import RefusalRule


class RoutineSignatureChange(RefusalRule):
    """CREATE OR REPLACE changes what a function returns, or the names of its parameters.

    ## Why
    OR REPLACE keeps the function and whoever calls it, so PostgreSQL refuses another result type, other names of
    the parameters or output columns, and a default that is taken away (42P13). Such a function has to be dropped
    first, and its grants given again.

    ## Bad
    ```sql
    CREATE FUNCTION total() RETURNS integer LANGUAGE sql AS 'SELECT 1';
    ```
    ```sql
    CREATE OR REPLACE FUNCTION total() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
    ```

    ## Good
    ```sql
    CREATE FUNCTION total() RETURNS integer LANGUAGE sql AS 'SELECT 1';
    ```
    ```sql
    DROP FUNCTION total();
    CREATE FUNCTION total() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
    ```

    ## References
    - [CREATE FUNCTION](https://www.postgresql.org/docs/current/sql-createfunction.html)
    """

    reason = "signature"
    advice = "Write DROP FUNCTION with its argument types before it, and give its grants again."
