"""Functions of extensions whose call makes or drops tables (pgmq, https://github.com/pgmq/pgmq)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...syntax.parser import parse_statements
from ...syntax.source import Statement
from ..catalog_queries.known_values import known
from ..state.context import Context

_COLUMNS = (
    "read_ct int NOT NULL DEFAULT 0, enqueued_at timestamptz NOT NULL DEFAULT now(){}, "
    "vt timestamptz NOT NULL, message jsonb, headers jsonb"
)
_QUEUE = "msg_id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, " + _COLUMNS.format("")
_ARCHIVE = "msg_id bigint PRIMARY KEY, " + _COLUMNS.format(", archived_at timestamptz NOT NULL DEFAULT now()")


def create_queue(context: Context, arguments: list[Any]) -> bool:
    """pgmq.create(name): the table of the queue and that of its archive."""
    if (name := _queue_name(arguments)) is None:
        return False
    _run(context, f'CREATE TABLE IF NOT EXISTS pgmq."q_{name}" ({_QUEUE})')
    _run(context, f'CREATE TABLE IF NOT EXISTS pgmq."a_{name}" ({_ARCHIVE})')
    return True


def drop_queue(context: Context, arguments: list[Any]) -> bool:
    """pgmq.drop_queue(name)."""
    if (name := _queue_name(arguments)) is None:
        return False
    _run(context, f'DROP TABLE IF EXISTS pgmq."q_{name}", pgmq."a_{name}"')
    return True


def _queue_name(arguments: list[Any]) -> str | None:
    name = arguments[0] if arguments else None
    return name.lower().replace('"', '""') if isinstance(name, str) and known(name) else None


def _run(context: Context, text: str) -> None:
    """Apply a statement that the function runs; it points at the statement with the call."""
    outer = context.statement
    for kind, node in parse_statements(text):
        inner = Statement(outer.migration, outer.index, kind, node, outer.start, outer.end, None, outer, text)
        nested = Context(context.replay, inner)
        if (handler := context.replay.handlers.get(kind)) is not None:
            handler(nested, node)
        context.changes.extend(nested.changes)


CALLS: dict[tuple[str | None, str], Callable[[Context, list[Any]], bool]] = {
    ("pgmq", "create"): create_queue,
    ("pgmq", "create_non_partitioned"): create_queue,
    ("pgmq", "create_unlogged"): create_queue,
    ("pgmq", "drop_queue"): drop_queue,
}
"""Functions -> what a call with these values does; False if they don't say enough. All lie in pgmq."""
