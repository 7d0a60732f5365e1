"""What strangers wrote never acts on a terminal or a log."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miglint.report.safe_text import clip, no_commands, text_width, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\u202eb", "a\\u202eb"),
        ("a\u2066b\u2069", "a\\u2066b\\u2069"),
        ("\x00\x07\x7f\x9b", "\\x00\\x07\\x7f\\x9b"),
        ("a\r\n::error::b", "a ::error::b"),
        ("a\tb", "a b"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("\U000e0041", "\\U000e0041"),
        ("half \ud800", "half \\ud800"),
        ("héllo 日本 😀", "héllo 日本 😀"),
        ("##[error]x", "\\x23#[error]x"),
        ("a ##VSO[x]", "a \\x23#VSO[x]"),
        ("## heading", "## heading"),
    ],
)
def test_visible(text: str, shown: str):
    assert visible(text) == shown


@given(st.text(st.characters()))
def test_nothing_hidden_survives(text: str):
    assert not [c for c in visible(text) if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]


@given(st.text(alphabet="#[vso]x\x1b", max_size=30))
def test_no_command_survives(text: str):
    for output in (visible(text), no_commands(text)):
        assert "##[" not in output
        assert "##vso[" not in output.lower()


def test_wide_characters_count_twice_and_marks_not_at_all():
    assert text_width("日本") == 4
    assert text_width("e\u0301") == 1


@given(st.text(st.characters(exclude_categories=("C",))), st.integers(2, 40))
def test_clip_keeps_the_width(text: str, width: int):
    assert text_width(clip(text, width)) <= width
