"""The part of a replay that exports read."""

from __future__ import annotations

from typing import Protocol

from ..catalog import Catalog
from ..catalog.target import Target


class Replayed(Protocol):
    """A finished replay."""

    @property
    def catalog(self) -> Catalog:
        """Return the catalog after the last statement."""

    @property
    def start(self) -> Catalog:
        """Return the catalog before the first file: what a fresh project has."""

    @property
    def target(self) -> Target:
        """Return the facts about the database that the replay used."""
