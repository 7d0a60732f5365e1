"""The way through the house as one function: discover, read, parse, replay, check, suppress, report."""

from __future__ import annotations

from .history import History
from .parse import frozen_collector, parse
from .replay import Replay
from .replay.prelude import load_prelude
from .step import Target


def parse_history(history: History) -> None:
    """Parse every file of a history, once."""
    with frozen_collector():
        for migration in (*history.before, *history.migrations):
            if not migration.statements:
                parse(migration)


def replay_history(history: History, target: Target) -> Replay:
    """The replay of a parsed history, from the prelude to the last file, judged by no rule."""
    replay = Replay(target)
    load_prelude(replay)
    for migration in (*history.before, *history.migrations):
        replay.begin_file(migration)
        for statement in migration.statements:
            replay.apply(statement)
    return replay
