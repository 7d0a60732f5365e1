"""duplicate-object."""

from __future__ import annotations

from ._refused import RefusalRule


class DuplicateObject(RefusalRule):
    """A statement makes something that is there already under that name.

    ## Why
    A second CREATE or ADD of the same name is refused (42P07, 42710, 42701, 42723, 42P06): a file that was copied,
    a policy that was written anew without dropping the old one, or two branches that both made the table. The
    database on which somebody ran the statement by hand keeps working; every new one stops here.

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
    advice = "Drop or rename the old one first, or write IF NOT EXISTS or OR REPLACE where the statement has it."
