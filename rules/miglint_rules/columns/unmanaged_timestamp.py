"""unmanaged-timestamp."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Column, Finding, Kind, Rule, Severity, State, Table, Trigger, TriggerDropped, option

from .._places import name_place
from .._tables import column_place, column_ref, exposed_tables


class UnmanagedTimestamp(Rule):
    """created_at or updated_at is left to whoever writes the row.

    ## Why
    Clients forget these columns, or send the time of their own clock. `created_at` needs a default; `updated_at` a
    default and a BEFORE UPDATE trigger, since a default is for INSERT only. Sorting by them is a lie otherwise.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, created_at timestamptz);
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, created_at timestamptz DEFAULT now());
    ```

    ## References
    - https://www.postgresql.org/docs/current/sql-createtrigger.html
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:timestamps-managed",)

    created: str = option("created_at", "The column with the time of the INSERT.")
    updated: str = option("updated_at", "The column with the time of the last UPDATE.")
    trigger: bool = option(True, "Ask for a BEFORE UPDATE trigger beside an updated_at.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for table in exposed_tables(state):
            for column in table.columns:
                lacks = self._lacks(table, column, state)
                if not lacks or not state.catalog.knows("columns", table):
                    continue
                if place := column_place(table, column):
                    for change in state.changes_of(table.oid):
                        if lacks != "default" and isinstance(change, TriggerDropped) and _manages(change.trigger):
                            place = name_place(change, change.trigger.name)
                    yield self.finding(
                        f"{table.qualified}.{column.name} has no {lacks}.",
                        place,
                        help="Write DEFAULT now()."
                        if lacks == "default"
                        else f"Write a trigger BEFORE UPDATE that sets NEW.{column.name} = now().",
                        object=column_ref(table, column),
                    )

    def _lacks(self, table: Table, column: Column, state: State) -> str:
        if column.name not in (self.created, self.updated) or column.generated:
            return ""
        if column.default is None:
            return "default"
        if column.name != self.updated or not self.trigger or not state.catalog.knows("triggers", table):
            return ""
        triggers = state.catalog.triggers_of(table.oid)
        return "" if any(map(_manages, triggers)) else "trigger that moves it on"


def _manages(trigger: Trigger) -> bool:
    return trigger.timing == "BEFORE" and "UPDATE" in trigger.events and trigger.level == "ROW"
