"""routine-signature-change."""

from __future__ import annotations

from ._refused import RefusalRule


class RoutineSignatureChange(RefusalRule):
    """CREATE OR REPLACE FUNCTION changes return type or parameter names.

    ## Why
    OR REPLACE keeps the function and everything that calls it, so PostgreSQL refuses a different result type, different
    names of parameters or output columns, and a removed default (42P13). Drop the function first, then create it and
    grant its privileges again.

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
    advice = "Write DROP FUNCTION with its argument types before it, and grant its privileges again."
