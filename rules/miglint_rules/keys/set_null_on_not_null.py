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
    """A foreign key sets a column to NULL that must not be NULL.

    ## Why
    `ON DELETE SET NULL` on a NOT NULL column refuses every DELETE of the row it points at, with an error about another
    table (23502) that nobody expects. Either the column may be NULL, or the key should say so by having no action.

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

    ## References
    - https://www.postgresql.org/docs/current/sql-createtable.html
    """

    kind = Kind.DEBT
    severity = Severity.ERROR
    sources = ("constitution:fk-on-delete",)

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for table, key in foreign_keys(state):
            # A key of several columns may name those that become NULL: SET NULL (owner_id).
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
                    f"{table.qualified}.{joined(fixed)} is NOT NULL, but its key to {target_of(key, state)} says "
                    "ON DELETE SET NULL: the DELETE fails.",
                    place,
                    help="Drop NOT NULL, or leave the action out.",
                    object=state.catalog.ref(key),
                    # The DELETE is refused either way.
                    fix=Fix("Leave ON DELETE SET NULL out", partial(without_action, key), safe=True),
                    remedy=Remedy(
                        partial(with_action, table, key, "NO ACTION", state.catalog), True, renamed_at(table, state)
                    ),
                )
