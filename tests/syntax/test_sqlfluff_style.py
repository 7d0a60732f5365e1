"""Style by sqlfluff: switched on as a whole, out of a repository's reach, and `miglint fmt`, which loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.repository import Repository

from miglint import Migration
from miglint.config import load_settings, resolve
from miglint.config.loader import STYLE_RULES
from miglint.errors import SettingsError
from miglint.fix import layout
from miglint.fix.layout import tidied
from miglint.rule.finding import Severity
from miglint.rule.registry import load_registry
from miglint.syntax import sqlfluff_style as style
from miglint.syntax.sqlfluff_style import Laid, style_of

REGISTRY = load_registry(entry_points=False)
UNTIDY = "CREATE table notes(id  BIGINT primary key,body text); -- kept  \nselect 1,2;  \n"
TIDY = "CREATE TABLE notes (id BIGINT PRIMARY KEY, body TEXT); -- kept  \nSELECT\n    1,\n    2;\n"


def held(folder: Path, text: str, style: bool | None = None) -> dict[str, Severity]:
    """The rules on style that are in force with these settings."""
    (folder / "miglint.toml").write_text(text)
    rules = resolve(load_settings(folder, style=style), (), (), REGISTRY)
    return {rule.name: rule.severity for rule in rules if rule.rule.family() == "style"}


def test_the_whole_family_is_switched_on_at_once() -> None:
    assert list(STYLE_RULES) == REGISTRY.families["style"]


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ('constitution = "strict"', None, {}),
        ("[style]\nenabled = false", None, {}),
        ("[style]\nenabled = true", None, dict.fromkeys(STYLE_RULES, Severity.NOTE)),
        ("[style]\nenabled = true", False, {}),
        ("", True, dict.fromkeys(STYLE_RULES, Severity.NOTE)),
        (
            '[style]\nenabled = true\n[rules]\nuntidy-layout = "warning"\nmixed-capitalisation = "off"',
            None,
            {"untidy-layout": Severity.WARNING, "unchecked-style": Severity.NOTE},
        ),
    ],
)
def test_settings(tmp_path: Path, text: str, asked: bool | None, expected: dict[str, Severity]) -> None:
    assert held(tmp_path, text, asked) == expected


@pytest.mark.parametrize("text", ["style = true", "[style]\nenabled = 1", "[style]\nenable = true"])
def test_settings_that_make_no_sense(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match=r"miglint\.toml:\d"):
        held(tmp_path, text)


def test_a_large_file_is_told_and_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(style, "_linter", lambda: pytest.fail("sqlfluff was asked"))
    text = "SELECT 1;\n" * 6000
    assert style_of(Migration(Path("a.sql"), text)).unchecked == "it has 60 kB, and the style pass reads up to 50 kB"
    assert tidied(text).skipped == "it has 60 kB, and the style pass reads up to 50 kB"


def test_a_failure_of_sqlfluff_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing:
        def lint_string(self, text: str, **_: object) -> None:
            raise RecursionError("too\ndeep")

    monkeypatch.setattr(style, "_linter", Failing)
    found = style_of(Migration(Path("a.sql"), "SELECT 'a failure';"))
    assert found.unchecked == "sqlfluff failed with RecursionError: too deep"


def test_places_count_characters() -> None:
    text = "SELECT 'é', 'ü𝄞'  ;\n"
    found = style_of(Migration(Path("a.sql"), text)).violations
    assert ("LT01", text.index("  ;")) in [(each.code, each.at) for each in found]


def test_the_repository_has_no_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".sqlfluff").write_text("[sqlfluff]\nexclude_rules = LT01\ntemplater = jinja\n")
    monkeypatch.chdir(tmp_path)
    lines = "-- sqlfluff:exclude_rules:LT01\n--sqlfluff:templater:jinja\n-- sqlfluff:dialect:mysql\n"
    text = lines + "SELECT  '{{ 1 }}' AS sqlfluff;\n"
    found = style_of(Migration(tmp_path / "a.sql", text))
    assert [each.code for each in found.violations] == ["LT01"]
    assert tidied(text).text == lines + "SELECT '{{ 1 }}' AS sqlfluff;\n"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_tidied(end: str) -> None:
    assert tidied(UNTIDY.replace("\n", end)) == layout.Tidied(TIDY.replace("\n", end))


def test_places_in_trees_do_not_count() -> None:
    text = "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';\nSELECT  a FROM t WHERE a IN (1, ARRAY[2]);\n"
    assert tidied("SELECT  1;\n" + text) == layout.Tidied("SELECT 1;\n" + text.replace("  ", " "))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("SELECT  1;\r\nSELECT  2;\n", "its lines don't all end alike"),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE \"sql\" AS 'SELECT  1';", "sqlfluff can't parse this"),
    ],
)
def test_left_alone(text: str, why: str) -> None:
    assert tidied(text) == layout.Tidied(text, skipped=why)


def test_what_postgresql_cannot_parse_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "laid_out", lambda text: Laid("SELECT FROM WHERE;"))
    assert tidied("SELECT  FROM  WHERE;").skipped.startswith("PostgreSQL's parser can't read it")


@pytest.mark.parametrize(
    ("laid", "why"),
    [
        (lambda text: text.replace("a, b", "b, a"), "its parse tree would change"),
        (lambda text: text.replace("'X'", "'x'"), "its parse tree would change"),
        (lambda text: text.replace("-- why", ""), "a word or a comment would change"),
        (lambda text: text.replace(" FROM t;", " FROM t;;"), "a word or a comment would change"),
        (lambda text: text.replace("why", "WHY"), "a word or a comment would change"),
        (lambda text: text + "\n", "a second run would change more"),
    ],
)
def test_refused(laid: Callable[[str], str], why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "laid_out", lambda text: Laid(laid(text)))
    text = "SELECT a, b, 'X', 1::int4 FROM t; -- why"
    assert tidied(text) == layout.Tidied(text, refused=why)


def test_a_comment_to_miglint_keeps_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "SELECT\n-- miglint: ignore[x] so\na, b;"
    monkeypatch.setattr(layout, "laid_out", lambda text: Laid(text.replace("a, b", "a,\nb")))
    assert tidied(text).refused == "a miglint comment would cover other words"
    assert tidied("SELECT a, b; -- miglint: ignore[x] so").text == "SELECT a,\nb; -- miglint: ignore[x] so"


def test_check_reports_style_when_asked(tmp_path: Path) -> None:
    project = Repository(tmp_path)
    project.write("20250101000000_notes.sql", UNTIDY)
    rules = {each["rule"] for each in project.check()["findings"]}
    asked = project.check("--style")["findings"]
    assert {each["rule"] for each in asked} - rules == {"untidy-layout", "mixed-capitalisation"}
    assert {each["severity"] for each in asked if each["family"] == "style"} == {"note"}


def test_check_reports_style_when_the_settings_ask(tmp_path: Path) -> None:
    project = Repository(tmp_path)
    project.settings("[style]\nenabled = true\n")
    project.write("20250101000000_notes.sql", "SELECT  1;\n")
    assert project.found() == ["untidy-layout 20250101000000_notes.sql:1"]


def test_fmt_changes_new_files_only(tmp_path: Path) -> None:
    project = Repository(tmp_path)
    project.settings('applied-until = "20250101000000"\n')
    old = project.write("20250101000000_notes.sql", UNTIDY)
    merged = project.write("20250102000000_more.sql", UNTIDY.replace("notes", "more"))
    project.commit()
    project.git("checkout", "-q", "-b", "feature")
    new = project.write("20250103000000_new.sql", UNTIDY)
    other = project.write("20250104000000_other.sql", UNTIDY)
    done = project.run("fmt", str(new))
    assert (done.exit_code, new.read_text(), other.read_text()) == (0, TIDY, UNTIDY)
    done = project.run("fmt")
    assert (old.read_text(), merged.read_text()) == (UNTIDY, UNTIDY.replace("notes", "more"))
    assert other.read_text() == TIDY
    assert "2 files can't change" in done.stderr


def test_fmt_only_looks(tmp_path: Path) -> None:
    project = Repository(tmp_path, init=False)
    path = project.write("20250101000000_notes.sql", UNTIDY)
    diff, check = project.run("fmt", "--diff"), project.run("fmt", "--check")
    assert (diff.exit_code, check.exit_code, path.read_text()) == (0, 1, UNTIDY)
    assert "+    2;\n" in diff.stdout
    path.write_text(TIDY)
    assert project.run("fmt", "--check").exit_code == 0
