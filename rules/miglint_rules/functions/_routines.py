"""The functions and procedures that rules judge, and where findings about them point."""

from __future__ import annotations

from miglint import Change, ObjectRef, Place, Routine, State, quote_name

from .._places import is_made_here


def own_routines(state: State) -> list[Routine]:
    """The routines that the migrations made, in whatever schema, save for those of extensions."""
    return state.once(_own_routines)


def _own_routines(state: State) -> list[Routine]:
    own = [routine for routine in state.catalog.routines if is_made_here(routine) and not routine.extension]
    return [routine for routine in own if not routine.schema.startswith("pg_temp")]


def name_of(change: Change, routine: Routine) -> Place:
    """The routine's name in a change's statement."""
    if change.location is not None:
        return change.place()
    return change.statement.find(routine.name)


def made_at(routine: Routine) -> Place | None:
    """The routine's name where it was last written as a whole."""
    statement = routine.origin
    if statement is None:
        return None
    return statement.find(routine.name) if routine.location is None else statement.place(routine.location)


def routine_ref(routine: Routine, state: State) -> ObjectRef:
    """A routine as the object of a finding."""
    return ObjectRef(
        routine.kind, routine.schema, routine.name, signature=state.catalog.signature(routine, qualified=False)
    )


def routine_name(routine: Routine, state: State) -> str:
    """A routine with its input types as ALTER FUNCTION names it."""
    types = ", ".join(state.catalog.format_type(type) or "?" for type in routine.input_types)
    return f"{quote_name(routine.schema, routine.name)}({types})"


def written_at(routine: Routine, state: State) -> tuple[Place, ...]:
    """Where a routine got the body and the name it has now."""
    return tuple(change.place() for change in state.changes_of(routine.oid))
