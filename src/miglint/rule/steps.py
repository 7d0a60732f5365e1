"""What a rule is shown: the target, one step of the replay, one file's steps, and the state after the last file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

from ..catalog import Catalog
from ..catalog.changes import Change
from ..catalog.target import Target
from ..record import Draft, fresh
from ..syntax.source import Migration, Place, Statement

T = TypeVar("T")


class Step(Draft):
    """One statement applied: the catalog before and after it, and what changed."""

    statement: Statement
    changes: tuple[Change, ...]
    after: Catalog
    target: Target
    mark: int

    @cached_property
    def before(self) -> Catalog:
        """The catalog before the statement; valid while the step is being judged."""
        return self.after.at(self.mark)


class FileSteps(Draft):
    """One migration after its last statement: every change it made, in order, and the catalog then."""

    migration: Migration
    changes: tuple[Change, ...]
    after: Catalog
    target: Target
    mark: int

    @cached_property
    def before(self) -> Catalog:
        """The catalog before the file; valid while the file is being judged."""
        return self.after.at(self.mark)


class State(Draft):
    """The state after the last migration, with the changes that led to it.

    `start` is the catalog before the first file (the prelude's), `migrations` the files, `memo` what `once` has made.
    `declared` gives the state that the files of supabase/schemas lead to by themselves, None where there are none.
    `is_asked` tells which files are asked about where only some are; what others alone are to blame for is not told.
    """

    catalog: Catalog
    target: Target
    changes: Mapping[int, Sequence[Change]] = fresh(factory=dict)
    start_mark: int = 0
    migrations: Sequence[Migration] = ()
    memo: dict[Any, Any] = fresh(factory=dict)
    declared: Callable[[], State | None] = type(None)
    is_asked: Callable[[Migration], bool] | None = None

    @cached_property
    def start(self) -> Catalog:
        """The catalog before the first file."""
        return self.catalog.at(self.start_mark)

    def once(self, derive: Callable[[State], T]) -> T:
        """What a function makes of the state: made for the rule that asks first, and given to all that ask later."""
        if derive not in self.memo:
            self.memo[derive] = derive(self)
        made: T = self.memo[derive]
        return made

    def changes_of(self, oid: int) -> Sequence[Change]:
        """Everything that the history did to one object, in order; dropped objects included."""
        return self.changes.get(oid, ())

    def places(self, changes: Iterable[Change]) -> list[Place]:
        """The places of changes, latest first, each once."""
        seen: dict[tuple[object, object], Place] = {}
        for change in changes:
            place = change.place()
            seen[(place.migration, place.span)] = place
        return list(reversed(seen.values()))
