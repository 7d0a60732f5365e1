"""miglint as git's own pre-commit hook, where git names an index of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from helpers.repository import IDENTITY, Repository, migration

NOTES = "CREATE TABLE notes (id bigint PRIMARY KEY);\n"


@pytest.fixture
def project(tmp_path: Path) -> Repository:
    project = Repository(tmp_path)
    project.settings()
    project.commit(start1="SELECT 1;\n")
    hook = tmp_path / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m miglint check --staged\n')
    hook.chmod(0o755)
    return project


def commit(project: Repository, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = ["git", *IDENTITY, "commit", "-qm", "x", *arguments]
    return subprocess.run(command, cwd=cwd or project.root, capture_output=True, text=True, check=False)


def test_a_commit_is_refused(project: Repository) -> None:
    project.write(migration("notes2"), NOTES)
    project.git("add", "-A")
    done = commit(project)
    assert done.returncode == 1
    assert "missing-grant" in done.stdout + done.stderr


def test_a_commit_of_some_files_judges_these(project: Repository) -> None:
    project.write(migration("notes2"), NOTES)
    project.git("add", "-A")
    other = project.write(migration("other3"), "SELECT 3;\n")
    project.git("add", "-N", str(other))
    done = commit(project, "--only", "--", str(other))
    assert done.returncode == 0, done.stdout + done.stderr
    done = commit(project, "-a")
    assert done.returncode == 1


def test_from_a_folder_below(project: Repository) -> None:
    project.write(migration("notes2"), NOTES)
    project.git("add", "-A")
    assert commit(project, cwd=project.folder).returncode == 1


def test_in_a_second_work_tree(project: Repository, tmp_path: Path) -> None:
    project.git("worktree", "add", "-q", str(tmp_path / "second"))
    second = Repository(tmp_path / "second", init=False)
    second.write(migration("notes2"), NOTES)
    second.git("add", "-A")
    done = commit(second)
    assert done.returncode == 1
    assert "missing-grant" in done.stdout + done.stderr
