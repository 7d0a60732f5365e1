"""What is kept of the files before those that are new: the same findings as without it, or none of it."""

from __future__ import annotations

import io
import json
import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from miglint.cli import main
from miglint.judge import cache_folder, snapshot_files
from miglint.judge.cache_folder import LEAST, write_checked
from miglint.syntax import reading
from miglint.syntax.reading import parse
from miglint.syntax.source import Migration

FILES = {
    "20250101000000_contacts.sql": """
        create type stage as enum ('new', 'won');
        create table companies (id bigint primary key, name text);
        create table contacts (id bigint primary key, company_id bigint, stage stage, data jsonb,
          deleted_at timestamptz, check (id > 0));
        alter table contacts enable row level security;
        create policy "read" on contacts for select using (auth.uid() is not null);
        create index on contacts (lower(data ->> 'name')) where deleted_at is null;
    """,
    "20250102000000_blocks.sql": """
        do $$ declare t text; begin
          foreach t in array array['companies', 'contacts'] loop
            execute format('grant select on %I to authenticated', t);
            execute format('create policy %I on %I to authenticated using (true)', t || '_all', t);
          end loop;
        end $$;
        create function f(a int default 1) returns int language sql begin atomic; select a + 1; end;
        create tabel broken ();
    """,
    "20250103000000_views.sql": """
        create view names as select id, data ->> 'name' as name from contacts where stage = 'won';
        comment on view names is 'for lists';
        drop table missing;
        alter default privileges in schema public grant select on tables to anon;
    """,
    "20250104000000_last.sql": "select 1;",
}
EDIT = """
    alter table contacts alter column company_id type int;
    create or replace view names as select id from contacts;
    drop policy "read" on contacts;
    alter type stage rename value 'won' to 'lost';
    create table more (like contacts including all);
    do $$ begin
      if exists (select 1 from pg_policies where policyname = 'contacts_all') then drop table companies; end if;
    end $$;
"""
LAST = "supabase/migrations/20250104000000_last.sql"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "supabase" / "migrations"
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(cache_folder, "LEAST", 0)
    monkeypatch.setattr(snapshot_files, "FAR", 1)
    monkeypatch.delattr(os, "fork", raising=False)  # what is kept is there as soon as the run is over
    return tmp_path


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows by the name of each file that is replayed after the prelude."""
    from miglint.replay import Replay

    names: list[str] = []
    begin = Replay.begin_file

    def noted(self: Replay, migration: object) -> None:
        if migration.role != "prelude":  # type: ignore[attr-defined]
            names.append(migration.name[:8])  # type: ignore[attr-defined]
        begin(self, migration)  # type: ignore[arg-type]

    monkeypatch.setattr(Replay, "begin_file", noted)
    return names


def check(*arguments: str) -> str:
    """The report, without the time it took."""
    done = CliRunner().invoke(main, ["check", "--now", "2026-01-01", "--constitution", "strict", *arguments])
    assert done.exit_code in (0, 1), done.output
    return re.sub(r"\b\d+\.\d+ s\b", "", done.stdout)


def kept(project: Path) -> list[Path]:
    return sorted((project / ".miglint_cache").glob("*.pickle"))


def test_files_behind_a_snapshot_are_not_parsed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check(LAST)
    (project / LAST).write_text(EDIT)
    parsed: list[str] = []

    def noted(migration: Migration) -> None:
        parsed.append(migration.name)
        parse(migration)

    monkeypatch.setattr(reading, "parse", noted)
    check(LAST, "--select", "migration-filename")
    assert parsed == [Path(LAST).name]


@pytest.mark.parametrize("format_", ["text", "json", "sarif"])
def test_the_same_findings(project: Path, begun: list[str], format_: str) -> None:
    check(LAST)
    assert begun == ["20250101", "20250102", "20250103", "20250104"]
    assert len(kept(project)) == 1
    (project / LAST).write_text(EDIT)
    without = check(LAST, "-f", format_, "--no-cache")
    begun.clear()
    assert check(LAST, "-f", format_) == without
    assert begun == ["20250104"]
    assert "view-columns-changed" in without


def test_a_new_file_goes_on_from_there(project: Path, begun: list[str]) -> None:
    check(LAST)
    new = "supabase/migrations/20250105000000_new.sql"
    (project / new).write_text(EDIT)
    without = check(new, "--no-cache")
    begun.clear()
    assert check(new) == without
    assert begun == ["20250104", "20250105"]


def test_standard_input(project: Path, begun: list[str]) -> None:
    check(LAST)
    begun.clear()
    done = CliRunner().invoke(main, ["check", "-", "--name", "20250106000000_x.sql", "-f", "json"], input=EDIT)
    assert begun == ["20250104", "20250106"]
    without = CliRunner().invoke(
        main, ["check", "-", "--name", "20250106000000_x.sql", "-f", "json", "--no-cache"], input=EDIT
    )
    assert done.stdout == without.stdout


def test_an_agent_does_not_wait_for_the_history(project: Path, begun: list[str]) -> None:
    given = {"name": "more", "query": "create table more (id int);"}
    event = json.dumps(
        {"hook_event_name": "PreToolUse", "tool_name": "mcp__supabase__apply_migration", "tool_input": given}
    )
    assert "deny" in CliRunner().invoke(main, ["hook", "claude-code"], input=event).stdout
    begun.clear()
    CliRunner().invoke(main, ["hook", "claude-code"], input=event.replace("int", "bigint"))
    assert len(begun) == 1


@pytest.mark.parametrize("format_", ["text", "json", "sarif"])
def test_the_whole_history(project: Path, begun: list[str], format_: str) -> None:
    """All but its last file is kept, with what rules said of the statements there and how those are mended."""
    (project / "supabase/migrations/20250103100000_type.sql").write_text("""
        create table owners (id int primary key);
        create table pets (id int primary key, owner_id int references owners);
        alter table pets alter column owner_id type bigint;
    """)
    check()
    (project / LAST).write_text(EDIT)
    (project / "supabase/migrations/20250105000000_new.sql").write_text("create table newer (id int);")
    without = check("-f", format_, "--no-cache")
    begun.clear()
    assert check("-f", format_) == without
    assert begun == ["20250104", "20250105"]
    assert "type-change-with-foreign-key" in without
    if format_ == "json":
        findings = json.loads(without)["findings"]
        assert next(f for f in findings if f["rule"] == "type-change-with-foreign-key")["fix"]["edits"]


def test_the_whole_history_under_other_rules(project: Path, begun: list[str]) -> None:
    check()
    (project / LAST).write_text(EDIT)
    begun.clear()
    check("--ignore", "statement-in-transaction")
    assert len(begun) == len(FILES)
    begun.clear()
    (project / "miglint.toml").write_text("[rules]\npolicy-public-auth-uid = 'note'\n")
    check()
    assert len(begun) == len(FILES)


def test_the_whole_history_after_more_was_applied(project: Path, begun: list[str]) -> None:
    """Rules judge less of the files that are applied for good: what they said before is not what they would say now."""
    (project / "miglint.toml").write_text('applied-until = "20250101000000"\n')
    check()
    (project / "miglint.toml").write_text('applied-until = "20250103000000"\n')
    without = check("--no-cache")
    begun.clear()
    assert check() == without
    assert len(begun) == len(FILES)


def test_one_file_after_the_whole_history(project: Path, begun: list[str]) -> None:
    """Files that are not asked about are judged by no rule: what is kept of judged ones is none of theirs."""
    check()
    without = check(LAST, "--no-cache")
    begun.clear()
    assert check(LAST) == without
    assert len(begun) == len(FILES)


def test_written_aside(project: Path) -> None:
    """A run of its own writes in a copy of the process; when it is over, everything is there."""
    name = "20250103500000_large.sql"
    (project / "supabase/migrations" / name).write_text("-- " + "x" * LEAST + "\n")
    for number in range(14):
        (project / f"supabase/migrations/202501030000{number:02}_more.sql").write_text("select 1;")
    command = [sys.executable, "-m", "miglint", "check", "--now", "2026-01-01", "-f", "json"]
    first = subprocess.run(command, cwd=project, capture_output=True, check=False, timeout=120)
    written = kept(project), sorted((project / ".miglint_cache").glob("*.json"))
    assert [len(each) for each in written] == [1, 1]
    again = subprocess.run(command, cwd=project, capture_output=True, check=False, timeout=120)
    assert json.loads(again.stdout)["findings"] == json.loads(first.stdout)["findings"] != []
    assert not list((project / ".miglint_cache").glob("*.tmp"))


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "supabase/migrations/20250102000000_blocks.sql").write_text("drop table contacts;"),
        lambda root: os.rename(
            root / "supabase/migrations/20250103000000_views.sql", root / "supabase/migrations/20250100000000_views.sql"
        ),
        lambda root: (root / "supabase/roles.sql").write_text("create role crm;"),
        lambda root: (root / "miglint.toml").write_text("postgres-version = 15\n"),
    ],
    ids=["text", "order", "roles", "version"],
)
def test_other_beginnings_are_replayed(project: Path, begun: list[str], change: object) -> None:
    check(LAST)
    change(project)  # type: ignore[operator]
    (project / LAST).write_text(EDIT)
    begun.clear()
    known = check(LAST)
    assert len(begun) >= len(FILES)
    assert known == check(LAST, "--no-cache")


@pytest.mark.parametrize("sealed", [True, False])
@pytest.mark.parametrize("broken", [b"", b"nonsense", pickle.dumps({"files": []}), pickle.dumps([1])])
def test_broken_ones_are_passed_over(project: Path, begun: list[str], broken: bytes, sealed: bool) -> None:
    check(LAST)
    (file,) = kept(project)
    if sealed:
        write_checked(file, broken, 9)
    else:
        file.write_bytes(broken)
    (project / LAST).write_text(EDIT)
    begun.clear()
    assert check(LAST) == check(LAST, "--no-cache")
    assert begun[:4] == ["20250101", "20250102", "20250103", "20250104"]


class _Evil:
    def __reduce__(self) -> object:
        return (os.mkdir, ("evil",))


def test_nothing_from_elsewhere_is_run(project: Path) -> None:
    check(LAST)
    (file,) = kept(project)
    out = io.BytesIO()
    pickle.Pickler(out, 5).dump(_Evil())
    write_checked(file, out.getvalue(), 9)
    (project / LAST).write_text(EDIT)
    check(LAST)
    assert not (project / "evil").exists()


def test_none_in_ci(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    check(LAST)
    assert kept(project) == []


def test_only_the_latest_are_kept(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot_files, "KEPT", 2)
    for number in range(4):
        (project / "supabase/migrations/20250101000000_contacts.sql").write_text(f"create table t{number} (id int);")
        check(LAST)
    assert len(kept(project)) == 2


def test_short_ways_are_not_kept(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot_files, "FAR", 4)
    check(LAST)
    assert kept(project) == []


def test_a_folder_that_cannot_be_written_to(project: Path) -> None:
    (project / ".miglint_cache").write_text("")
    assert check(LAST) == check(LAST, "--no-cache")


def test_a_fault_of_miglint_is_seen(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what may happen to anybody is passed over: a snapshot that can't be made would never be missed."""

    def broken(*_: object) -> bytes:
        raise TypeError("a class that can't be pickled")

    monkeypatch.setattr(snapshot_files, "pickled", broken)
    done = CliRunner().invoke(main, ["check", LAST])
    assert done.exit_code == 2
    assert "miglint itself failed: TypeError" in done.output
