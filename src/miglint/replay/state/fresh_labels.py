"""Enum values that were added in the open transaction."""

from __future__ import annotations

from ...catalog.changes import Change, EnumValueAdded
from ...syntax.source import Migration, Statement


class FreshLabels:
    """The values added since the transaction began, by the type's oid and their text. `first` is the index of the
    transaction's first statement in its file; None where each statement commits by itself."""

    def __init__(self, version: int) -> None:
        self.version = version
        self.first: int | None = None
        self.labels: dict[tuple[int, str], Statement] = {}

    def begin(self, first: int | None) -> None:
        """What was added before is committed."""
        self.first = first
        self.labels.clear()

    def note(self, changes: tuple[Change, ...], migration: Migration) -> None:
        """Remember the values that changes add. A type that the same transaction made may be used at once since 17."""
        if self.first is None:
            return
        for change in changes:
            if isinstance(change, EnumValueAdded) and not self._is_new(change.type.origin, migration):
                self.labels[change.type.oid, change.value] = change.statement

    def _is_new(self, origin: Statement | None, migration: Migration) -> bool:
        """Return whether the open transaction made the type."""
        if self.version < 17 or origin is None or origin.migration is not migration or self.first is None:
            return False
        return origin.visible.index >= self.first
