"""What follows from a statement that was applied, at top level or inside a body: what it calls, and what it fires."""

from __future__ import annotations

from ..state.context import CALLING, Context
from .event_triggers import fire_event_triggers
from .statement_calls import follow_statement


def follow_consequences(context: Context) -> None:
    """Do it."""
    if context.statement.kind in CALLING:
        follow_statement(context)
    if context.catalog.event_triggers.rows:
        fire_event_triggers(context, [c for c in context.changes if c.statement is context.statement])
