"""Routines of the final state -> what surely fails when they run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from ...catalog import Catalog, Routine, Schema
from ...catalog.changes import Change, RoutineAltered, RoutineCreated, RoutineReplaced
from ...syntax.source import Migration, Place, Span
from ...syntax.tokens import name_end
from ..postgres.facts import is_function
from .broken_routine import Broken
from .candidates import Candidates, words_of
from .missing_names import Fault, Reader
from .pieces import Body, Piece
from .search_path import own_path
from .taken_away import Gone, gone_place


class BodyJudge:
    """Judges the bodies of one state. `whole` tells whether the migrations are all there is: then what they never made
    is not there."""

    def __init__(
        self,
        catalog: Catalog,
        changes: Mapping[int, Sequence[Change]],
        is_asked: Callable[[Migration], bool] | None,
    ) -> None:
        self.catalog = catalog
        self.changes = changes
        self.is_asked = is_asked
        self.gone = Gone(changes, catalog)
        self.whole = not any(a.kind != "role" for a in self.catalog.assumptions)
        own = [s for s in self.catalog.schemas if _is_ours(s)]
        self.own_schemas = frozenset(s.name for s in own)
        self.other_schemas = tuple(s.name for s in own if s.name != "public")
        self.routines = [r for r in self.catalog.routines if _is_judged(r)]

    def broken(self) -> Iterator[Broken]:
        """All that fails, routine by routine."""
        if self.may_have("existence", None):
            return
        asked = self._asked()
        for routine in Candidates(self.catalog, self.gone, self.whole, [r for r in self.routines if asked(r)]):
            if not self.may_have("routines", routine.name) and not looks_around(routine):
                yield from self.routine(routine)

    def _asked(self) -> Callable[[Routine], bool]:
        """Which routines may be told of: where only some files are asked about, those that they made, or all of them if
        they took anything away."""
        is_asked = self.is_asked
        if is_asked is None or any(is_asked(change.statement.migration) for change in self.gone.changes):
            return lambda _: True

        def touched(routine: Routine) -> bool:
            return any(is_asked(change.statement.migration) for change in self.changes.get(routine.oid, ()))

        return touched

    def may_have(self, aspect: str, name: str | None) -> bool:
        """Whether SQL that could not be followed may have changed what there is of a name; of None, of all."""
        found = (u.name for u in self.catalog.unknown if u.aspect in (aspect, "all"))
        return any(each is None or (name is not None and fnmatchcase(name, each)) for each in found)

    def routine(self, routine: Routine) -> Iterator[Broken]:
        """What fails in a routine, each missing thing once."""
        body = Body(routine)
        seen: set[tuple[str, str]] = set()
        reader = Reader(self, body)
        for piece in body.pieces:
            for fault in reader.faults(piece):
                key = (fault.sqlstate, fault.message)
                if key not in seen and piece.lets_pass(fault.sqlstate) and not self._is_temporary(fault.relation):
                    seen.add(key)
                    yield self._broken(routine, piece, fault)

    def _is_temporary(self, name: str) -> bool:
        """Whether some routine may make a temporary table of this name."""
        return bool(name) and any(
            name in (r.body or "") and "temp" in (text := (r.body or "").lower()) and "create" in text
            for r in self.routines
        )

    def _broken(self, routine: Routine, piece: Piece, fault: Fault) -> Broken:
        gone: tuple[Place, ...] = ()
        if fault.gone is not None:
            gone = (gone_place(fault.gone, fault.name),)
        elif fault.by_path:
            gone = self._path_set(routine)
        place = _place(routine, piece, fault.location)
        return Broken(routine, fault.sqlstate, fault.message, fault.hint, place, gone)

    def _path_set(self, routine: Routine) -> tuple[Place, ...]:
        """Where a later statement gave a routine the search_path that it has."""
        for change in reversed(self.changes.get(routine.oid, ())):
            if isinstance(change, RoutineAltered) and own_path(change.before) != own_path(change.after):
                return (change.statement.find("search_path", "its search_path is set here"),)
            if isinstance(change, (RoutineCreated, RoutineReplaced)):
                break
        return ()


def looks_around(routine: Routine) -> bool:
    """Whether a body asks the system catalogs what is there, or sets its own search_path."""
    said = words_of(routine)
    if b"information_schema" in said or b"search_path" in said:
        return True
    prefixed = (word.decode() for word in said if word.startswith((b"pg_", b"to_reg")))
    return any(word != "pg_temp" and (word.startswith("to_reg") or not is_function(word)) for word in prefixed)


def _is_ours(schema: Schema) -> bool:
    return schema.extension is None and (schema.name == "public" or schema.origin is not None)


def _is_judged(routine: Routine) -> bool:
    """Whether a routine is the migrations' own, with a body that PostgreSQL reads when it runs."""
    if routine.body is None or routine.language not in ("plpgsql", "sql") or routine.extension:
        return False
    made = routine.origin
    return made is not None and made.migration.role != "prelude" and not routine.schema.startswith("pg_temp")


def _place(routine: Routine, piece: Piece, location: int | None) -> Place:
    """Where the body says it, else the routine's name."""
    statement = routine.origin
    assert statement is not None
    start = statement.offset_of(routine.body or "")
    at = None
    if start is not None and location is not None:
        data = (routine.body or "").encode()
        at = piece.find_target(data) if location < 0 else piece.find(data, location)
    if start is None or at is None:
        return statement.find(routine.name) if routine.location is None else statement.place(routine.location)
    first = statement.migration.code_point(start + at)
    return Place(statement.migration, Span(first, name_end(statement.migration.text, first)))
