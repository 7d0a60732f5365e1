"""foreign-key-cascade."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import partial

from miglint import Constraint, Finding, Fix, Kind, Remedy, Rule, Severity, State, Table, option, renamed_at

from .._junctions import is_junction
from ._alter import with_action, without_action
from ._keys import columns_of, foreign_keys, key_place, target_of


class ForeignKeyCascade(Rule):
    """Deleting a row also deletes rows in other tables.

    ## Why
    With `ON DELETE CASCADE`, one DELETE also removes rows of other tables. It bypasses soft deletes and the row-level
    security of those tables. `ON DELETE SET NULL` loses no rows, and neither does a key without an action, which
    refuses the DELETE.

    Junction tables (the profile `junction`, or a table with little more than two foreign keys) may cascade, because a
    pair has no meaning without both sides. `allowed` lists other columns that may.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    CREATE TABLE notes (
      id bigint PRIMARY KEY,
      contact_id bigint REFERENCES contacts (id) ON DELETE CASCADE,
      body text
    );
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    CREATE TABLE notes (
      id bigint PRIMARY KEY,
      contact_id bigint REFERENCES contacts (id) ON DELETE SET NULL,
      body text
    );
    ```

    ## Fix safety
    Unsafe: afterwards PostgreSQL refuses to delete a row while others reference it (23503), and code that relied on the
    cascade fails.

    ## References
    - https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:fk-on-delete",)

    allowed: tuple[str, ...] = option((), "Globs of columns that may cascade, as table.column or schema.table.column.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for table, key in foreign_keys(state):
            if key.on_delete != "CASCADE" or self._allows(table, key) or is_junction(table, state):
                continue
            if place := key_place(table, key, state):
                yield self.finding(
                    f"deleting a row of {target_of(key, state)} also deletes the rows of {table.qualified} that "
                    f"reference it by {columns_of(table, key)}.",
                    place,
                    help="Write ON DELETE SET NULL, or leave ON DELETE out: the DELETE is then refused.",
                    object=state.catalog.ref(key),
                    fix=Fix("Remove ON DELETE CASCADE", partial(without_action, key)),
                    remedy=Remedy(
                        partial(with_action, table, key, "NO ACTION", state.catalog), behind=renamed_at(table, state)
                    ),
                )

    def _allows(self, table: Table, key: Constraint) -> bool:
        names = [
            f"{prefix}.{column}" for prefix in (table.name, table.qualified) for column in table.names(key.columns)
        ]
        return any(fnmatchcase(name, glob) for glob in self.allowed for name in names)
