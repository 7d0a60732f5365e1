"""What the exports read of a replay; they need nothing else of it."""

from __future__ import annotations

from typing import Protocol

from ..catalog import Catalog
from ..catalog.target import Target


class Replayed(Protocol):
    """A replay that has come to its end."""

    @property
    def catalog(self) -> Catalog:
        """The catalog after the last statement."""

    @property
    def start(self) -> Catalog:
        """The catalog before the first file: what a fresh project has."""

    @property
    def target(self) -> Target:
        """The facts about the database that the replay went by."""
