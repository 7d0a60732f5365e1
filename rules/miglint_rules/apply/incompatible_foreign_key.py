"""incompatible-foreign-key."""

from __future__ import annotations

from ._refused import RefusalRule


class IncompatibleForeignKey(RefusalRule):
    """A foreign key that PostgreSQL cannot make: other types, or no unique key to rest on.

    ## Why
    The columns of a foreign key must be comparable with those they reference (uuid with uuid, not with bigint:
    42804), and those must be the primary key or carry a unique constraint or index (42830).

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
    advice = "Give both sides the same type, and the referenced columns a primary key or a unique constraint."
