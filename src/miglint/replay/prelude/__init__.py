"""The state before the first migration: SQL of our own, read by the same replay."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import force_setattr

from ...catalog.target import Target
from ...syntax.parser import frozen_collector
from ...syntax.reading import parse
from ...syntax.source import Migration, Statement

if TYPE_CHECKING:
    from .. import Replay

_HERE = Path(__file__).parent

# The superuser that sets up the database, whose objects are its own.
_SETUP = {"supabase": "supabase_admin", "postgres": "postgres"}

_STORES = (
    "relations", "constraints", "policies", "triggers", "routines", "types", "schemas", "extensions", "roles",
    "publications",
)  # fmt: skip


def load_prelude(replay: Replay) -> int:
    """Replay the prelude of the target's platform. Its objects have no origin: no migration made them.

    Gives the mark of the state that it leaves: `replay.catalog.at(mark)` is what a fresh project holds.
    """
    platform = replay.target.platform
    path = start_file(platform)
    migration = Migration(path, path.read_text("utf-8"), role="prelude")
    with frozen_collector():
        parse(migration)
        _run(replay, migration, _SETUP[platform])
        _forget_origins(replay.catalog)
    replay.prelude_mark = replay.catalog.mark()
    return replay.prelude_mark


def replayed(
    files: Iterable[Migration],
    target: Target,
    statements: Callable[[Migration], Iterable[Statement]] = attrgetter("statements"),
) -> Replay:
    """Return the replay of parsed files on a fresh project. `statements` returns those of a file, if not all."""
    from .. import Replay

    replay = Replay(target)
    load_prelude(replay)
    for _ in replay.run(files, statements):
        pass
    return replay


def start_file(platform: str) -> Path:
    """Return the SQL that makes the state before the first migration."""
    return _HERE / f"{platform}.sql"


def _run(replay: Replay, migration: Migration, superuser: str) -> None:
    session, login = replay.session, replay.session.login
    replay.in_prelude, session.login = True, superuser
    try:
        for _ in replay.run((migration,)):
            pass
    finally:
        replay.in_prelude, session.login = False, login
        session.reset()


def _forget_origins(catalog: Any) -> None:
    """Nobody has seen these rows yet, so that writing into them is safe, and several times cheaper than copies."""
    for name in _STORES:
        for row in getattr(catalog, name).rows.values():
            force_setattr(row, "origin", None)
            force_setattr(row, "changed", None)
            for column in getattr(row, "columns", ()):
                if not isinstance(column, int):
                    force_setattr(column, "origin", None)
                    force_setattr(column, "changed", None)
