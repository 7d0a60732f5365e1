"""Annotations of GitHub Actions."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from miglint import report
from miglint.errors import MiglintError
from miglint.judge.result import Result

from .samples import ROOT, clean, many, one, small


def lines(result: Result) -> list[str]:
    return report.render("github", result, cwd=ROOT / "supabase", root=ROOT).splitlines()


def test_small(snapshot):
    snapshot("small.github.txt", "\n".join(lines(small())) + "\n")


def test_worst_first():
    levels = [line.split()[0] for line in lines(small()) if line.startswith("::")]
    assert levels == ["::error", "::error", "::warning"]


def test_ten_of_each_level_and_the_tenth_counts_the_rest():
    found = lines(many(40))
    errors = [line for line in found if line.startswith("::error")]
    assert len(errors) == 10
    assert errors[-1] == "::error title=miglint::and 31 more errors, see the summary or the log"
    assert len([line for line in found if line.startswith("::warning")]) == 10


def test_exactly_ten_are_shown():
    assert not any("more" in line for line in lines(many(10)))


def test_the_last_line_counts_all():
    assert lines(many(40))[-1] == "miglint: 40 errors, 40 warnings in 40 migrations"


def test_clean():
    assert lines(clean()) == ["miglint: no findings in 1 migration"]


def test_silenced_findings_are_no_annotations():
    assert not any("house-name" in line for line in lines(small()))


def test_columns_only_on_one_line():
    assert "col=1,endColumn=3" in lines(one("ab\ncd", 0, 2))[0]
    spanning = lines(one("ab\ncd", 0, 5))[0]
    assert "line=1,endLine=2::" in spanning
    assert "col=" not in spanning


def test_escapes():
    annotation = lines(one("a", 0, 1, message="100%\r\n::error::x", name="a,b:c%.sql"))[0]
    assert "file=a%2Cb%3Ac%25.sql," in annotation
    assert annotation.endswith("::a,b:c%25.sql:1:1: 100%25 ::error::x")


def test_failures_come_first():
    result = many(40)
    result.errors.append(MiglintError("no such rule", "did you mean x"))
    assert lines(result)[0] == "::error title=miglint failed::no such rule did you mean x"


@given(st.text(st.characters()), st.text(st.characters(), min_size=1))
def test_one_line_and_one_command_for_any_text(message: str, name: str):
    output = report.render("github", one("a", 0, 1, message=message, name=name), cwd=ROOT, root=ROOT)
    annotation, last = output.removesuffix("\n").split("\n")
    assert re.match(
        r"::error title=miglint \(missing-grant\),file=[^:,]*,line=1,endLine=1,col=1,endColumn=2::", annotation
    )
    assert last.startswith("miglint: ")
    assert not [c for c in annotation if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
