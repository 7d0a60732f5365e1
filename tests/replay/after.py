"""The catalog after some SQL, for the tests of the replay."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from miglint.catalog import Catalog, Trigger
from miglint.catalog.changes import Change, StatementRefused
from miglint.catalog.target import Target
from miglint.replay import Replay
from miglint.replay.prelude import load_prelude
from miglint.replay.state.doubts import Doubts
from miglint.syntax.reading import parse
from miglint.syntax.source import Migration


@cache
def _fresh() -> Replay:
    replay = Replay(Target())
    load_prelude(replay)
    return replay


class After:
    """The catalog after some SQL, and every change that led to it. The catalog is good until the next After."""

    def __init__(self, sql: str) -> None:
        replay = _fresh()
        replay.catalog.undo(replay.prelude_mark)
        replay.session.reset()
        replay.doubts = Doubts()
        self.catalog: Catalog = replay.catalog
        self.changes: list[Change] = []
        migration = Migration(Path("1_a.sql"), sql)
        parse(migration)
        assert not migration.problems
        for statement in migration.statements:
            self.changes += replay.apply(statement)

    @property
    def refused(self) -> list[str]:
        """The SQLSTATEs of what PostgreSQL would refuse."""
        return [c.sqlstate for c in self.changes if isinstance(c, StatementRefused)]

    @property
    def triggers(self) -> list[Trigger]:
        """The triggers that the SQL made."""
        return [t for t in self.catalog.triggers if t.origin]

    def kinds(self, start: str = "") -> list[str]:
        """The names of the changes that begin with `start`."""
        return [type(c).__name__ for c in self.changes if type(c).__name__.startswith(start)]
