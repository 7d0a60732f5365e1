"""Routines of the final state -> what surely fails when they run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from ...catalog import Catalog, Routine
from ...catalog.changes import Change, RoutineAltered, RoutineCreated, RoutineReplaced
from ...syntax.source import Migration, Place, Span
from ...syntax.tokens import name_end
from ..missing import Fault
from ..postgres.facts import is_function
from .body_pieces import Body, BodyPiece
from .broken_routine import Broken
from .candidates import Candidates, words_of
from .final_state import FinalState
from .missing_names import BodyReader
from .search_path import own_path


class BodyJudge:
    """Judges the bodies of one state."""

    def __init__(
        self,
        catalog: Catalog,
        changes: Mapping[int, Sequence[Change]],
        is_asked: Callable[[Migration], bool] | None,
    ) -> None:
        self.state = FinalState(catalog, changes)
        self.is_asked = is_asked

    def broken(self) -> Iterator[Broken]:
        """Return all that fails, routine by routine."""
        if self.state.may_have("existence", None):
            return
        asked = self._asked()
        for routine in Candidates(self.state, [r for r in self.state.routines if asked(r)]):
            if not self.state.may_have("routines", routine.name) and not looks_around(routine):
                yield from self.routine(routine)

    def _asked(self) -> Callable[[Routine], bool]:
        """Return a test for routines that may be reported: all, or those that the files in the report created or
        changed.

        If those files removed anything, all routines may be reported.
        """
        is_asked = self.is_asked
        if is_asked is None or any(is_asked(taken.statement.migration) for taken in self.state.gone.all):
            return lambda _: True

        def touched(routine: Routine) -> bool:
            return any(is_asked(change.statement.migration) for change in self.state.changes.get(routine.oid, ()))

        return touched

    def routine(self, routine: Routine) -> Iterator[Broken]:
        """Return what fails in a routine, each missing thing once."""
        body = Body(routine)
        seen: set[tuple[str, str]] = set()
        reader = BodyReader(self.state, body)
        for piece in body.pieces:
            for fault in reader.faults(piece):
                key = (fault.sqlstate, fault.message)
                if key not in seen and piece.lets_pass(fault.sqlstate) and not self._may_be_there(fault):
                    seen.add(key)
                    yield self._broken(routine, piece, fault)

    def _may_be_there(self, fault: Fault) -> bool:
        return fault.kind == "relation" and self.state.may_be_temporary(fault.name)

    def _broken(self, routine: Routine, piece: BodyPiece, fault: Fault) -> Broken:
        gone: tuple[Place, ...] = ()
        if fault.taken is not None:
            gone = (fault.taken.place(fault.name),)
        elif fault.left_out:
            gone = self._path_set(routine)
        place = _place(routine, piece, fault.location)
        return Broken(routine, fault.sqlstate, fault.message, fault.hint, place, gone)

    def _path_set(self, routine: Routine) -> tuple[Place, ...]:
        """Return where a later statement set the routine's search_path."""
        for change in reversed(self.state.changes.get(routine.oid, ())):
            if isinstance(change, RoutineAltered) and own_path(change.before) != own_path(change.after):
                return (change.statement.find("search_path", "its search_path is set here"),)
            if isinstance(change, (RoutineCreated, RoutineReplaced)):
                break
        return ()


def looks_around(routine: Routine) -> bool:
    """Return whether a body asks the system catalogs what is there, or sets its own search_path."""
    body_words = words_of(routine)
    if b"information_schema" in body_words or b"search_path" in body_words:
        return True
    prefixed = (word.decode() for word in body_words if word.startswith((b"pg_", b"to_reg")))
    return any(word != "pg_temp" and (word.startswith("to_reg") or not is_function(word)) for word in prefixed)


def _place(routine: Routine, piece: BodyPiece, location: int | None) -> Place:
    """Return the place in the body, else the routine's name."""
    statement = routine.origin
    assert statement is not None
    start = statement.offset_of(routine.body or "")
    at = None
    if start is not None and location is not None:
        data = (routine.body or "").encode()
        at = piece.find_target(data) if location < 0 else piece.find(data, location)
    if start is None or at is None:
        return routine.place()
    first = statement.migration.code_point(start + at)
    return Place(statement.migration, Span(first, name_end(statement.migration.text, first)))
