"""`miglint new-rule` and `miglint test`: what is written works at once, and what breaks is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from miglint.cli import main


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.mark.parametrize("flags", [(), ("--sql",)])
def test_a_new_rule_passes_its_test(project: Path, flags: tuple[str, ...]) -> None:
    written = run("new-rule", "table-without-age", *flags)
    assert written.exit_code == 0, written.output
    tested = run("test", "rules")
    assert tested.exit_code == 0, tested.output
    assert "ok      table-without-age" in tested.output


def test_the_folder_is_named_in_settings_that_wait_for_it(project: Path) -> None:
    settings = project / "miglint.toml"
    settings.write_text('constitution = "atomic"\n# rule-folders = ["rules"]  # rules of your own\n\n[rules]\n')
    assert 'miglint.toml: rule-folders = ["rules"]' in run("new-rule", "table-without-age", "--sql").output
    assert settings.read_text() == 'constitution = "atomic"\nrule-folders = ["rules"]  # rules of your own\n\n[rules]\n'
    assert "rule-folders" not in run("new-rule", "table-without-name", "--sql").output


def test_settings_without_room_for_it_are_left_alone(project: Path) -> None:
    (project / "miglint.toml").write_text("[rules]\n")
    assert 'next: rule-folders = ["rules"] in miglint.toml' in run("new-rule", "table-without-age").output
    assert (project / "miglint.toml").read_text() == "[rules]\n"


def test_a_new_rule_overwrites_nothing(project: Path) -> None:
    run("new-rule", "table-without-age")
    (project / "rules" / "table_without_age.py").write_text("mine")
    again = run("new-rule", "table-without-age")
    assert again.exit_code == 2
    assert (project / "rules" / "table_without_age.py").read_text() == "mine"


def test_a_name_that_is_none_is_refused() -> None:
    assert run("new-rule", "Table Without Age").exit_code == 2


def test_a_case_that_fails_is_shown(project: Path) -> None:
    run("new-rule", "table-without-age", "--sql")
    cases = project / "rules" / "table-without-age.md"
    cases.write_text(cases.read_text().replace("public.notes\n", "public.other\n"))
    tested = run("test", "rules")
    assert tested.exit_code == 1
    assert "expected  table-without-age 20250101000000_notes.sql:1:14 public.other" in tested.output
    assert "found     table-without-age 20250101000000_notes.sql:1:14 public.notes" in tested.output


def test_a_rule_without_cases_is_broken(project: Path) -> None:
    run("new-rule", "table-without-age")
    (project / "rules" / "table_without_age.md").unlink()
    tested = run("test", "rules")
    assert tested.exit_code == 1
    assert "no cases" in tested.output


def test_cases_can_be_written_anew(project: Path) -> None:
    run("new-rule", "table-without-age")
    cases = project / "rules" / "table_without_age.md"
    right = cases.read_text()
    cases.write_text(right.replace("table-without-age 20250101000000_notes.sql:1:14 public.notes\n", ""))
    assert run("test", "rules").exit_code == 1
    run("test", "--rewrite", "rules")
    assert cases.read_text() == right


def test_without_a_folder_the_settings_name_it(project: Path) -> None:
    assert run("test").exit_code == 2
    run("new-rule", "table-without-age")
    (project / "miglint.toml").write_text('rule-folders = ["rules"]\n')
    assert run("test").exit_code == 0
