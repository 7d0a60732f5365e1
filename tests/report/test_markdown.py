"""The summary of a step."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miglint import report
from miglint.errors import MiglintError
from miglint.judge.result import Result
from miglint.report import markdown_report
from miglint.report.markdown_report import code, escape

from .samples import ROOT, clean, many, one, small


def text(result: Result) -> str:
    return report.render("markdown", result, cwd=ROOT / "supabase", root=ROOT)


def test_small(snapshot):
    snapshot("small.md", text(small()))


def test_clean():
    assert text(clean()).startswith("### miglint: ok\n")


def test_without_settings_it_says_which_constitution_holds():
    assert "Constitution: atomic (no settings found; others: crispy, postgres, strict, supabase)" in text(many())


def test_failures_are_told():
    result = clean()
    result.errors.append(MiglintError("no such rule", "look"))
    output = text(result)
    assert "miglint failed" in output
    assert "ok" not in output.split("\n")[0]


def test_every_finding_is_there():
    assert text(many(40)).count("is open to nobody") == 40


def test_limit():
    output = markdown_report.render(many(400), cwd=ROOT, root=ROOT, limit=20_000)
    assert len(output.encode()) <= 20_000
    kept = len(re.findall("^- ", output, re.M))
    assert 0 < kept < 800
    assert f"{800 - kept} findings cut here" in output
    assert output.count("<details>") == output.count("</details>")


def test_a_real_run_stays_below_githubs_limit():
    assert len(text(many(6000)).encode()) < 1024 * 1024


@pytest.mark.parametrize(
    ("given_", "shown"),
    [
        ("a | b", "a \\| b"),
        ("`x`", "\\`x\\`"),
        ("<b>&", "&lt;b&gt;&amp;"),
        ("@octocat", "@&#8203;octocat"),
        ("see #12", "see \\#&#8203;12"),
        ("https://x.y", "https&#8203;://x.y"),
        ("[a](b)", "\\[a\\]\\(b\\)"),
        ("*a* _b_ ~c~ $d$", "\\*a\\* \\_b\\_ \\~c\\~ \\$d\\$"),
        ("a\n# b", "a \\# b"),
        ("\x1b[0m", "\\\\x1b\\[0m"),
    ],
)
def test_escape(given_: str, shown: str):
    assert escape(given_) == shown


def test_code_spans_hold_backticks_and_pipes():
    assert code("a`b") == "``a`b``"
    assert code("`a") == "`` `a ``"
    assert code("a|b", table=True) == "`a\\|b`"


def test_a_code_block_can_not_be_closed_from_inside():
    output = text(one("select '```'; -- x", 0, 6))
    assert "  ````sql\n  select '```'; -- x\n" in output


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80), st.text(min_size=1, max_size=20))
def test_nothing_hidden_or_live_survives(source: str, name: str):
    output = text(one(source, 0, len(source), message=source, name=name))
    assert not [
        c for c in output if c != "\n" and c != "\ufe0f" and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")
    ]
    assert output.count("<details>") == 1
    (row,) = [line for line in output.splitlines() if line.startswith("| 🛑")]
    assert len(re.findall(r"(?<!\\)\|", row)) == 6
