"""Layout and capitals mended, and nothing else: where meaning, comments or a second run would differ, it is refused."""

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
    """A text after tidying, as it was where it was left alone. `skipped` says why it could not be read, `refused` why
    what came of it was not taken; both are clauses."""

    text: str
    skipped: str = ""
    refused: str = ""


def tidied(text: str) -> Tidied:
    """A migration's text, tidy."""
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
        return Tidied(text, skipped="PostgreSQL's parser can't read it, so nobody knows if it would stay the same")
    if before != after:
        return Tidied(text, refused="its parse tree would change")
    if _words(plain) != _words(laid.text):
        return Tidied(text, refused="a word or a comment would change")
    if _silenced(plain) != _silenced(laid.text):
        return Tidied(text, refused="a comment to miglint would speak for other words")
    again = laid_out(laid.text)
    if again.unchecked or again.text != laid.text:
        return Tidied(text, refused="a second run would change more")
    return Tidied(laid.text.replace("\n", ends))


def _tree(text: str) -> Any:
    """What the parser makes of a text, without places; None where it makes nothing whole of it."""
    reading = read_statements(text)
    return None if reading.pruned else _without_places(reading.statements)


def _without_places(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_places(v) for k, v in value.items() if not (k.endswith(_PLACES) and isinstance(v, int))}
    if isinstance(value, list):
        return [_without_places(item) for item in value]
    return value


def _words(text: str) -> tuple[list[str], list[str]]:
    """What stands in a text but for white space and capitals; comments by themselves, since a comma may pass one."""
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
    """Which words (by their number) each comment to miglint speaks for: lines count there."""
    if MARK not in text:
        return []
    migration = Migration(Path("migration.sql"), text)
    parse(migration)
    words = [token.start for token in tokens(text) if token.kind != "comment"]
    return [{number for number, at in enumerate(words) if ignore.covers(at)} for ignore in ignores_in(migration)]
