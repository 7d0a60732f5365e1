"""duplicate-object."""

from __future__ import annotations

from ._refused import RefusalRule


class DuplicateObject(RefusalRule):
    """Statement creates an object whose name is already taken.

    ## Why
    PostgreSQL refuses a second CREATE or ADD of the same name (42P07, 42710, 42701, 42723, 42P06). Typical causes are a
    file that was copied, a policy that was written again without dropping the old one, or two branches that both create
    the table. A database where the statement was already run by hand keeps working; every new database stops here.

    ## Bad
    ```sql
    CREATE TABLE notes (id bigint PRIMARY KEY);
    CREATE POLICY "read" ON notes FOR SELECT TO authenticated USING (true);
    ```
    ```sql
    CREATE POLICY "read" ON notes FOR SELECT TO authenticated USING (id > 0);
    ```

    ## Good
    ```sql
    CREATE TABLE notes (id bigint PRIMARY KEY);
    CREATE POLICY "read" ON notes FOR SELECT TO authenticated USING (true);
    ```
    ```sql
    DROP POLICY "read" ON notes;
    CREATE POLICY "read" ON notes FOR SELECT TO authenticated USING (id > 0);
    ```

    ## References
    - [PostgreSQL error codes](https://www.postgresql.org/docs/current/errcodes-appendix.html)
    """

    reason = "duplicate"
    advice = "Drop or rename the existing one first, or write IF NOT EXISTS or OR REPLACE if the statement allows it."
