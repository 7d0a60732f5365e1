"""A file -> its statements and problems: parsed whole, else piece by piece, so that an error costs one statement."""

from __future__ import annotations

from collections.abc import Iterable
from queue import SimpleQueue
from threading import Thread

from .parser import AHEAD, frozen_collector, json_of, switching
from .source import Migration, Statement
from .tree import unwrap


def parse(migration: Migration) -> None:
    """Fill `migration.statements` and `migration.problems` from its text; never raises, whatever the text."""
    _fill(migration, json_of(migration.text))


class Parsing:
    """Files being parsed. If there is much to parse, a thread runs PostgreSQL's parser, which needs no Python, while
    this thread reads the trees and loads the rules."""

    def __init__(self, migrations: Iterable[Migration]) -> None:
        self.migrations = [migration for migration in migrations if not migration.statements]
        self.answers: SimpleQueue[str | None] | None = None
        if sum(len(migration.text) for migration in self.migrations) >= AHEAD:
            json_of("")  # loads the parser, which a thread could not do while this one imports
            self.answers = SimpleQueue()
            Thread(target=self._run, args=(self.answers,), daemon=True).start()

    def _run(self, answers: SimpleQueue[str | None]) -> None:
        with switching():
            for migration in self.migrations:
                answers.put(json_of(migration.text))

    def finish(self) -> None:
        """Fill the statements and problems of all files."""
        with frozen_collector():
            for migration in self.migrations:
                _fill(migration, self.answers.get() if self.answers else json_of(migration.text))


def _fill(migration: Migration, json: str | None) -> None:
    import orjson

    try:
        tree = orjson.loads(json) if json is not None else None
    except orjson.JSONDecodeError:
        tree = None
    if tree is None:
        from .recovery import recover  # most files parse whole

        recover(migration)
        return
    size = len(migration.data.rstrip())
    statements = migration.statements
    for index, raw in enumerate(tree.get("stmts", ())):
        start, length = raw.get("stmt_location", 0), raw.get("stmt_len", 0)
        kind, node = unwrap(raw["stmt"])
        statements.append(Statement(migration, index, kind, node, start, start + length if length else size))
