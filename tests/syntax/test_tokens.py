"""Tokens in PostgreSQL's lexical rules."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from miglint.syntax.source import Span
from miglint.syntax.tokens import find_name, name_end, tokens, unquote


def words(text: str) -> list[tuple[str, str]]:
    return [(token.kind, text[token.start : token.end]) for token in tokens(text)]


def test_a_semicolon_in_a_string_is_no_symbol() -> None:
    assert words("select 'a;b''c'") == [("name", "select"), ("string", "'a;b''c'")]


def test_backslash_escapes_only_in_e_strings() -> None:
    assert words(r"E'it\'s' 'it\'") == [("string", r"E'it\'s'"), ("string", r"'it\'")]


def test_dollar_quotes_end_with_their_own_tag() -> None:
    assert words("$a$ $$ ; $$ $b$ $a$ x") == [("string", "$a$ $$ ; $$ $b$ $a$"), ("name", "x")]


def test_a_dollar_inside_a_name_opens_nothing() -> None:
    assert words("a$b$c") == [("name", "a$b$c")]


def test_block_comments_nest() -> None:
    assert words("/* a /* b */ c */ x") == [("comment", "/* a /* b */ c */"), ("name", "x")]


def test_a_carriage_return_ends_a_line_comment() -> None:
    assert words("-- a\rselect") == [("comment", "-- a"), ("name", "select")]


def test_a_no_break_space_belongs_to_a_name() -> None:
    assert words("a\xa0b") == [("name", "a\xa0b")]


def test_psql_commands_reach_to_the_end_of_the_line() -> None:
    assert words("\\connect 'x;y'\nselect") == [("meta", "\\connect 'x;y'"), ("name", "select")]


def test_unicode_identifiers_and_strings() -> None:
    assert [kind for kind, _ in words("U&\"d\\0061t\" U&'x'")] == ["name", "string"]


def test_unterminated_quotes_reach_to_the_end() -> None:
    for text in ("'a;b", '"a;b', "$$a;b", "$x$a;b$y$", "/*a;b", "E'a\\"):
        assert len(words(text)) == 1, text


def test_unquote_folds_only_unquoted_names() -> None:
    assert (unquote("Abc"), unquote('"A""b"')) == ("abc", 'A"b')


def test_name_end_takes_dotted_names_whole() -> None:
    text = 'from public . "My.Table" where'
    assert text[5 : name_end('from public."My.Table" where', 5)] == text[5 : 5 + len('public."My.Table"')]


def test_find_name_looks_behind_a_keyword() -> None:
    text = "alter table type rename type to x"
    assert find_name(text, Span(0, len(text)), "type", after="rename") == Span(24, 28)


@given(st.text(alphabet="aZ_$'\"/*-\\;(). \n\r\x0b\xa0é0E&u", max_size=60))
def test_tokens_lose_nothing_but_white_space(text: str) -> None:
    at = 0
    for token in tokens(text):
        assert text[at : token.start].strip(" \t\n\r\f\v") == ""
        assert token.end > token.start
        at = token.end
    assert text[at:].strip(" \t\n\r\f\v") == ""
