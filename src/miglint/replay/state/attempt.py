"""Pieces of a statement that may be taken back: branches that are only tried, blocks that end in an error."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from ...catalog.changes import Change
from .context import Context
from .savepoint import TAKEN_BACK, fields_of


class Attempt:
    """A piece of a statement, from now on: the savepoint before it, and the changes that it makes."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.before = context.replay.savepoint()
        self.made = len(context.changes)

    @property
    def changes(self) -> list[Change]:
        """Return the changes that the piece has made."""
        return self.context.changes[self.made :]

    def settings(self) -> dict[Hashable, Any]:
        """Return what the piece changed of the session."""
        before = self.before.saved["session"]
        now = fields_of(self.context.replay, ("session",))["session"]
        return {name: value for name, value in now.items() if value != before[name]}

    def undo(self, parts: Iterable[str] = TAKEN_BACK) -> None:
        """Forget the changes, and undo what the piece did to the catalog and to these parts of the replay.

        A setting belongs to its subtransaction, as SET ROLE does (AtEOXact_GUC in utils/misc/guc.c).
        """
        self.before.restore(parts)
        del self.context.changes[self.made :]
