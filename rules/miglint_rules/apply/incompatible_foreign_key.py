"""incompatible-foreign-key."""

from __future__ import annotations

from ._refused import RefusalRule


class IncompatibleForeignKey(RefusalRule):
    """Foreign key doesn't match the type or key it references.

    ## Why
    The columns of a foreign key must be comparable with the columns they reference (uuid with uuid, not with bigint:
    42804), and the referenced columns must be the primary key or have a unique constraint or index (42830).

    ## Bad
    ```sql
    CREATE TABLE users (id uuid PRIMARY KEY);
    ```
    ```sql
    CREATE TABLE notes (id bigint PRIMARY KEY, author bigint REFERENCES users (id));
    ```

    ## Good
    ```sql
    CREATE TABLE users (id uuid PRIMARY KEY);
    ```
    ```sql
    CREATE TABLE notes (id bigint PRIMARY KEY, author uuid REFERENCES users (id));
    ```

    ## References
    - [Foreign keys](https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK)
    """

    reason = "foreign key"
    advice = "Use the same type on both sides, and reference a primary key or columns with a unique constraint."
