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
    """What a column lacks, as the message words it."""

    DEFAULT = "has no default: rows that omit it hold NULL"
    PROTECTION = "can be set by API clients: they can send any time"
    TRIGGER = "has no BEFORE UPDATE trigger: it keeps the time of the INSERT"


_ADVICE = {
    _Lack.DEFAULT: "Add DEFAULT now().",
    _Lack.PROTECTION: "Grant INSERT and UPDATE on the other columns only, or set it in a BEFORE INSERT OR UPDATE "
    "trigger.",
    _Lack.TRIGGER: "Create a BEFORE UPDATE trigger that sets NEW.{column} = now().",
}


class UnmanagedTimestamp(Rule):
    """Timestamp column isn't set by the database.

    ## Why
    Clients omit these columns, or send the time of their clock. Then sorting and filtering by them returns wrong
    results. `created_at` needs a default. `updated_at` needs a default and a BEFORE UPDATE trigger, because a default
    applies to INSERT only.

    With `writable = false` the rule also reports columns that API clients can set: clients with INSERT or UPDATE on the
    column can send any time, unless a BEFORE INSERT trigger overwrites it.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, created_at timestamptz);
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, created_at timestamptz DEFAULT now());
    ```

    ## Fix safety
    Unsafe: it changes what is stored from then on. The trigger is copied from another table, where its function only
    sets the same column.

    ## Limits
    Any BEFORE UPDATE row trigger counts as one that sets the column; its function is not checked.

    ## References
    - https://www.postgresql.org/docs/current/sql-createtrigger.html
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:timestamps-managed",)

    created: str = option("created_at", "The column that holds the time of the INSERT.")
    updated: str = option("updated_at", "The column that holds the time of the last UPDATE.")
    trigger: bool = option(True, "Require a BEFORE UPDATE trigger for the updated column.")
    writable: bool = option(True, "Allow clients to set them; false requires a trigger or column privileges.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for table in exposed_tables(state):
            for column in table.columns:
                lack = self._lack(table, column, state)
                if lack is None or not state.catalog.knows("columns", table):
                    continue
                place = table.column_place(column)
                for change in state.changes_of(table.oid):
                    if (
                        lack is not _Lack.DEFAULT
                        and isinstance(change, TriggerDropped)
                        and _runs_on_update(change.trigger)
                    ):
                        place = change.find(change.trigger.name)
                yield self.finding(
                    f"{table.qualified}.{column.name} {lack.value}.",
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
        return None if any(map(_runs_on_update, triggers)) else _Lack.TRIGGER

    def _remedy(self, table: Table, column: Column, lack: _Lack, place: Place, state: State) -> Remedy | None:
        behind = (place, *renamed_at(table, state))
        if lack is _Lack.TRIGGER:
            return Remedy(partial(_trigger, table, column, state), behind=behind)
        if lack is not _Lack.DEFAULT or column.type_name not in ("timestamptz", "timestamp"):
            return None
        alter = f"ALTER TABLE {quote_name(table.schema, table.name)} ALTER COLUMN {quote_identifier(column.name)}"
        return Remedy((f"{alter} SET DEFAULT now();",), behind=behind)


def _timestamp_triggers(state: State) -> dict[str, tuple[Trigger, Routine]]:
    """Return, by column, a trigger whose function does nothing but set that column, and the function."""
    found: dict[str, tuple[Trigger, Routine]] = {}
    seen: set[int] = set()
    for trigger in state.catalog.triggers:
        if not _runs_on_update(trigger) or trigger.columns or trigger.when or trigger.function in seen:
            continue
        seen.add(trigger.function)
        routine = state.catalog.routine(trigger.function)
        if routine is not None and (column := _column_set_by(routine)):
            found.setdefault(column, (trigger, routine))
    return found


def _column_set_by(routine: Routine) -> str:
    """Return the one column of NEW that a trigger's function sets; "" if the function does anything else."""
    nodes = list(walk(body_tree(routine)))
    fields = {node["fieldname"] for kind, node in nodes if kind == "PLpgSQL_recfield"}
    statements = {kind for kind, _ in nodes if kind.startswith("PLpgSQL_stmt_")}
    return fields.pop() if len(fields) == 1 and statements <= PLAIN else ""


def _trigger(table: Table, column: Column, state: State) -> tuple[str, ...]:
    """Return the trigger of another table, with this table's name in its name; nothing if no table has one."""
    catalog = state.catalog
    found = state.once(_timestamp_triggers).get(column.name)
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
    """Return whether API clients can set a column and no trigger overwrites it."""
    if not state.catalog.knows("grants", table) or not state.catalog.knows("triggers", table):
        return False
    # A trigger before INSERT protects created_at too, though a client can still change it later by UPDATE.
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


def _runs_on_update(trigger: Trigger) -> bool:
    """Return whether a trigger runs before each UPDATE of a row; what its function does is not checked."""
    return trigger.timing == "BEFORE" and "UPDATE" in trigger.events and trigger.level == "ROW"
