"""Judging: faults of miglint's own never pass silently, and cost as little as they can."""

from __future__ import annotations

from pathlib import Path

import pytest

from miglint import replay
from miglint.catalog.target import Target
from miglint.judge.check import check
from miglint.rule.history import History
from miglint.syntax.reading import parse
from miglint.syntax.source import Migration


def judged(sql: str) -> tuple[list[str], int]:
    migration = Migration(Path("20250101000000_x.sql"), sql, version="20250101000000")
    parse(migration)
    checked = check(History(Path(), [migration]), [], Target())
    return [f.message for f in checked.findings], len(checked.errors)


def test_a_fault_in_the_replay_costs_one_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("oops")

    monkeypatch.setitem(replay.HANDLERS, "CommentStmt", broken)
    messages, errors = judged("create table t (id int); comment on table t is 'x'; drop table t;")
    assert errors == 1
    assert messages == [
        "miglint failed to replay this statement: KeyError: 'oops'. Its effects are missing from here on."
    ]


def test_nothing_fails_without_a_fault() -> None:
    assert judged("create table t (id int); comment on table t is 'x'; drop table t;") == ([], 0)
