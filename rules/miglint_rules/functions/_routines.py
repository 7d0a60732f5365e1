"""The functions and procedures that rules judge, and where findings about them point."""

from __future__ import annotations

from miglint import Place, Routine, State


def written_at(routine: Routine, state: State) -> tuple[Place, ...]:
    """Where a routine got the body and the name it has now."""
    return tuple(change.place() for change in state.changes_of(routine.oid))
