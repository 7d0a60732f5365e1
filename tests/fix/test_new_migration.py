"""The new migration that settles the debt of files that can't change."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from helpers.repository import Repository, migration

from miglint.fix.bench import benches
from miglint.fix.new_migration import Settlement, settle
from miglint.judge.request import Request, open_project

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TABLE = "CREATE TABLE notes (id bigint PRIMARY KEY);\n"


@pytest.fixture
def project(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def _settled(project: Repository, text: str, settings: str, *paths: str, unsafe: bool = True) -> Settlement:
    project.settings(settings)
    project.write(migration("a1"), text)
    (bench,) = benches(open_project(Request(project.root, paths or (str(project.folder),), now=NOW)))
    return settle(bench, "settle", unsafe, NOW)


APPLIED = 'applied-until = "20250101000001"\n'


def test_debt_of_an_applied_file(project: Repository) -> None:
    settlement = _settled(project, TABLE, APPLIED)
    assert settlement.path == project.folder / "20260101000000_settle.sql"
    assert "ON public.notes TO" in settlement.written.text
    assert [finding.rule for finding in settlement.written.settled] == ["missing-grant"]
    assert not settlement.path.exists()


def test_remedies_that_are_not_safe_are_counted(project: Repository) -> None:
    settlement = _settled(project, TABLE, APPLIED, unsafe=False)
    assert (settlement.written.text, settlement.debt, settlement.unsafe) == ("", 1, 1)


def test_what_a_comment_in_an_applied_file_silences_is_no_debt(project: Repository) -> None:
    settlement = _settled(project, "-- miglint: ignore[missing-grant] only workers\n" + TABLE, APPLIED)
    assert (settlement.written.text, settlement.debt) == ("", 0)


def test_a_file_that_may_change_needs_none(project: Repository) -> None:
    project.write(migration("b2"), TABLE.replace("notes", "tasks"))
    settlement = _settled(project, TABLE, APPLIED)
    assert [f.object.label for f in settlement.written.settled if f.object] == ["public.notes"]
    assert settlement.debt == 1


def test_nothing_outside_the_files_that_were_named(project: Repository) -> None:
    project.write(migration("b2"), TABLE.replace("notes", "tasks"))
    settlement = _settled(project, TABLE, 'applied-until = "20250101000002"\n', str(project.folder / migration("b2")))
    assert [f.object.label for f in settlement.written.settled if f.object] == ["public.tasks"]
