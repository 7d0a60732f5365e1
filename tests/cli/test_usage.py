"""Arguments that make no sense: one line that says so, one that helps, exit status 2, and JSON for who asked for it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


def run(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "miglint", *args]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("check", "--fromat", "json"), "'--format'"),
        (("check", "--fail-on", "errors"), "'never'"),
        (("explain",), "missing argument"),
        (("check", "--name", "x.sql"), "standard input"),
        (("check", "migrtions"), "migrtions does not exist"),
    ],
)
def test_one_line_and_a_hint(tmp_path: Path, args: tuple[str, ...], said: str) -> None:
    (tmp_path / "migrations").mkdir()
    done = run(tmp_path, *args)
    error, hint = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (2, "")
    assert error.startswith("miglint: error: ")
    assert said in error
    assert hint.startswith("  hint: ")


def test_a_near_path_is_named_as_it_was_typed(tmp_path: Path) -> None:
    (tmp_path / "supabase" / "migrations").mkdir(parents=True)
    assert "did you mean `supabase/migrations`?" in run(tmp_path, "check", "supabase/migrtions").stderr


@pytest.mark.parametrize("args", [("-f", "json", "--selct", "x"), ("--format=json", "--now", "soon")])
def test_who_asks_for_json_reads_json(tmp_path: Path, args: tuple[str, ...]) -> None:
    done = run(tmp_path, "check", *args)
    assert done.returncode == 2
    assert json.loads(done.stdout)["errors"][0]["hint"]
