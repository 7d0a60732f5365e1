"""miglint init: what it reads, what it writes, and that it never overwrites."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from helpers.repository import TEAM, Repository, migration

from miglint.cli import main
from miglint.config.constitutions import preset_files
from miglint.config.init_files import departures
from miglint.judge.accepted import FILE

A = "CREATE TABLE a (id bigint PRIMARY KEY, n text);\n"
LOSS = "ALTER TABLE a ALTER COLUMN n TYPE integer USING 0;\n"
ENTRY_A = '{"rule": "missing-grant", "object": "table:public.a"}\n'


@pytest.fixture
def project(tmp_path: Path) -> Repository:
    """A table without grants and a hazard on main; a branch adds another table."""
    project = Repository(tmp_path / "work")
    project.write("./team.toml", TEAM)
    project.commit(a1=A, loss2=LOSS)
    project.git("switch", "-qc", "feature")
    project.commit(b3="CREATE TABLE b (id bigint PRIMARY KEY);\n")
    return project


def settings(project: Repository) -> dict[str, object]:
    return tomllib.loads((project.root / "miglint.toml").read_text(encoding="utf-8"))


def test_it_writes_settings_and_the_accepted_list(project: Repository) -> None:
    result = project.run("init", "--constitution", "team.toml")
    assert result.exit_code == 0, result.output
    assert settings(project) == {"constitution": "team.toml", "applied-until": "20250101000002", "rules": {}}
    assert (project.root / FILE).read_text() == ENTRY_A
    assert (
        "wrote miglint.toml: constitution team.toml; applied until 20250101000002, the newest on main" in result.stdout
    )
    assert "wrote miglint-accepted.json: 1 finding accepted" in result.stdout
    assert "1 finding is left to fix" in result.stdout


def test_after_it_only_what_can_be_changed_is_shown(project: Repository) -> None:
    project.run("init", "--constitution", "team.toml")
    assert project.found() == ["missing-grant 20250101000003_b.sql:1"]


def test_on_the_default_branch_the_build_is_green_at_once(project: Repository) -> None:
    project.git("switch", "-q", "main")
    project.run("init", "--constitution", "team.toml")
    assert project.found() == []


def test_it_never_overwrites(project: Repository) -> None:
    project.write("./miglint.toml", 'constitution = "strict"\n')
    project.write(FILE, "")
    project.write(".github/workflows/miglint.yml", "mine")
    result = project.run("init", "--constitution", "atomic", "--github")
    assert result.exit_code == 0
    assert (project.root / "miglint.toml").read_text() == 'constitution = "strict"\n'
    assert (project.root / FILE).read_text() == ""
    assert (project.root / ".github/workflows/miglint.yml").read_text() == "mine"
    assert result.stdout.count("which already exists") == 3


def test_settings_in_pyproject_count(project: Repository) -> None:
    project.write("pyproject.toml", '[tool.miglint]\nconstitution = "atomic"\n')
    assert "kept pyproject.toml" in project.run("init").stdout
    assert not (project.root / "miglint.toml").exists()


def test_it_says_where_a_constitution_goes_against_supabases_advice(project: Repository) -> None:
    result = project.run("init", "--constitution", "atomic")
    said = 'view-security-invoker: require = "false", Supabase says "true"'
    assert f"against Supabase's advice: {said}" in result.stdout
    assert f"#   {said}" in (project.root / "miglint.toml").read_text()


def test_supabases_own_advice_is_not_against_itself() -> None:
    assert departures("supabase", Path.cwd()) == []
    assert {name for name in preset_files() if departures(name, Path.cwd())} >= {"atomic", "postgres"}


def test_it_reads_supabases_config(project: Repository) -> None:
    project.write("supabase/config.toml", '[db]\nmajor_version = 15\n[api]\nschemas = ["public", "api"]\n')
    result = project.run("init", "--constitution", "supabase")
    assert "supabase/config.toml sets postgres-version 15, exposed-schemas public, api" in result.stdout
    assert "postgres-version" not in settings(project)
    assert "postgres 15" in project.run("check").stdout or project.check()["findings"]


def test_without_a_terminal_the_default_holds_and_is_told(project: Repository) -> None:
    result = project.run("init")
    assert settings(project)["constitution"] == "atomic"
    assert "not a terminal: using constitution" in result.stdout


def test_at_a_terminal_it_asks(project: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("miglint.cli.init_command._is_terminal", lambda: True)
    result = project.run("init", stdin="nonsense\nstrict\n")
    assert settings(project)["constitution"] == "strict"
    assert "every rule" in result.stdout
    assert "against Supabase's advice" in result.stdout


def test_a_constitution_that_there_is_not(project: Repository) -> None:
    result = project.run("init", "--constitution", "atomik")
    assert result.exit_code == 2
    assert "did you mean `atomic`?" in result.stderr
    assert not (project.root / "miglint.toml").exists()


def test_a_constitution_of_ones_own(project: Repository) -> None:
    project.write("db/team.toml", TEAM)
    assert project.run("init", "--constitution", "db/team.toml").exit_code == 0
    assert settings(project)["constitution"] == "db/team.toml"
    assert project.found() == ["missing-grant 20250101000003_b.sql:1"]


def test_without_git_nothing_is_known_to_be_applied(tmp_path: Path) -> None:
    project = Repository(tmp_path, init=False)
    project.write(migration("a1"), A)
    result = project.run("init", "--constitution", "atomic")
    assert settings(project) == {"constitution": "atomic", "rules": {}}
    assert '# applied-until = "20250101000001"' in (project.root / "miglint.toml").read_text()
    assert not (project.root / FILE).exists()
    assert "set applied-until" in result.stdout


def test_migrations_in_an_unusual_place_are_named(tmp_path: Path) -> None:
    project = Repository(tmp_path)
    (project.folder).rmdir()
    project.write("db/sql/1_a.sql", A)
    project.git("add", "-A")
    project.git("commit", "-qm", "x")
    result = project.run("init", "--constitution", "postgres", "db/sql")
    assert result.exit_code == 0, result.output
    assert settings(project)["migrations"] == ["db/sql"]
    assert settings(project)["applied-until"] == "1"
    assert project.run("check").exit_code == 0


def test_several_histories_are_begun_one_by_one(tmp_path: Path) -> None:
    project = Repository(tmp_path, init=False)
    project.folder.rmdir()
    for app in ("web", "api"):
        project.write(f"apps/{app}/supabase/migrations/{migration('a1')}", A)
    result = project.run("init", "--constitution", "atomic")
    assert result.exit_code == 2
    assert "found 2 migrations folders" in result.stderr
    assert project.run("init", "--constitution", "atomic", "apps/web").exit_code == 0
    assert (project.root / "apps" / "web" / "miglint.toml").exists()


def test_the_workflow(project: Repository) -> None:
    project.run("init", "--constitution", "atomic", "--github")
    workflow = yaml.safe_load((project.root / ".github/workflows/miglint.yml").read_text())
    checkout, action = workflow["jobs"]["miglint"]["steps"]
    assert checkout["with"] == {"fetch-depth": 2, "persist-credentials": False}
    inputs = yaml.safe_load((Path(__file__).parents[2] / "action.yml").read_text())["inputs"]
    assert set(action["with"]) <= set(inputs)


def test_pre_commit(project: Repository) -> None:
    project.run("init", "--constitution", "atomic", "--pre-commit")
    (repo,) = yaml.safe_load((project.root / ".pre-commit-config.yaml").read_text())["repos"]
    hooks = yaml.safe_load((Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text())
    assert [hook["id"] for hook in repo["hooks"]] == [hook["id"] for hook in hooks]


def test_pre_commit_that_is_there_is_left_and_told_what_to_add(project: Repository) -> None:
    project.write(".pre-commit-config.yaml", "repos: []\n")
    result = project.run("init", "--constitution", "atomic", "--pre-commit")
    assert (project.root / ".pre-commit-config.yaml").read_text() == "repos: []\n"
    assert "add to .pre-commit-config.yaml:" in result.stdout
    assert "- id: miglint" in result.stdout


def test_husky(project: Repository) -> None:
    project.run("init", "--constitution", "atomic", "--husky")
    hook = project.root / ".husky" / "pre-commit"
    assert hook.read_text() == "uvx miglint check --staged\n"
    assert hook.stat().st_mode & 0o100


def test_a_workflow_can_be_added_later(project: Repository) -> None:
    project.run("init", "--constitution", "atomic")
    result = project.run("init", "--github")
    assert "wrote .github/workflows/miglint.yml" in result.stdout
    assert "kept miglint.toml" in result.stdout


def test_settings_in_the_one_package_hold_from_the_root_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "packages" / "db" / "supabase" / "migrations"
    folder.mkdir(parents=True)
    (folder / "20250101000000_a.sql").write_text("CREATE TABLE a (id int);\n")
    monkeypatch.chdir(tmp_path)
    begun = CliRunner().invoke(main, ["init", "--constitution", "postgres"])
    assert begun.exit_code == 0, begun.output
    assert (tmp_path / "packages" / "db" / "miglint.toml").exists()
    for command in (["check"], ["check", "."], ["config", "show"], ["rules"]):
        done = CliRunner().invoke(main, command)
        assert done.exit_code in (0, 1), done.output
        assert command == ["rules"] or "postgres" in done.output
