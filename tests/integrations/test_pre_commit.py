"""The hooks, run by pre-commit itself in a git repository of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.repository import TEAM

ROOT = Path(__file__).parents[2]
CLEAN = """create table public.notes (id bigint generated always as identity primary key, body text not null);
grant select, insert, update, delete on public.notes to authenticated, service_role;
"""
UNGRANTED = "create table public.tags (id bigint generated always as identity primary key);\n"


def git(folder: Path, *arguments: str) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    return subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
        env=environment,
    ).stdout


@pytest.fixture(scope="module")
def hook_source(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The project as pre-commit would clone it: a git repository holding the working tree's files, and its commit."""
    source = tmp_path_factory.mktemp("miglint")
    listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    for name in filter(None, listed):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    git(source, "init", "-q")
    git(source, "add", "-A")
    git(source, "commit", "-qm", "all")
    return source, git(source, "rev-parse", "HEAD").strip()


@pytest.fixture(scope="module")
def pre_commit_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pre-commit-home")


@pytest.fixture
def project(tmp_path: Path, hook_source: tuple[Path, str]) -> Path:
    source, commit = hook_source
    (tmp_path / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {source}\n  rev: {commit}\n  hooks:\n"
        "  - id: miglint\n  - id: miglint-all\n    stages: [manual]\n"
    )
    (tmp_path / "team.toml").write_text(TEAM)
    (tmp_path / "miglint.toml").write_text('constitution = "team.toml"\n')
    migrations = tmp_path / "supabase" / "migrations"
    migrations.mkdir(parents=True)
    (migrations / "20250101000000_create_notes.sql").write_text(CLEAN)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "start")
    return tmp_path


def pre_commit(project: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--verbose", *arguments],
        cwd=project,
        capture_output=True,
        text=True,
        env=environment | {"PRE_COMMIT_HOME": str(home)},
        check=False,
    )


def test_the_hook_reports_staged_files_with_the_folder_as_context(project: Path, pre_commit_home: Path) -> None:
    migrations = project / "supabase" / "migrations"
    (migrations / "20250102000000_create_tags.sql").write_text(UNGRANTED)
    git(project, "add", "-A")
    done = pre_commit(project, pre_commit_home, "miglint")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "missing-grant" in done.stdout
    assert "public.tags" in done.stdout

    (migrations / "20250102000000_create_tags.sql").write_text(
        UNGRANTED + "grant select on public.tags to authenticated, service_role;\n"
        "create table public.note_tags (note bigint references public.notes (id),"
        " tag bigint references public.tags (id));\n"
        "grant select on public.note_tags to authenticated, service_role;\n"
    )
    git(project, "add", "-A")
    done = pre_commit(project, pre_commit_home, "miglint")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_folder_hook_runs_without_changed_files(project: Path, pre_commit_home: Path) -> None:
    done = pre_commit(project, pre_commit_home, "--hook-stage", "manual", "miglint-all", "--all-files")
    assert done.returncode == 0, done.stdout + done.stderr
    (project / "supabase" / "migrations" / "20250103000000_create_tags.sql").write_text(UNGRANTED)
    git(project, "add", "-A")
    done = pre_commit(project, pre_commit_home, "--hook-stage", "manual", "miglint-all", "--all-files")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "missing-grant" in done.stdout


def test_the_manifest_is_valid() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
