"""Judging again what has changed gives what judging all of it gives, and `check --watch` does so on every save."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from miglint.cli.watch_loop import look
from miglint.judge.request import Request
from miglint.judge.resume import Memory
from miglint.judge.run import run
from miglint.report import render

FILES = {
    "20250101000000_roles.sql": "create type mood as enum ('fine');\ncreate table people (id int, m mood);\n",
    "20250102000000_rls.sql": "alter table people enable row level security;\ninsert into people values (1);\n",
    "20250103000000_view.sql": "create view everybody as select id from people;\ncreate view lost as table nowhere;\n",
    "20250104000000_drop.sql": "drop view everybody;\nalter type mood add value 'good';\nupdate people set m='good';\n",
    "20250105000000_again.sql": "create view everybody as select id, m from people;\ngrant all on everybody to anon;\n",
    "20250106000000_late.sql": "create table nowhere (x int);\nalter table people rename to persons;\n",
    "20250107000000_block.sql": "do $$ begin execute format('drop table %I', (select x from nowhere)); end $$;\n",
}
OTHER = [
    "",
    "select 1;\n",
    "create tabel broken ();\n-- miglint: ignore[nothing]\n",
    "begin; drop table people cascade; rollback; create schema extra;\n",
    "set search_path = extra; create table people (); alter default privileges grant select on tables to anon;\n",
    "do $$ begin if exists (select from pg_views where viewname = 'lost') then drop view lost; end if; end $$;\n",
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "supabase" / "migrations"
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text)
    return tmp_path


def _request(project: Path, **given: object) -> Request:
    return Request(cwd=project, now=datetime(2026, 1, 1, tzinfo=UTC), constitution="strict", **given)  # type: ignore[arg-type]


def _report(request: Request, memory: Memory | None = None) -> str:
    return render("json", run(request, memory), cwd=request.cwd)


@pytest.mark.parametrize("seed", range(4))
def test_any_changes(project: Path, seed: int) -> None:
    chance, memory, request = random.Random(seed), Memory(), _request(project)
    for _ in range(14):
        assert _report(request, memory) == _report(request)
        name = chance.choice(list(FILES))
        path = project / "supabase" / "migrations" / name
        match chance.randrange(4):
            case 0:
                path.unlink(missing_ok=True)
            case 1:
                path.write_text(FILES[name])
            case _:
                path.write_text(chance.choice(OTHER))


def test_only_what_comes_behind_the_change_is_judged(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from miglint.judge.check import Judge

    memory, applied = Memory(), []
    file = Judge.file

    def noted(self: Judge, migration: object) -> object:
        applied.append(migration.name)  # type: ignore[attr-defined]
        return file(self, migration)  # type: ignore[arg-type]

    monkeypatch.setattr(Judge, "file", noted)
    run(_request(project), memory)
    assert applied == list(FILES)
    applied.clear()
    run(_request(project), memory)
    assert applied == []
    (project / "supabase/migrations/20250106000000_late.sql").write_text("select 1;\n")
    run(_request(project), memory)
    assert applied == list(FILES)[5:]


def test_other_settings_begin_anew(project: Path) -> None:
    memory = Memory()
    _report(_request(project), memory)
    (project / "miglint.toml").write_text('[rules]\nmissing-grant = "off"\n')
    assert _report(_request(project), memory) == _report(_request(project))


def test_other_files_asked_about(project: Path) -> None:
    memory = Memory()
    for name in FILES:
        request = _request(project, paths=(f"supabase/migrations/{name}",))
        assert _report(request, memory) == _report(request)


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
        (project / "miglint.toml").write_text("nonsense = 1\n")
        watched.wait_for("miglint: error: ")
        (project / "miglint.toml").unlink()
        watched.wait_for("changed: miglint.toml", 2)
        folder = project / "supabase" / "migrations"
        folder.rename(project / "elsewhere")
        watched.wait_for("no migrations here")
        (project / "elsewhere").rename(folder)
        watched.wait_for("changed: 20250101000000_roles.sql")
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
