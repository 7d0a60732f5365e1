"""unmanaged-timestamp."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import partial

from miglint import (
    Column,
    Finding,
    Kind,
    Place,
    Remedy,
    Routine,
    Rule,
    Severity,
    State,
    Table,
    Trigger,
    TriggerDropped,
    body_tree,
    exposed_tables,
    option,
    quote_identifier,
    quote_name,
    renamed_at,
    walk,
)

PLAIN = frozenset({"PLpgSQL_stmt_block", "PLpgSQL_stmt_assign", "PLpgSQL_stmt_return"})


class _Lack(Enum):
    """What a column lacks, as the message says it."""

    DEFAULT = "default"
    PROTECTION = "protection: clients may write it"
    TRIGGER = "trigger that moves it on"


_ADVICE = {
    _Lack.DEFAULT: "Write DEFAULT now().",
    _Lack.PROTECTION: "Grant INSERT and UPDATE on the other columns only, or set it in a trigger BEFORE INSERT OR "
    "UPDATE.",
    _Lack.TRIGGER: "Write a trigger BEFORE UPDATE that sets NEW.{column} = now().",
}


class UnmanagedTimestamp(Rule):
    """created_at or updated_at is left to whoever writes the row.

    ## Why
    Clients forget these columns, or send the time of their own clock. `created_at` needs a default; `updated_at` a
    default and a BEFORE UPDATE trigger, since a default is for INSERT only. Sorting by them is a lie otherwise.

    `writable = false` goes further: a client that holds INSERT or UPDATE on the column can still send a time of its
    own, unless a trigger BEFORE INSERT overrules it.

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
    writable: bool = option(True, "Let clients write them; false asks for a trigger, or for column privileges.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for table in exposed_tables(state):
            for column in table.columns:
                lack = self._lack(table, column, state)
                if lack is None or not state.catalog.knows("columns", table):
                    continue
                place = table.column_place(column)
                for change in state.changes_of(table.oid):
                    if lack is not _Lack.DEFAULT and isinstance(change, TriggerDropped) and _manages(change.trigger):
                        place = change.find(change.trigger.name)
                yield self.finding(
                    f"{table.qualified}.{column.name} has no {lack.value}.",
                    place,
                    help=_ADVICE[lack].format(column=column.name),
                    object=state.catalog.ref(table, column),
                    remedy=self._remedy(table, column, lack, place, state),
                )

    def _lack(self, table: Table, column: Column, state: State) -> _Lack | None:
        if column.name not in (self.created, self.updated) or column.generated:
            return None
        if column.default is None:
            return _Lack.DEFAULT
        if not self.writable and _clients_write(table, column, state):
            return _Lack.PROTECTION
        if column.name != self.updated or not self.trigger or not state.catalog.knows("triggers", table):
            return None
        triggers = state.catalog.triggers_of(table.oid)
        return None if any(map(_manages, triggers)) else _Lack.TRIGGER

    def _remedy(self, table: Table, column: Column, lack: _Lack, place: Place, state: State) -> Remedy | None:
        behind = (place, *renamed_at(table, state))
        if lack is _Lack.TRIGGER:
            return Remedy(partial(_trigger, table, column, state), behind=behind)
        if lack is not _Lack.DEFAULT or column.type_name not in ("timestamptz", "timestamp"):
            return None
        alter = f"ALTER TABLE {quote_name(table.schema, table.name)} ALTER COLUMN {quote_identifier(column.name)}"
        return Remedy((f"{alter} SET DEFAULT now();",), behind=behind)


def _movers(state: State) -> dict[str, tuple[Trigger, Routine]]:
    """Column -> a trigger whose function does nothing but move it on, and that function."""
    found: dict[str, tuple[Trigger, Routine]] = {}
    seen: set[int] = set()
    for trigger in state.catalog.triggers:
        if not _manages(trigger) or trigger.columns or trigger.when or trigger.function in seen:
            continue
        seen.add(trigger.function)
        routine = state.catalog.routine(trigger.function)
        if routine is not None and (column := _moved_on(routine)):
            found.setdefault(column, (trigger, routine))
    return found


def _moved_on(routine: Routine) -> str:
    """The one column of NEW that a trigger's function assigns to; "" where it does anything else."""
    nodes = list(walk(body_tree(routine)))
    fields = {node["fieldname"] for kind, node in nodes if kind == "PLpgSQL_recfield"}
    statements = {kind for kind, _ in nodes if kind.startswith("PLpgSQL_stmt_")}
    return fields.pop() if len(fields) == 1 and statements <= PLAIN else ""


def _trigger(table: Table, column: Column, state: State) -> tuple[str, ...]:
    """The same trigger as another table has, called as the one there but for the table's name; none without one."""
    catalog = state.catalog
    found = state.once(_movers).get(column.name)
    if found is None:
        return ()
    sibling, routine = found
    other = catalog.table(sibling.relation)
    name = sibling.name.replace(other.name, table.name) if other else sibling.name
    if any(trigger.name == name for trigger in catalog.triggers_of(table.oid)):
        return ()
    on, function = quote_name(table.schema, table.name), quote_name(routine.schema, routine.name)
    return (
        f"CREATE TRIGGER {quote_identifier(name)} BEFORE UPDATE ON {on} FOR EACH ROW EXECUTE FUNCTION {function}();",
    )


def _clients_write(table: Table, column: Column, state: State) -> bool:
    """Whether the API's users may set a column, and no trigger has the last word."""
    if not state.catalog.knows("grants", table) or not state.catalog.knows("triggers", table):
        return False
    # created_at is set by an INSERT; that a client changes it later is the same lie.
    if any(
        t.timing == "BEFORE" and t.level == "ROW" and "INSERT" in t.events for t in state.catalog.triggers_of(table.oid)
    ):
        return False
    for role in ("anon", "authenticated"):
        held = state.catalog.privileges(table, role, state.target.revoked)
        own = column.acl.of(state.catalog.roles_of(role), state.target.revoked) if column.acl else frozenset()
        if not held.isdisjoint(("INSERT", "UPDATE")) or not own.isdisjoint(("INSERT", "UPDATE")):
            return True
    return False


def _manages(trigger: Trigger) -> bool:
    return trigger.timing == "BEFORE" and "UPDATE" in trigger.events and trigger.level == "ROW"
