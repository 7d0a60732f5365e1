"""Event triggers of the migrations, fired for what a statement made."""

from __future__ import annotations

from typing import Any

from ...catalog import EventTrigger, Routine
from ...catalog.changes import (
    Change,
    IndexCreated,
    IndexDropped,
    RoutineCreated,
    RoutineDropped,
    SequenceCreated,
    SequenceDropped,
    TableCreated,
    TableDropped,
    TypeDropped,
    ViewCreated,
    ViewDropped,
)
from ...syntax.quoting import quote_name
from ..catalog_queries.known_values import UNKNOWN, RowValue
from ..state.context import Context
from .statement_calls import run_routine

_KINDS = {
    TableCreated: "table", ViewCreated: "view", IndexCreated: "index", SequenceCreated: "sequence",
    RoutineCreated: "function",
}  # fmt: skip

# Command tags that are not CREATE and the kind (tcop/cmdtaglist.h).
_TAGS = {
    "partitioned table": "CREATE TABLE", "partitioned index": "CREATE INDEX", "aggregate": "CREATE AGGREGATE",
}  # fmt: skip


_DROPPED = {
    TableDropped: "table", ViewDropped: "view", IndexDropped: "index", SequenceDropped: "sequence",
    RoutineDropped: "routine", TypeDropped: "type",
}  # fmt: skip
"""The field that holds what a change dropped."""


def fire_event_triggers(context: Context, mark: int) -> None:
    """Run the migrations' event triggers on ddl_command_end and sql_drop for what the statement made and dropped.

    `mark` is the catalog's before it (the triggers see the state after it). One that fails takes the statement along.
    """
    catalog = context.catalog
    if context.replay.depth or catalog.mark() == mark:
        return
    commands = [command for change in context.changes if (command := _command(context, change))]
    drops = _drops(context)
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


def _drops(context: Context) -> list[tuple[str, list[RowValue]]]:
    """The command tag and the rows of pg_event_trigger_dropped_objects() for each statement that dropped something;
    without what falls with a table: its type, its constraints, its triggers."""
    found: dict[int, tuple[str, list[RowValue]]] = {}
    for change in context.changes:
        field = _DROPPED.get(type(change))
        if field is None:
            continue
        row: Any = getattr(change, field)
        kind = getattr(row, "kind", "type") if field != "type" else "type"
        made = RowValue(
            classid=UNKNOWN,
            objid=row.oid,
            objsubid=0,
            original=not getattr(change, "cascaded", False),
            normal=getattr(change, "cascaded", False),
            is_temporary=getattr(row, "persistence", "p") == "t",
            object_type="table" if kind == "partitioned table" else kind,
            schema_name=row.schema,
            object_name=None if field == "routine" else row.name,
            object_identity=context.catalog.signature(row) if field == "routine" else quote_name(row.schema, row.name),
            address_names=UNKNOWN,
            address_args=UNKNOWN,
        )
        is_drop = change.statement.kind == "DropStmt"
        tag = _tag_of_drop(str(change.statement.node["removeType"])) if is_drop else "ALTER TABLE"
        found.setdefault(id(change.statement), (tag, []))[1].append(made)
    return list(found.values())


def _tag_of_drop(type: str) -> str:
    """OBJECT_MATVIEW -> DROP MATERIALIZED VIEW."""
    name = type.removeprefix("OBJECT_").replace("_", " ")
    return f"DROP {'MATERIALIZED VIEW' if name == 'MATVIEW' else name}"


def _command(context: Context, change: Change) -> RowValue | None:
    """A row of pg_event_trigger_ddl_commands(); None for what is no such command."""
    if type(change) not in _KINDS:
        return None
    oid = change.index.oid if isinstance(change, IndexCreated) else change.oid
    row: Any = context.catalog.relation(oid) or context.catalog.routine(oid)
    if row is None:
        return None
    kind = getattr(row, "kind", _KINDS[type(change)])
    match change.statement.kind:
        case "CreateTableAsStmt" if isinstance(change, TableCreated):
            tag = "CREATE TABLE AS"
        case "SelectStmt" if isinstance(change, TableCreated):
            tag = "SELECT INTO"
        case _:
            tag = _TAGS.get(kind, f"CREATE {kind.upper()}")
    identity = context.catalog.signature(row) if isinstance(row, Routine) else quote_name(row.schema, row.name)
    return RowValue(
        classid=UNKNOWN,
        objid=row.oid,
        objsubid=0,
        command_tag=tag,
        object_type="table" if kind == "partitioned table" else kind,
        schema_name=row.schema,
        object_identity=identity,
        in_extension=False,
    )
