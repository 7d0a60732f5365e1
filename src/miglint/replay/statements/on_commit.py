"""ON COMMIT: what becomes of temporary tables at the end of a transaction (PreCommit_on_commit_actions in
commands/tablecmds.c)."""

from __future__ import annotations

from ...catalog import Table
from ..state.context import Context, ReplayState
from .common.dependents import DropTarget
from .common.drop_objects import drop


def end_transaction(replay: ReplayState) -> None:
    """Drop the temporary tables that were made with ON COMMIT DROP, and empty those with ON COMMIT DELETE ROWS.

    No statement says so: there is no change to report.
    """
    for table in list(replay.catalog.relations.by("schema", "pg_temp")):
        if not isinstance(table, Table) or table.origin is None:
            continue
        match _action(table):
            case "ONCOMMIT_DROP":
                drop(Context(replay, table.origin), [DropTarget("relation", table.oid)], cascade=True)
            case "ONCOMMIT_DELETE_ROWS":
                replay.filled.oids.discard(table.oid)


def _action(table: Table) -> str:
    origin = table.origin
    node = origin.node if origin is not None else {}
    into = node.get("into")
    return str(into.get("onCommit", "") if into else node.get("oncommit", ""))
