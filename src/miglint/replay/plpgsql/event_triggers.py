"""Event triggers of the migrations, fired for what a statement made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...catalog import Routine
from ...changes import Change, IndexCreated, RoutineCreated, SequenceCreated, TableCreated, ViewCreated
from ...quoting import quote_name
from ..catalog_query.values import UNKNOWN, Record
from .routines import run_routine

if TYPE_CHECKING:
    from ..context import Context


_KINDS = {
    TableCreated: "table", ViewCreated: "view", IndexCreated: "index", SequenceCreated: "sequence",
    RoutineCreated: "function",
}  # fmt: skip

# Command tags that are not CREATE and the kind (tcop/cmdtaglist.h).
_TAGS = {
    "partitioned table": "CREATE TABLE", "partitioned index": "CREATE INDEX", "aggregate": "CREATE AGGREGATE",
}  # fmt: skip


def fire_event_triggers(context: Context, mark: int) -> None:
    """Run the migrations' event triggers on ddl_command_end for what the statement made; `mark` is the catalog's before
    it (the triggers see the state after it). One that fails takes the statement along."""
    catalog = context.catalog
    if context.replay.depth or catalog.mark() == mark:
        return
    commands = [command for change in context.changes if (command := _command(context, change))]
    for trigger in list(catalog.event_triggers) if commands else ():
        routine = catalog.routine(trigger.function)
        if not trigger.enabled or trigger.event != "ddl_command_end" or routine is None or routine.body is None:
            continue
        for command in commands:
            if not trigger.tags or command["command_tag"] in trigger.tags:
                variables = {
                    "pg_event_trigger_ddl_commands()": [command],
                    "tg_tag": command["command_tag"],
                    "tg_event": "ddl_command_end",
                }
                run_routine(context, routine, variables)


def _command(context: Context, change: Change) -> Record | None:
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
    return Record(
        classid=UNKNOWN,
        objid=row.oid,
        objsubid=0,
        command_tag=tag,
        object_type="table" if kind == "partitioned table" else kind,
        schema_name=row.schema,
        object_identity=identity,
        in_extension=False,
    )
