"""invalid-constraint."""

from __future__ import annotations

from ._refused import RefusalRule


class InvalidConstraint(RefusalRule):
    """Constraint uses a clause that PostgreSQL doesn't allow there.

    ## Why
    USING INDEX needs a unique index of the same table on plain columns, without WHERE (42809, 55000). A foreign key of
    a partitioned table can be NOT VALID only from PostgreSQL 18 on (42809). A CHECK can read only the row's columns, so
    it can't contain a subquery (0A000).

    ## Bad
    ```sql
    CREATE TABLE notes (id bigint, title text);
    CREATE UNIQUE INDEX notes_title_idx ON notes (title) WHERE title <> '';
    ```
    ```sql
    ALTER TABLE notes ADD CONSTRAINT notes_title_key UNIQUE USING INDEX notes_title_idx;
    ```

    ## Good
    ```sql
    CREATE TABLE notes (id bigint, title text);
    CREATE UNIQUE INDEX notes_title_idx ON notes (title);
    ```
    ```sql
    ALTER TABLE notes ADD CONSTRAINT notes_title_key UNIQUE USING INDEX notes_title_idx;
    ```

    ## References
    - [ALTER TABLE](https://www.postgresql.org/docs/current/sql-altertable.html)
    """

    reason = "constraint"
    advice = "`miglint explain invalid-constraint` lists what each kind of constraint allows."
