"""Event triggers of the migrations, fired for what a statement made."""

from __future__ import annotations

from typing import Any

from ...catalog import EventTrigger, Relation, Routine, Type
from ...catalog.changes import (
    Change,
    ColumnDropped,
    IndexDropped,
    RoutineDropped,
    SequenceDropped,
    TableCreated,
    TableDropped,
    TypeDropped,
    ViewDropped,
)
from ...syntax.quoting import quote_identifier, quote_name
from ..catalog_queries.known_values import UNKNOWN, RowValue
from ..state.context import Context
from .statement_calls import run_routine

# Command tags that are not CREATE and the kind (tcop/cmdtaglist.h).
_TAGS = {
    "partitioned table": "CREATE TABLE", "partitioned index": "CREATE INDEX", "aggregate": "CREATE AGGREGATE",
}  # fmt: skip

_DROPPED = (TableDropped, ViewDropped, IndexDropped, SequenceDropped, RoutineDropped, TypeDropped)


def fire_event_triggers(context: Context, changes: list[Change]) -> None:
    """Run the migrations' event triggers on ddl_command_end and sql_drop for what a statement made and dropped.

    The triggers see the state after it. One that fails takes the statement along.
    """
    catalog = context.catalog
    if not changes:
        return
    commands = [command for change in changes if (command := _command(context, change))]
    drops = _drops(context, changes)
    for trigger in list(catalog.event_triggers) if commands or drops else ():
        routine = catalog.routine(trigger.function)
        if not trigger.enabled or routine is None or routine.body is None:
            continue
        if trigger.event == "ddl_command_end":
            for command in commands:
                rows = {"pg_event_trigger_ddl_commands()": [command]}
                _run(context, routine, trigger, command["command_tag"], rows)
        elif trigger.event == "sql_drop":
            for tag, dropped in drops:
                _run(context, routine, trigger, tag, {"pg_event_trigger_dropped_objects()": dropped})


def _run(context: Context, routine: Routine, trigger: EventTrigger, tag: str, rows: dict[str, Any]) -> None:
    if not trigger.tags or tag in trigger.tags:
        run_routine(context, routine, {**rows, "tg_tag": tag, "tg_event": trigger.event})


def _drops(context: Context, changes: list[Change]) -> list[tuple[str, list[RowValue]]]:
    """Return the command tag and the rows of pg_event_trigger_dropped_objects() for each statement that dropped
    something; without what falls with a table: its type, its constraints, its triggers."""
    found: dict[int, tuple[str, list[RowValue]]] = {}
    for change in changes:
        if isinstance(change, ColumnDropped) and context.catalog.table(change.table.oid):
            made = _part(
                change.table,
                f"{quote_name(change.table.schema, change.table.name)}.{quote_identifier(change.column.name)}",
                "table column",
            )
            found.setdefault(id(change.statement), ("ALTER TABLE", []))[1].append(made)
            continue
        if not isinstance(change, _DROPPED):
            continue
        row = change.subject
        kind = "type" if isinstance(row, Type) else row.kind
        is_routine = isinstance(row, Routine)
        made = RowValue(
            classid=UNKNOWN,
            objid=row.oid,
            objsubid=0,
            original=not change.cascaded,
            normal=change.cascaded,
            is_temporary=isinstance(row, Relation) and row.persistence == "t",
            object_type="table" if kind == "partitioned table" else kind,
            schema_name=row.schema,
            object_name=None if is_routine else row.name,
            object_identity=_identity(context, row),
            address_names=UNKNOWN,
            address_args=UNKNOWN,
        )
        is_drop = change.statement.kind == "DropStmt"
        tag = _tag_of_drop(str(change.statement.node["removeType"])) if is_drop else "ALTER TABLE"
        found.setdefault(id(change.statement), (tag, []))[1].append(made)
    return list(found.values())


def _part(table: Relation, identity: str, type: str) -> RowValue:
    """Return the row for a part of a table that is dropped by itself."""
    return RowValue(
        classid=UNKNOWN,
        objid=table.oid,
        objsubid=UNKNOWN,
        original=True,
        normal=False,
        is_temporary=table.persistence == "t",
        object_type=type,
        schema_name=table.schema,
        object_name=None,
        object_identity=identity,
        address_names=UNKNOWN,
        address_args=UNKNOWN,
    )


def _tag_of_drop(type: str) -> str:
    """Return the command's tag: OBJECT_MATVIEW -> DROP MATERIALIZED VIEW."""
    name = type.removeprefix("OBJECT_").replace("_", " ")
    return f"DROP {'MATERIALIZED VIEW' if name == 'MATVIEW' else name}"


def _command(context: Context, change: Change) -> RowValue | None:
    """Return a row of pg_event_trigger_ddl_commands(); None if a change isn't such a command."""
    if change.effect != "made" or not isinstance(change.subject, (Relation, Routine)):
        return None
    oid = change.subject.oid
    row = context.catalog.relation(oid) or context.catalog.routine(oid)
    if row is None:
        return None
    kind = row.kind
    match change.statement.kind:
        case "CreateTableAsStmt" if isinstance(change, TableCreated):
            tag = "CREATE TABLE AS"
        case "SelectStmt" if isinstance(change, TableCreated):
            tag = "SELECT INTO"
        case _:
            tag = _TAGS.get(kind, f"CREATE {kind.upper()}")
    return RowValue(
        classid=UNKNOWN,
        objid=row.oid,
        objsubid=0,
        command_tag=tag,
        object_type="table" if kind == "partitioned table" else kind,
        schema_name=row.schema,
        object_identity=_identity(context, row),
        in_extension=False,
    )


def _identity(context: Context, row: Relation | Routine | Type) -> str:
    return context.catalog.signature(row) if isinstance(row, Routine) else quote_name(row.schema, row.name)
