"""Which tables may hold rows on a fresh database: what the replay remembers of statements that write."""

from __future__ import annotations


class FilledTables:
    """The tables that may have rows. It only grows: what was undone counts too."""

    def __init__(self) -> None:
        self.oids: set[int] = set()
        self.any = False
        """Whether something was run that may have written to any table."""
