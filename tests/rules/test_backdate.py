"""migration-order with max-backdate: versions against the commits that brought the files."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from miglint.judge.request import Request
from miglint.judge.run import run
from miglint.project.git import added_at

OLD, NEW = "20250101000000_a.sql", "20250301000000_b.sql"


def git(root: Path, *arguments: str, at: str = "2025-03-01T12:00:00Z") -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    environ = {"PATH": "/usr/bin:/bin:/usr/local/bin", "GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True, env=environ)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository whose two files came with one commit on the first of March."""
    folder = tmp_path / "supabase" / "migrations"
    folder.mkdir(parents=True)
    for name in (OLD, NEW):
        (folder / name).write_text("SELECT 1;\n")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "Begin")
    return folder


def backdated(folder: Path, days: int) -> list[str]:
    (folder.parent.parent / "miglint.toml").write_text(f"[rules.migration-order]\nmax-backdate = {days}\n")
    result = run(Request(cwd=folder.parent.parent, select=("migration-order",)))
    return [each.migration.name for each in result.findings]


def test_the_first_commit_counts(folder: Path) -> None:
    root = folder.parent.parent
    (folder / OLD).write_text("SELECT 2;\n")
    git(root, "commit", "-qam", "Edit", at="2025-04-01T12:00:00Z")
    assert added_at(folder) == dict.fromkeys((OLD, NEW), datetime(2025, 3, 1, 12, tzinfo=UTC))


def test_a_version_far_behind_its_commit_is_found(folder: Path) -> None:
    assert backdated(folder, 30) == [OLD]


def test_days_may_be_allowed_or_not_counted(folder: Path) -> None:
    assert backdated(folder, 60) == []
    assert backdated(folder, 0) == []


def test_files_without_a_commit_are_left_alone(folder: Path) -> None:
    (folder / "20240101000000_c.sql").write_text("SELECT 1;\n")
    assert "20240101000000_c.sql" not in added_at(folder)


def test_outside_of_git_nothing_is_known(tmp_path: Path) -> None:
    assert added_at(tmp_path) == {}
