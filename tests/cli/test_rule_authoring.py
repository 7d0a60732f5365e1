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


HOOKS = ("catalog", "change", "statement", "file", "history")


@pytest.mark.parametrize("flags", [(), ("--sql",), *(("--hook", hook) for hook in HOOKS)])
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


def test_sql_that_does_not_apply_is_told_where_a_case_fails(project: Path) -> None:
    run("new-rule", "table-without-age", "--hook", "change")
    path = project / "rules" / "table_without_age.md"
    path.write_text(path.read_text().replace("DROP COLUMN body;", "DROP COLUMN boddy;", 1))
    told = run("test", "rules").output
    assert "expected  -- error: [table-without-age] at 20250101000000_file.sql:2" in told
    assert "beside    unknown-object 20250101000000_file.sql:2:" in told


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("ADD COLUMN {column}", "ADD COLUM {column} IS", "the result would not parse"),
        ("Remedy((add,))", 'Remedy(("SELECT 1;",))', "it would not fix table-without-age"),
    ],
)
@pytest.mark.parametrize("flags", [(), ("--rewrite",)])
def test_what_is_offered_in_a_case_is_tried(
    project: Path, old: str, new: str, why: str, flags: tuple[str, ...]
) -> None:
    run("new-rule", "table-without-age")
    path = project / "rules" / "table_without_age.py"
    path.write_text(path.read_text().replace(old, new))
    tested = run("test", "rules", *flags)
    assert tested.exit_code == 1
    where = "table_without_age.md, A table without the column: the {} of table-without-age 20250101000000_file.sql:1:14"
    for offer in ("fix", "remedy"):
        assert f"{where.format(offer)} public.notes does not hold: {why}" in tested.output


def test_the_name_of_a_rule_that_there_is_is_refused(project: Path) -> None:
    refused = run("new-rule", "missing-grant")
    assert refused.exit_code == 2
    assert "there is a rule `missing-grant` already, in the built-in rules" in refused.output
    assert not (project / "rules").exists()


def test_a_case_that_fails_is_shown(project: Path) -> None:
    run("new-rule", "table-without-age", "--sql")
    cases = project / "rules" / "table-without-age.md"
    cases.write_text(cases.read_text().replace("  -- error: [table-without-age]", ""))
    tested = run("test", "rules")
    assert tested.exit_code == 1
    assert "found     -- error: [table-without-age] at 20250101000000_file.sql:1" in tested.output
    assert "miglint test --rewrite" in tested.output


def test_a_rule_without_cases_is_broken(project: Path) -> None:
    run("new-rule", "table-without-age")
    (project / "rules" / "table_without_age.md").unlink()
    tested = run("test", "rules")
    assert tested.exit_code == 1
    assert "no cases" in tested.output


@pytest.mark.parametrize("flags", [(), ("--rewrite",)])
def test_a_misspelt_option_in_a_case_is_told(project: Path, flags: tuple[str, ...]) -> None:
    run("new-rule", "table-without-age")
    path = project / "rules" / "table_without_age.md"
    path.write_text(path.read_text() + '\n```toml\n[rules.table-without-age]\ncolum = "age"\n```\n')
    tested = run("test", "rules", *flags)
    assert tested.exit_code == 1
    assert "has no option `colum`; did you mean `column`?" in tested.output


def test_cases_can_be_written_anew(project: Path) -> None:
    run("new-rule", "table-without-age")
    cases = project / "rules" / "table_without_age.md"
    right = cases.read_text()
    cases.write_text(right.replace("has no column", "lacks").replace("now();\n", "now();  -- error: [x-y]\n"))
    assert run("test", "rules").exit_code == 1
    run("test", "--rewrite", "rules")
    assert cases.read_text() == right


def test_without_a_folder_the_settings_name_it(project: Path) -> None:
    assert run("test").exit_code == 2
    run("new-rule", "table-without-age")
    (project / "miglint.toml").write_text('rule-folders = ["rules"]\n')
    assert run("test").exit_code == 0


def test_a_folder_named_in_the_first_line_is_known(project: Path) -> None:
    (project / "miglint.toml").write_text('rule-folders = ["rules"]\n')
    assert "in miglint.toml" not in run("new-rule", "table-without-age").output


def test_a_rule_in_sql_has_no_hook() -> None:
    assert run("new-rule", "table-without-age", "--sql", "--hook", "file").exit_code == 2


@pytest.mark.parametrize("name", ["table_without_age.py", "table_without_age.md"])
def test_one_rule_alone_is_tested(project: Path, name: str) -> None:
    run("new-rule", "table-without-age")
    run("new-rule", "table-without-name")
    tested = run("test", f"rules/{name}")
    assert (tested.exit_code, tested.output) == (0, "ok      table-without-age\n1 rule, 0 problems\n")


def test_a_file_that_is_no_rule_is_refused(project: Path) -> None:
    run("new-rule", "table-without-age")
    (project / "rules" / "notes.txt").write_text("")
    assert "is not a rule" in run("test", "rules/notes.txt").output


@pytest.fixture
def crashing(project: Path) -> Path:
    run("new-rule", "table-without-age")
    path = project / "rules" / "table_without_age.py"
    path.write_text(path.read_text().replace("table.column(self.column)", "table.colum(self.column)"))
    (project / "miglint.toml").write_text('rule-folders = ["rules"]\n')
    (project / "supabase" / "migrations").mkdir(parents=True)
    (project / "supabase" / "migrations" / "20250101000000_a.sql").write_text("CREATE TABLE a (id bigint);\n")
    return path


WHERE = "AttributeError: 'Table' object has no attribute 'colum' (rules/table_without_age.py:"


def test_a_crash_is_told_with_its_line(crashing: Path) -> None:
    tested = run("test")
    assert tested.exit_code == 1
    assert tested.output.count(WHERE) == 2  # its examples and its cases
    assert "Traceback" not in tested.output
    assert "line " in run("test", "--traceback").output


def test_check_tells_whose_fault_a_crash_is(crashing: Path) -> None:
    done = run("check", "--select", "table-without-age")
    assert done.exit_code == 2
    assert WHERE in done.output
    assert "Fix the rule" in done.output
    assert "Report it" not in done.output
    assert "Traceback" not in done.output
    assert "Traceback (most recent call last)" in run("check", "--traceback").output
