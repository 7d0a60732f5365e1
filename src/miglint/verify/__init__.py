"""Verify: the migrations on a real server, in a new database, and how it differs from the replay."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ..catalog.target import Target
from ..errors import MiglintError
from ..record import replace
from ..replay import Replay
from ..replay.prelude import replayed
from ..rule.history import History
from ..syntax.source import Migration
from .apply_files import Applied, apply
from .programs import INSTALL, find_programs
from .server import Server, started, stopping_cleanly
from .server_catalog import Lists, read, read_start
from .server_database import Template, template


@dataclass(frozen=True, slots=True)
class Verified:
    """The server's answer for one history: what it refused, its catalog, and the replay of what it accepted."""

    applied: Applied
    lists: Lists
    replay: Replay
    version: int


@dataclass(frozen=True, slots=True)
class ServerBench:
    """A server with a prepared database, on which histories run one after the other."""

    template: Template
    start: Lists

    @property
    def version(self) -> int:
        return self.template.version

    def run(self, history: History, progress: Callable[[Migration], None] = lambda _: None) -> Verified:
        """Run a parsed history in a new database, and replay what the server accepted."""
        files = [*history.before, *history.migrations]
        applied, lists = self.ask(files, progress)
        target = replace(self.template.target, postgres_version=self.version)
        return Verified(applied, lists, replayed(files, target, applied.statements), self.version)

    def ask(
        self,
        files: Sequence[Migration],
        progress: Callable[[Migration], None] = lambda _: None,
        keep_going: bool = False,
    ) -> tuple[Applied, Lists]:
        """Run parsed files, and return what the server refuses, and its catalog afterwards."""
        with self.template.copy() as database:
            return apply(database, files, progress, keep_going), read(database, self.start)


@contextmanager
def bench(target: Target, db_url: str | None = None) -> Iterator[ServerBench]:
    """Yield a server for histories: the one of `db_url`, else one that is started for it and stopped.

    Raises MiglintError if there is none, or it can't be used; SIGTERM and SIGHUP stop it cleanly.
    """
    _require_psycopg()
    with stopping_cleanly(), _server(db_url) as server, template(server, target) as model:
        with model.copy() as database:
            start = read_start(database)
        yield ServerBench(model, start)


@contextmanager
def _server(db_url: str | None) -> Iterator[Server]:
    if db_url:
        yield Server(db_url, own=False)
        return
    with started(find_programs()) as server:
        yield server


def _require_psycopg() -> None:
    from importlib.util import find_spec

    if find_spec("psycopg") is None:
        raise MiglintError("miglint verify needs psycopg, which is not installed", INSTALL)


__all__ = ["Applied", "ServerBench", "Verified", "bench"]
