"""Where the migrations changed a function or procedure."""

from __future__ import annotations

from miglint import Place, Routine, State


def written_at(routine: Routine, state: State) -> tuple[Place, ...]:
    """Return the places of all statements that created or changed a routine."""
    return tuple(change.place() for change in state.changes_of(routine.oid))
