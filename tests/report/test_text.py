"""The report for people."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miglint import report
from miglint.errors import MiglintError
from miglint.judge.result import Result
from miglint.report.excerpt import WIDTH, excerpt
from miglint.report.safe_text import text_width
from miglint.report.summary import KINDS, first_sentence
from miglint.rule.finding import Kind, Severity
from miglint.rule.in_force import RuleInForce
from miglint.syntax.source import Migration, Place, Span

from .samples import ROOT, RULES, Project, at, clean, many, one, small


def text(result: Result, **more: bool) -> str:
    return report.render("text", result, cwd=ROOT, **more)


def test_small(snapshot):
    snapshot("small.txt", text(small()))


def test_small_in_colour(snapshot):
    snapshot("small-color.txt", text(small(), color=True).replace("\x1b", "ESC"))


def test_many(snapshot):
    snapshot("many.txt", text(many()))


def test_many_fit_two_screens():
    assert len(text(many(400)).splitlines()) < 100


def test_folding_changes_no_count():
    assert "400 errors, 400 warnings in 400 migrations" in text(many(400))


def test_full_shows_every_finding():
    output = text(many(40), full=True)
    assert output.count("error[missing-grant]") == 40
    assert "more like it" not in output
    assert "--all" not in output


def test_folding_is_told():
    assert "\nfolded: --all shows each finding\n" in text(many(40))
    assert "--all" not in text(many(3))


def test_a_handful_is_shown_whole():
    output = text(many(3))
    assert output.count("error[missing-grant]") == 3
    assert output.count("= why:") == 2


def test_entries_that_do_not_fit_are_counted():
    project = Project()
    for number in range(30):
        name = f"rule-{number}"
        RULES[name] = RuleInForce(RULES["house-name"].rule, Severity.WARNING)
        migration = project.file(f"{number}_a.sql", "select 1;")
        project.add(name, "m", at(migration, "select"))
        del RULES[name]
    lines = text(project.result).splitlines()
    assert len(lines) < 130
    (note,) = [line for line in lines if line.startswith("… and")]
    shown = sum(line.startswith("warning[") for line in lines)
    assert note.startswith(f"… and {30 - shown} more findings of {30 - shown} other rules")


def test_rules_that_do_not_fit_whole_are_told_in_two_lines():
    project = Project()
    for number in range(30):
        migration = project.file(f"{number}_a.sql", "select 1;\n" * 2)
        for rule in RULES:
            project.add(rule, f"{rule} {number}", at(migration, "select"), related=[at(migration, "1;")])
    output = text(project.result)
    assert "note[house-name]: house-name 0\n  --> supabase/migrations/0_a.sql:1:1 and 29 more like it\n" in output
    assert len(output.splitlines()) < 100


def test_errors_come_first():
    output = text(small())
    assert output.index("error[column-drop-in-use]") < output.index("warning[lock-timeout-missing]")


def test_clean_is_one_line():
    assert text(clean()) == "ok  1 migration, 2 statements, 4 rules, postgres 17, constitution atomic\n"


def test_clean_says_what_was_left_out():
    result = clean()
    result.context_files = 24
    result.held_back = {"on the accepted list": 41}
    assert text(result).endswith("(23 more as context, 41 on the accepted list)\n")


def test_without_settings_the_first_line_says_which_constitution_holds():
    expected = "no settings found: using constitution atomic (others: crispy, postgres, strict, supabase)"
    assert text(many()).splitlines()[0] == expected
    result = clean()
    result.configured = result.has_settings = False
    assert (
        "constitution atomic (no settings found; others: crispy, postgres, strict, supabase)"
        in text(result).splitlines()[0]
    )


@pytest.mark.parametrize("sample", [small, clean])
def test_settings_without_a_constitution_are_settings_all_the_same(sample: Callable[[], Result]):
    result = sample()
    result.configured = False
    for shown in (text(result), report.render("markdown", result, cwd=ROOT)):
        assert "no settings found" not in shown
        assert "atomic (the default; others: crispy, postgres, strict, supabase)" in shown


def test_the_command_line_can_choose_without_settings():
    result = small()
    result.has_settings = False
    assert "no settings found" not in text(result)
    assert "constitution: atomic\n" in text(result)


def test_silenced_findings_are_counted_only():
    assert "house-name" not in text(small())
    assert "not shown: 1 silenced by a comment" in text(small())


def test_time_is_for_terminals():
    result = small()
    result.seconds = 0.14
    assert " s\n" not in text(result)
    assert "2 errors, 1 warning in 2 migrations   0.14 s\n" in text(result, terminal=True)


def test_a_teams_reason_takes_the_place_of_the_documentations():
    project = Project()
    project.add("house-name", "m", at(project.file("1_a.sql", "select 1;"), "1"))
    output = text(project.result)
    assert "= why:  Handbook 7: names are nouns" in output
    assert "= docs: miglint explain house-name" in output


def test_failures_are_not_called_clean():
    result = clean()
    result.errors.append(MiglintError("the rule x crashed", "run it alone"))
    output = text(result)
    assert "ok" not in output
    assert "incomplete: 1 failure of miglint itself" in output


def test_related_places_are_capped():
    project = Project()
    migration = project.file("1_a.sql", "select 1;\n" * 9)
    places = [Place(migration, Span(n * 10, n * 10 + 6), "x") for n in range(9)]
    project.add("missing-grant", "m", places[0], related=places[1:])
    assert "= 5 more places" in text(project.result)


def test_every_kind_has_a_heading():
    assert set(KINDS) == set(Kind)


def caret(line: str, fragment: str) -> tuple[str, str]:
    """The excerpt's line and what stands over its caret."""
    start = line.index(fragment)
    shown = excerpt(Place(Migration(Path("a.sql"), line), Span(start, start + len(fragment))))
    return shown.text, cells(shown.text)[shown.start : shown.start + shown.length]


def cells(line: str) -> str:
    """A line with wide characters twice and marks not at all: one character per column."""
    return "".join(character * text_width(character) for character in line)


@pytest.mark.parametrize(
    ("line", "fragment", "under"),
    [
        ("alter table t", "table", "table"),
        ("\talter\ttable t", "table", "table"),
        ("/* 日本 */ alter", "alter", "alter"),
        ("/* 日本 */ alter", "日本", "日日本本"),
        ("cafe\u0301 alter", "alter", "alter"),
        ("'\x1b[0m' alter", "alter", "alter"),
        ("a \x1b b", "\x1b", "\\x1b"),
        ("x ##[error] alter", "alter", "alter"),
        ("alter\r\n", "alter", "alter"),
        ("x" * 500 + " alter " + "y" * 500, "alter", "alter"),
        ("日" * 500 + " alter " + "本" * 500, "alter", "alter"),
        ("arr[i]::date :: int", "[i]", "[i]"),
    ],
)
def test_the_caret_stands_under_its_words(line: str, fragment: str, under: str):
    assert caret(line, fragment)[1] == under


def test_long_lines_are_cut_around_the_span():
    shown, _ = caret("x" * 500 + " alter " + "y" * 500, "alter")
    assert text_width(shown) <= WIDTH
    assert shown.startswith("…")
    assert shown.endswith("…")


def test_a_span_of_several_lines_marks_the_first():
    source = "create table t (\n  a int\n);"
    assert text(one(source, 0, len(source), label="here")).count("^^^^^^^^^^^^^^^^ here (to line 3)") == 1


def test_an_empty_span_gets_one_caret():
    assert "   |  ^\n" in text(one("abc", 1, 1))


def test_a_finding_about_a_file_shows_no_line():
    assert "^" not in text(one("\nabc", 0, 0))


def test_a_place_at_the_end_of_a_line():
    assert excerpt(Place(Migration(Path("a.sql"), "abc\ndef"), Span(3, 3))).start == 3


anything = st.text(st.characters(), max_size=300)


@given(anything, st.integers(0, 300), st.integers(0, 300))
def test_the_caret_stays_inside_any_line(source: str, start: int, length: int):
    start = min(start, len(source))
    shown = excerpt(Place(Migration(Path("a.sql"), source), Span(start, min(start + length, len(source)))))
    assert text_width(shown.text) <= WIDTH
    assert shown.length >= 1
    assert shown.start + shown.length <= max(WIDTH, text_width(shown.text) + 1)


@given(anything, anything, anything)
def test_nothing_hidden_survives(source: str, message: str, label: str):
    output = text(one(source, 0, len(source), message=message, label=label, name="1_\x1b[0m\u202e.sql"))
    assert not [c for c in output if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    assert not [
        line for line in output.splitlines() if line.lstrip().startswith("::") and not line.startswith("  ::: ")
    ]


def test_commands_in_sql_do_not_reach_the_start_of_a_line():
    output = text(one("::error::x\n::set-output name=a::b", 0, 30, message="a\n::error::b", label="\n::warning::c"))
    assert not [line for line in output.splitlines() if line.lstrip().startswith("::")]


def test_first_sentence():
    assert first_sentence("One `a.b` thing, e.g. this.\nTwo things.") == "One `a.b` thing, e.g. this."
    assert first_sentence("`ALTER ... TYPE x. Y` rewrites. Two.") == "`ALTER ... TYPE x. Y` rewrites."
    assert first_sentence("No end\n\nNext") == "No end"
    assert first_sentence("") == ""


def test_a_first_run_ends_with_the_next_step():
    assert "next: miglint init" in text(many(3))
    assert "3  hazards" in text(many(3))
    assert "next:" not in text(small())
    assert "next:" not in text(clean())
