"""Fixes layout and capitals only: refuses a result that changes meaning or comments, or that a second run changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..judge.ignore_comments import MARK, ignores_in
from ..record import Value
from ..syntax.parser import read_statements
from ..syntax.reading import parse
from ..syntax.source import Migration
from ..syntax.sqlfluff_style import laid_out
from ..syntax.tokens import tokens

_PLACES = ("location", "stmt_len", "list_start", "list_end")
"""How the names of fields end that count bytes (ParseLoc in primnodes.h and parsenodes.h): arg_location is one."""


class Tidied(Value):
    """A formatted text, or the text as it was. `skipped` is why it could not be formatted, `refused` why the result was
    not taken; both are clauses."""

    text: str
    skipped: str = ""
    refused: str = ""


def tidied(text: str) -> Tidied:
    """Return a migration's text, formatted."""
    ends = "\r\n" if "\r" in text else "\n"
    plain = text.replace("\r\n", "\n")
    if "\r" in plain or plain.replace("\n", ends) != text:
        return Tidied(text, skipped="its lines don't all end alike")
    laid = laid_out(plain)
    if laid.unchecked:
        return Tidied(text, skipped=laid.unchecked)
    if laid.text == plain:
        return Tidied(text)
    before, after = _tree(plain), _tree(laid.text)
    if before is None:
        return Tidied(text, skipped="PostgreSQL's parser can't read it, so its meaning can't be compared")
    if before != after:
        return Tidied(text, refused="its parse tree would change")
    if _words(plain) != _words(laid.text):
        return Tidied(text, refused="a word or a comment would change")
    if _silenced(plain) != _silenced(laid.text):
        return Tidied(text, refused="a miglint comment would cover other words")
    again = laid_out(laid.text)
    if again.unchecked or again.text != laid.text:
        return Tidied(text, refused="a second run would change more")
    return Tidied(laid.text.replace("\n", ends))


def _tree(text: str) -> Any:
    """Return a text's parse tree without positions; None if it isn't complete."""
    reading = read_statements(text)
    return None if reading.pruned else _without_places(reading.statements)


def _without_places(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_places(v) for k, v in value.items() if not (k.endswith(_PLACES) and isinstance(v, int))}
    if isinstance(value, list):
        return [_without_places(item) for item in value]
    return value


def _words(text: str) -> tuple[list[str], list[str]]:
    """Return the words of a text without whitespace and capitals, and its comments: a comma may move past one."""
    words: list[str] = []
    comments: list[str] = []
    for token in tokens(text):
        word = text[token.start : token.end]
        if token.kind == "comment":
            comments.append(word.rstrip())
        else:
            words.append(word.lower() if token.kind == "name" and '"' not in word else word)
    return words, comments


def _silenced(text: str) -> list[set[int]]:
    """Return which words (by number) each miglint comment covers: that depends on the lines."""
    if MARK not in text:
        return []
    migration = Migration(Path("migration.sql"), text)
    parse(migration)
    words = [token.start for token in tokens(text) if token.kind != "comment"]
    return [{number for number, at in enumerate(words) if ignore.covers(at)} for ignore in ignores_in(migration)]
