"""type-change-discards-data."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import ColumnTypeChanged, Finding, Kind, Rule, Severity, Step, walk


class TypeChangeDiscardsData(Rule):
    """Type change discards the column's values.

    ## Why
    `USING NULL`, or any expression that reads no column, sets every row to the same value. The old values are gone when
    the migration commits, and no later file can restore them. If that is intended, because the old values have no
    equivalent, keep them in a second column until they aren't needed.

    Tables and columns that the same file creates hold no values yet and are not reported.

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
            f"{column} loses all its values: USING reads no column, so every row gets the same value.",
            change.find(change.before.name),
            help="Convert the old values in USING, or keep them in a second column until they aren't needed.",
            object=step.after.ref(change.table, change.after),
        )


def _reads(expression: object) -> bool:
    """Return whether an expression reads a column or contains a subquery."""
    return any(kind in ("ColumnRef", "SubLink") for kind, _ in walk(expression))


def _new_in_file(change: ColumnTypeChanged) -> bool:
    made = [origin for origin in (change.table.origin, change.before.origin) if origin is not None]
    return any(origin.migration is change.statement.migration for origin in made)
