"""invalid-constraint."""

from __future__ import annotations

from ._refused import RefusalRule


class InvalidConstraint(RefusalRule):
    """A constraint that PostgreSQL cannot make: USING INDEX, NOT VALID or a sub-query where it allows none.

    ## Why
    USING INDEX wants a unique index of the same table over plain columns, without WHERE (42809, 55000). A foreign
    key of a partitioned table can be NOT VALID from PostgreSQL 18 on only (42809). A check may read the row's own
    columns and nothing else: no sub-query (0A000).

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
    advice = "`miglint explain invalid-constraint` says what each kind allows."
