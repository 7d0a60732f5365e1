"""type-mismatch."""

from __future__ import annotations

from ._refused import RefusalRule


class TypeMismatch(RefusalRule):
    """Expression combines types that PostgreSQL can't compare or convert.

    ## Why
    PostgreSQL compares a uuid with a uuid, not with a text or a bigint, and doesn't convert by itself: `auth.uid() =
    owner` stops the migration if owner is text (42883). The same happens for a condition that isn't boolean, a default
    that doesn't fit the column's type and a new type that USING doesn't produce (42804), for a cast that doesn't exist
    (42846), and for a constant that isn't valid for its type, such as a label that the enum lacks (22P02).

    ## Bad
    ```sql
    CREATE TABLE notes (id bigint PRIMARY KEY, owner text);
    ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
    ```
    ```sql
    CREATE POLICY own ON notes FOR SELECT TO authenticated USING (owner = (SELECT auth.uid()));
    ```

    ## Good
    ```sql
    CREATE TABLE notes (id bigint PRIMARY KEY, owner uuid);
    ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
    ```
    ```sql
    CREATE POLICY own ON notes FOR SELECT TO authenticated USING (owner = (SELECT auth.uid()));
    ```

    ## Limits
    Unknown types and types of extensions are not checked.

    ## References
    - [Type conversion](https://www.postgresql.org/docs/current/typeconv.html)
    - [PostgreSQL error codes](https://www.postgresql.org/docs/current/errcodes-appendix.html)
    """

    reason = "type mismatch"
    advice_by_sqlstate = {
        "42883": "Cast one side, so that both have the same type.",
        "42804": "Cast it to the type that is expected here.",
        "42846": "Cast it to text first, or convert it with a function.",
        "42809": "Write an array or a subquery on the right side.",
        "22P02": "Write a value that is valid for the type.",
    }
    sources = ("constitution:type-change-using",)
