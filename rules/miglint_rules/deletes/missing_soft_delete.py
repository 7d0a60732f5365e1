"""missing-soft-delete."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    ColumnDropped,
    Finding,
    Kind,
    Rule,
    Severity,
    State,
    Table,
    exposed_tables,
    option,
    quote_identifier,
    quote_name,
)

from ..rls._policies import CLIENTS
from ._soft import COLUMN

MANY = 4


class MissingSoftDelete(Rule):
    """Table has no deleted_at column for soft deletes.

    ## Why
    People delete the wrong row and want it back. With `deleted_at timestamptz` a row is marked as deleted and can be
    restored; without it, the row is at best in a backup.

    Tables with the profile `reference` or `system` don't need the column, and neither does a table with row-level
    security whose policies let API users neither change nor delete rows, such as an audit trail.

    If more than four tables lack the column and none has it, one finding at the last table reports them all.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text);
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text, deleted_at timestamptz);
    ```

    ## References
    - https://www.postgresql.org/docs/current/datatype-datetime.html
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:soft-delete-column",)

    column: str = option(COLUMN, "The column that marks a row as deleted.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        found = list(self._lacking(state))
        if len(found) <= MANY or any(table.column(self.column) for table in exposed_tables(state)):
            yield from found
            return
        last = found[-1]
        yield self.finding(
            f"none of the {len(found)} tables has a {self.column} column: deleted rows can't be restored.",
            last.place,
            help=f"Add {self.column} timestamptz to the tables that users edit, or turn {self.name} off.",
            object=last.object,
            causes=[each.place for each in found],
        )

    def _lacking(self, state: State) -> Iterator[Finding]:
        for table in exposed_tables(state):
            if table.column(self.column) or table.parents:
                continue
            if state.target.profile(table.schema, table.name).kind in ("reference", "system"):
                continue
            if table.rls_enabled and not _may_change(table, state):
                continue
            place = table.place()
            for change in state.changes_of(table.oid):
                if isinstance(change, ColumnDropped) and change.column.name == self.column:
                    place = change.find(self.column)
            if state.catalog.knows("columns", table):
                on = quote_name(table.schema, table.name)
                yield self.finding(
                    f"{table.qualified} has no {self.column} column: deleted rows can't be restored.",
                    place,
                    help=f"ALTER TABLE {on} ADD COLUMN {quote_identifier(self.column)} timestamptz; or list the table "
                    "under [profiles] as reference or system.",
                    object=state.catalog.ref(table),
                )


def _may_change(table: Table, state: State) -> bool:
    """Return whether a policy lets API users change or delete rows; True if the policies aren't known."""
    return not state.catalog.knows("policies", table) or any(
        policy.permissive and policy.command in ("ALL", "UPDATE", "DELETE") and not CLIENTS.isdisjoint(policy.roles)
        for policy in state.catalog.policies_of(table.oid)
    )
