"""type-mismatch."""

from __future__ import annotations

from ._refused import RefusalRule


class TypeMismatch(RefusalRule):
    """Types are compared, combined or stored that don't go together.

    ## Why
    PostgreSQL compares a uuid with a uuid, not with a text or a bigint, and does not guess: `auth.uid() = owner` stops
    the migration where owner is text (42883). So does a condition that is no boolean (42804), a default that does not
    become its column's type (42804), a new type that USING does not lead to (42804), a cast that there is not (42846),
    and a constant that is no value of its type, as a label that the enum lacks (22P02).

    Nothing is said of types that are not known, and of those of extensions.

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

    ## References
    - [Type conversion](https://www.postgresql.org/docs/current/typeconv.html)
    - [PostgreSQL error codes](https://www.postgresql.org/docs/current/errcodes-appendix.html)
    """

    reason = "type mismatch"
    advice_by_sqlstate = {
        "42883": "Cast one side, so that both have the same type.",
        "42804": "Cast it to the type that is wanted here.",
        "42846": "Take it to text first, or convert it with a function.",
        "42809": "Give an array on the right side, or a sub-select.",
        "22P02": "Write a value that the type has.",
    }
    sources = ("constitution:type-change-using",)
