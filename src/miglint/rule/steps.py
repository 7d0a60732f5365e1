"""What a rule checks: one step of the replay, one file's steps, and the state after the last file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

from ..catalog import Catalog
from ..catalog.changes import Change
from ..catalog.target import Target
from ..record import Draft, field
from ..syntax.source import Migration, Place, Statement

T = TypeVar("T")


class Step(Draft, dict=True):
    """One applied statement: the catalog before and after it, and its changes."""

    statement: Statement
    changes: tuple[Change, ...]
    after: Catalog
    target: Target
    mark: int

    @cached_property
    def before(self) -> Catalog:
        """Return the catalog before the statement; valid while the step is being checked."""
        return self.after.at(self.mark)


class FileSteps(Draft, dict=True):
    """One migration after its last statement: every change it made, in order, and the catalog then."""

    migration: Migration
    changes: tuple[Change, ...]
    after: Catalog
    target: Target
    mark: int

    @cached_property
    def before(self) -> Catalog:
        """Return the catalog before the file; valid while the file is being checked."""
        return self.after.at(self.mark)


class State(Draft, dict=True):
    """The state after the last migration, with the changes that led to it."""

    catalog: Catalog
    target: Target
    changes: Mapping[int, Sequence[Change]] = field(default_factory=dict)
    start_mark: int = 0
    migrations: Sequence[Migration] = ()
    memo: dict[Any, Any] = field(default_factory=dict)
    """The values that `once` has computed."""
    declared: Callable[[], State | None] = type(None)
    """Returns the state that the files of supabase/schemas alone lead to; None if there are none."""
    is_asked: Callable[[Migration], bool] | None = None
    """Whether a file is reported on, if only some are: findings that only other files cause are left out."""

    @cached_property
    def start(self) -> Catalog:
        """Return the catalog before the first file."""
        return self.catalog.at(self.start_mark)

    def once(self, derive: Callable[[State], T]) -> T:
        """Return derive(state), computed once per state and then remembered."""
        if derive not in self.memo:
            self.memo[derive] = derive(self)
        made: T = self.memo[derive]
        return made

    def changes_of(self, oid: int) -> Sequence[Change]:
        """Return all changes of one object, in order; it may be dropped."""
        return self.changes.get(oid, ())

    def places(self, changes: Iterable[Change]) -> list[Place]:
        """Return the places of changes, latest first, each once."""
        seen: dict[tuple[object, object], Place] = {}
        for change in changes:
            place = change.place()
            seen[(place.migration, place.span)] = place
        return list(reversed(seen.values()))
