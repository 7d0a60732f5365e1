"""set-null-on-not-null."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from miglint import (
    ColumnChanged,
    ConstraintAdded,
    Finding,
    Fix,
    Kind,
    Remedy,
    Rule,
    Severity,
    State,
    joined,
    renamed_at,
)

from ._alter import with_action, without_action
from ._keys import foreign_keys, key_place, target_of


class SetNullOnNotNull(Rule):
    """ON DELETE SET NULL uses a NOT NULL column.

    ## Why
    Every DELETE of a referenced row fails with an error about another table (23502). Either allow NULL in the column,
    or remove the action: the DELETE is then refused with an error about the foreign key (23503).

    ## Bad
    ```sql
    CREATE TABLE sales (id bigint PRIMARY KEY);
    CREATE TABLE tasks (id bigint PRIMARY KEY, sales_id bigint NOT NULL REFERENCES sales (id) ON DELETE SET NULL);
    ```

    ## Good
    ```sql
    CREATE TABLE sales (id bigint PRIMARY KEY);
    CREATE TABLE tasks (id bigint PRIMARY KEY, sales_id bigint REFERENCES sales (id) ON DELETE SET NULL);
    ```

    ## Fix safety
    Safe: the DELETE is refused before and after; only the error changes.

    ## References
    - https://www.postgresql.org/docs/current/sql-createtable.html
    """

    kind = Kind.DEBT
    severity = Severity.ERROR
    sources = ("constitution:fk-on-delete",)

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for table, key in foreign_keys(state):
            # A key of several columns may list those that become NULL: SET NULL (owner_id).
            if key.on_delete != "SET NULL" or len(key.columns) > 1:
                continue
            fixed = [c.name for n in key.columns if (c := table.column(n)) is not None and c.not_null]
            if fixed and state.catalog.knows("columns", table) and (place := key_place(table, key, state)):
                for change in state.changes_of(table.oid):
                    match change:
                        case ConstraintAdded(constraint=added) if added.oid == key.oid:
                            place = key_place(table, key, state) or place
                        case ColumnChanged(before=before, after=after) if after.attnum == key.columns[0]:
                            if after.not_null and not before.not_null:
                                place = change.find(after.name)
                yield self.finding(
                    f"{table.qualified}.{joined(fixed)} is NOT NULL, but its foreign key to {target_of(key, state)} "
                    "has ON DELETE SET NULL: each DELETE there fails (23502).",
                    place,
                    help="Drop NOT NULL, or remove ON DELETE SET NULL.",
                    object=state.catalog.ref(key),
                    # The DELETE is refused either way.
                    fix=Fix("Remove ON DELETE SET NULL", partial(without_action, key), safe=True),
                    remedy=Remedy(
                        partial(with_action, table, key, "NO ACTION", state.catalog), True, renamed_at(table, state)
                    ),
                )
