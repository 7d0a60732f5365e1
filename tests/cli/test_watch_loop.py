"""`check --watch` judges again on every save."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from miglint.cli.watch_loop import look


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "supabase" / "migrations"
    folder.mkdir(parents=True)
    (folder / "20250101000000_people.sql").write_text("create table people (id int);\n")
    return tmp_path


def test_look(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("1")
    (tmp_path / "notes.md").write_text("1")
    first = look([tmp_path, tmp_path / "gone"])
    assert [Path(name).name for name in first] == ["a.sql"]
    (tmp_path / "a.sql").write_text("12")
    assert look([tmp_path, tmp_path / "gone"]) != first


class _Process:
    """`miglint check --watch`, and what it has said so far."""

    def __init__(self, project: Path) -> None:
        command = [sys.executable, "-m", "miglint", "check", "--watch", "--select", "syntax-error", "-f", "github"]
        self.process = subprocess.Popen(
            command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1
        )
        self.said = ""
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line

    def wait_for(self, text: str, times: int = 1) -> None:
        ends = time.monotonic() + 30
        while self.said.count(text) < times:
            assert time.monotonic() < ends, self.said
            time.sleep(0.05)


def test_watch(project: Path) -> None:
    path = project / "supabase/migrations/20250107000000_block.sql"
    watched = _Process(project)
    try:
        watched.wait_for("miglint:")
        path.write_text("create tabel a ();\n")
        watched.wait_for("changed: 20250107000000_block.sql")
        watched.wait_for("tabel")
        path.write_text("select 1;\n")
        watched.wait_for("changed: 20250107000000_block.sql", 2)
        watched.wait_for("miglint: no findings in 2 migrations")
        (project / "miglint.toml").write_text("nonsense = 1\n")
        watched.wait_for("miglint: error: ")
        (project / "miglint.toml").unlink()
        watched.wait_for("changed: miglint.toml", 2)
        watched.wait_for("miglint: no findings in 2 migrations", 2)
        folder = project / "supabase" / "migrations"
        folder.rename(project / "elsewhere")
        watched.wait_for("no migrations found")
        (project / "elsewhere").rename(folder)
        watched.wait_for("changed: 20250101000000_people.sql")
        assert watched.process.poll() is None
    finally:
        watched.process.terminate()
        watched.process.wait(10)


@pytest.mark.parametrize(
    ("path", "said"), [("nowhere", "nowhere does not exist"), ("-", "standard input can't be watched")]
)
def test_nothing_to_watch(project: Path, path: str, said: str) -> None:
    command = [sys.executable, "-m", "miglint", "check", "--watch", path]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    assert said in done.stderr
