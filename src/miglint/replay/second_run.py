"""A file that was only applied in part, run again: which of its statements PostgreSQL refuses the second time."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from ..catalog.changes import RunAgainRefused, StatementRefused
from ..syntax.runner_transactions import committed_together, refused_inside, sending, stands_alone
from ..syntax.source import Migration, Statement

if TYPE_CHECKING:
    from . import Replay

_HARMLESS = frozenset({
    "CommentStmt", "VariableSetStmt", "VariableShowStmt", "NotifyStmt", "SelectStmt", "TransactionStmt", "VacuumStmt",
})  # fmt: skip
"""The kinds of statements that hardly ever fail for a reason that is not in the files."""


def last_piece(migration: Migration, runner: str, version: int) -> Statement | None:
    """Return the statement that begins the last transaction of a file that may fail; None if the file has only one.

    None too where the runner keeps no list of applied files: psql repeats nothing by itself.
    """
    if migration.role != "migration" or not runner.startswith("supabase"):
        return None
    if sending(migration, runner) == "pieces" and not any(map(stands_alone, migration.statements)):
        return None
    pieces = committed_together(migration, runner, version)
    while pieces and all(statement.kind in _HARMLESS for statement in pieces[-1]):
        pieces.pop()
    return pieces[-1][0] if len(pieces) > 1 else None


def run_again(replay: Replay, last: Statement, refused: Collection[int]) -> tuple[RunAgainRefused, ...]:
    """Return what PostgreSQL refuses where the file fails behind the statements before `last`, which stay, and is then
    run again. `refused` are the indices of the statements that it refuses anyway. The replay stays as it is."""
    savepoint = replay.savepoint()
    replay.begin_file(last.migration)
    try:
        for statement in last.migration.statements[: last.index]:
            for change in replay.apply(statement):
                if isinstance(change, StatementRefused) and statement.index not in refused:
                    return (_again(replay, last, statement, change),)
    finally:
        savepoint.restore()
    return ()


def _again(replay: Replay, last: Statement, statement: Statement, refusal: StatementRefused) -> RunAgainRefused:
    target, migration = replay.target, last.migration
    cut: Statement | None = None
    if sending(migration, target.runner) == "pieces":
        behind = (*migration.statements[statement.index + 1 :], statement)
        cut = next((other for other in behind if stands_alone(other)), None)
    command = (refused_inside(cut, target.postgres_version) or "CLUSTER") if cut else ""
    return RunAgainRefused(statement=last, oid=0, refusal=refusal, cut=cut, command=command)
