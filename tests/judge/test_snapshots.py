"""Judging again what has changed finds what judging all of it finds."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from helpers.samples import fields_of

from miglint.catalog.target import Target
from miglint.judge.check import Checked, Judge
from miglint.judge.request import Request
from miglint.judge.run import run
from miglint.judge.snapshots import SnapshotsInMemory, _Point
from miglint.report import render
from miglint.rule.history import History

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


def _report(request: Request, memory: SnapshotsInMemory | None = None) -> str:
    return render("json", run(request, memory), cwd=request.cwd)


@pytest.mark.parametrize("seed", range(4))
def test_any_changes(project: Path, seed: int) -> None:
    chance, memory, request = random.Random(seed), SnapshotsInMemory(), _request(project)
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
    memory, applied = SnapshotsInMemory(), []
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
    memory = SnapshotsInMemory()
    _report(_request(project), memory)
    (project / "miglint.toml").write_text('[rules]\nmissing-grant = "off"\n')
    assert _report(_request(project), memory) == _report(_request(project))


def test_other_files_asked_about(project: Path) -> None:
    memory = SnapshotsInMemory()
    for name in FILES:
        request = _request(project, paths=(f"supabase/migrations/{name}",))
        assert _report(request, memory) == _report(request)


def test_every_part_of_a_judge_is_taken_back() -> None:
    """What grows while files are judged must be known to `_Point` and to SnapshotFile: a new part is to fail here."""
    judge = Judge(History(Path(), []), [], Target())
    given = {"history", "target", "hooks", "hooks_of_applied"}
    assert vars(judge).keys() - given == {"replay", "checked", "crashed", "changes", "changes_by_file"}
    found = {"findings", "errors", "statements"}
    assert fields_of(Checked).keys() == found | {"earlier"}  # only where a change is judged, which no snapshot serves
    assert vars(_Point(judge)).keys() == found | {"replay", "files", "crashed"}
