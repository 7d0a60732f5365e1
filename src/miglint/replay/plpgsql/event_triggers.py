"""Event triggers of the migrations, fired for what a statement made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...catalog import Routine
from ...changes import IndexCreated, RoutineCreated, SequenceCreated, TableCreated, ViewCreated
from ..catalog_query.values import UNKNOWN, Record
from .bodies import routine_tree
from .running import run_body

if TYPE_CHECKING:
    from ..context import Context


_COMMANDS = {
    TableCreated: ("CREATE TABLE", "table"),
    ViewCreated: ("CREATE VIEW", "view"),
    IndexCreated: ("CREATE INDEX", "index"),
    SequenceCreated: ("CREATE SEQUENCE", "sequence"),
    RoutineCreated: ("CREATE FUNCTION", "function"),
}


def fire_event_triggers(context: Context, mark: int) -> None:
    """Run the migrations' event triggers on ddl_command_end for what the statement made; `mark` is the catalog's before
    it (the triggers see the state after it)."""
    catalog = context.catalog
    if context.replay.depth or context.catalog.mark() == mark:
        return
    commands = []
    for change in context.changes:
        if type(change) in _COMMANDS:
            tag, kind = _COMMANDS[type(change)]
            oid = change.index.oid if isinstance(change, IndexCreated) else change.oid
            row = catalog.relation(oid) or catalog.routine(oid)
            if row is None:
                continue
            commands.append(_command(context, tag, kind, row))
    for trigger in list(catalog.event_triggers) if commands else ():
        routine = catalog.routine(trigger.function)
        if (
            not trigger.enabled
            or trigger.event != "ddl_command_end"
            or routine is None
            or routine.language != "plpgsql"
        ):
            continue
        wanted = [c for c in commands if not trigger.tags or c["command_tag"] in trigger.tags]
        tree = routine_tree(routine) if wanted else None
        for command in wanted if tree else ():
            context.replay.depth += 1
            try:
                run_body(
                    context,
                    tree or {},
                    None,
                    {
                        "pg_event_trigger_ddl_commands()": [command],
                        "tg_tag": command["command_tag"],
                        "tg_event": "ddl_command_end",
                    },
                )
            finally:
                context.replay.depth -= 1


def _command(context: Context, tag: str, kind: str, row: Any) -> Record:
    """A row of pg_event_trigger_ddl_commands()."""
    from ...quoting import quote_name

    identity = quote_name(row.schema, row.name)
    if isinstance(row, Routine):
        identity = context.catalog.signature(row)
    return Record(
        classid=UNKNOWN,
        objid=row.oid,
        objsubid=0,
        command_tag=tag,
        object_type=kind,
        schema_name=row.schema,
        object_identity=identity,
        in_extension=False,
    )
