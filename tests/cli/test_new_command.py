"""`miglint new`: names that come after all others, headers, nothing overwritten."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from miglint.cli import main
from miglint.errors import UsageError
from miglint.project.migration_names import next_version, snake_case

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("add tags", "add_tags"),
        ("addContactTags", "add_contact_tags"),
        ("HTTPClient", "http_client"),
        ("  Don't   drop -- it! ", "dont_drop_it"),
        ("20250101000000_add_tags.sql", "add_tags"),
        ("Müller und Söhne", "muller_und_sohne"),
        ("../../etc/passwd", "etc_passwd"),
        ("x" * 300, "x" * 80),
    ],
)
def test_snake_case(given: str, name: str) -> None:
    assert snake_case(given) == name


@pytest.mark.parametrize("given", ["", "***", "😀", ".sql"])
def test_no_name_is_left(given: str) -> None:
    with pytest.raises(UsageError):
        snake_case(given)


@pytest.mark.parametrize(
    ("names", "version"),
    [
        ([], "20260102030405"),
        (["20250101000000_a.sql", "README.md", "seed.sql"], "20260102030405"),
        (["20260102030405_a.sql"], "20260102030406"),
        (["20270101235959_future.sql"], "20270102000000"),
        (["20269999999999_no_time.sql"], "20270000000000"),
        (["0001_a.sql", "0009_b.sql"], "0010"),
        (["20250101_a.sql"], "20260102030405"),
        (["20260102_today.sql"], "20260103000000"),
    ],
)
def test_next_version(names: list[str], version: str) -> None:
    assert next_version(names, NOW) == version


def test_local_times_become_utc() -> None:
    assert next_version([], datetime.fromisoformat("2026-01-02T04:04:05+01:00")) == "20260102030405"


def _new(*arguments: str) -> str:
    done = CliRunner().invoke(main, ["new", *arguments, "--now", "2026-01-02T03:04:05"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output.strip()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "supabase").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_first_migration(project: Path) -> None:
    path = project / _new("Add Tags")
    assert path == project / "supabase/migrations/20260102030405_add_tags.sql"
    assert path.read_text() == "-- Purpose: Add tags\n-- Date: 2026-01-02\n"


HEADERS = [
    ("strict", "", "-- Purpose: Add tags\n-- Date: 2026-01-02\n-- Rollback:\n"),
    ("atomic", '[rules.missing-migration-header]\nrequire = ["rationale"]\n', "-- Why:\n"),
    ("atomic", '[rules]\nmissing-migration-header = "off"\n', ""),
    ("postgres", "", ""),
]


@pytest.mark.parametrize(("constitution", "said", "header"), HEADERS)
def test_the_header_is_the_constitutions(project: Path, constitution: str, said: str, header: str) -> None:
    (project / "miglint.toml").write_text(f'constitution = "{constitution}"\n{said}')
    assert (project / _new("Add Tags")).read_text() == header


@pytest.mark.parametrize(
    ("constitution", "name"), [("atomic", "20260102030405_tags.sql"), ("postgres", "0010_tags.sql")]
)
def test_who_counts_goes_on_counting_where_no_rule_asks_for_a_time(project: Path, constitution: str, name: str) -> None:
    (project / "supabase" / "migrations").mkdir()
    (project / "supabase" / "migrations" / "0009_contacts.sql").write_text("SELECT 1;\n")
    (project / "supabase" / "migrations" / "README.md").write_text("how we count\n")
    assert _new("tags", "--constitution", constitution) == f"supabase/migrations/{name}"


def test_a_purpose_is_written_even_where_nobody_asks(project: Path) -> None:
    path = project / _new("Add Tags", "--constitution", "postgres", "--purpose", "words on contacts")
    assert path.read_text() == "-- words on contacts\n"


@pytest.mark.parametrize("constitution", ["atomic", "strict"])
def test_its_header_satisfies_the_rules(project: Path, constitution: str) -> None:
    path = project / _new("Add Tags", "--constitution", constitution)
    path.write_text(path.read_text() + "SELECT 1;\n")
    rules = "missing-migration-header,undocumented-rollback"
    done = CliRunner().invoke(main, ["check", "--select", rules, "--fail-on", "note", str(path)])
    assert done.exit_code == 0, done.output


def test_purpose_stays_on_its_line(project: Path) -> None:
    path = project / _new("x", "--purpose", "first\nDROP TABLE contacts;")
    assert path.read_text().splitlines()[0] == "-- Purpose: first DROP TABLE contacts;"


def test_twice_gives_two_files(project: Path) -> None:
    assert _new("tags") != _new("tags")


def test_named_folder(project: Path) -> None:
    assert _new("tags", "db") == "db/20260102030405_tags.sql"


def test_several_folders_need_a_name(project: Path) -> None:
    for name in ("a", "b"):
        (project / name / "supabase" / "migrations").mkdir(parents=True)
    (project / "supabase").rmdir()
    done = CliRunner().invoke(main, ["new", "tags"])
    assert done.exit_code == 2
    assert not list(project.rglob("*.sql"))


def _git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def test_after_what_the_default_branch_has_meanwhile(project: Path) -> None:
    folder = project / "supabase" / "migrations"
    folder.mkdir()
    (folder / "20250101000000_a.sql").write_text("select 1;\n")
    _git(project, "init", "-b", "main")
    _git(project, "add", ".")
    _git(project, "commit", "-m", "a")
    _git(project, "checkout", "-b", "mine")
    _git(project, "checkout", "main")
    (folder / "20260601000000_b.sql").write_text("select 1;\n")
    _git(project, "add", ".")
    _git(project, "commit", "-m", "b")
    _git(project, "checkout", "mine")
    assert _new("tags") == "supabase/migrations/20260601000001_tags.sql"
