"""type-change-discards-data."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import ColumnTypeChanged, Finding, Kind, Rule, Severity, Step, walk


class TypeChangeDiscardsData(Rule):
    """A type change throws away what the column holds.

    ## Why
    `USING NULL`, or any expression that reads no column, gives every row the same value: what stood there before is
    gone when the migration commits, and no later file brings it back. Where that is meant (the old values have no
    equivalent), keep them in a second column until nobody asks for them. Nothing is said of a table or column that the
    same file made: it holds nothing yet.

    ## Bad
    ```sql
    CREATE TABLE notes (id bigint PRIMARY KEY, author uuid);
    ```
    ```sql
    ALTER TABLE notes ALTER COLUMN author TYPE bigint USING NULL;
    ```

    ## Good
    ```sql
    CREATE TABLE notes (id bigint PRIMARY KEY, author text);
    ```
    ```sql
    ALTER TABLE notes ALTER COLUMN author TYPE bigint USING author::bigint;
    ```

    ## References
    - https://www.postgresql.org/docs/current/sql-altertable.html
    """

    kind = Kind.HAZARD
    severity = Severity.WARNING
    sources = ("constitution:type-change-using",)

    def check_change(self, change: ColumnTypeChanged, step: Step) -> Iterator[Finding]:
        if change.using is None or _reads(change.using) or _new_in_file(change):
            return
        column = f"{change.table.qualified}.{change.after.name}"
        yield self.finding(
            f"{column} loses everything it holds: USING reads no column, so every row gets the same value.",
            change.find(change.before.name),
            help="Convert the old values in USING, or keep them in a second column until they are not needed.",
            object=step.after.ref(change.table, change.after),
        )


def _reads(expression: object) -> bool:
    """Whether an expression reads a column, or asks a query for its value."""
    return any(kind in ("ColumnRef", "SubLink") for kind, _ in walk(expression))


def _new_in_file(change: ColumnTypeChanged) -> bool:
    made = [origin for origin in (change.table.origin, change.before.origin) if origin is not None]
    return any(origin.migration is change.statement.migration for origin in made)
