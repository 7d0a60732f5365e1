"""Edits of a statement, found by its tokens: for rules that can fix their finding in the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..record import Value
from .source import Migration, Span, Statement
from .tokens import Token, tokens


class Edit(Value):
    """Replaces `start` to `end` (code points of the migration's text) by `text`."""

    migration: Migration
    start: int
    end: int
    text: str


def is_editable(statement: Statement) -> bool:
    """Return whether the statement's text is in a migration: not in a DO block, not built at run time."""
    plain = statement.outer is None and statement.dynamic_text is None and not statement.repaired
    return plain and statement.base == 0 and statement.migration.role == "migration"


def behind(statement: Statement, lines: Sequence[str]) -> Edit:
    """Return an edit that adds statements (with semicolons) on new lines after a statement, or after its block."""
    statement = statement.visible
    migration = statement.migration
    text, (start, end) = migration.text, statement.span
    indent, newline = _indent(migration, start), newline_of(text)
    added = newline.join([indent + line for line in lines])
    if not text.startswith(";", end):
        following = next((t for t in tokens(text, end) if t.kind != "comment"), None)
        if following is None or text[following.start : following.end] != ";":
            # The last statement of a file may go without its semicolon; what is behind it belongs to it then.
            end = max(token.end for token in words_between(statement, Span(start, end)))
            return Edit(migration, end, end, f";{newline}{added}")
        end = following.start
    at = _after_trailing_comment(text, end + 1)
    rest = text[at:].lstrip(" \t")
    if rest and rest[0] not in "\r\n":
        added += newline + indent
    return Edit(migration, at, at, newline + added)


def ahead(statement: Statement, lines: Sequence[str]) -> Edit:
    """Return an edit that adds statements on new lines before a statement, or before its block."""
    statement = statement.visible
    migration, at = statement.migration, statement.span.start
    indent, newline = _indent(migration, at), newline_of(migration.text)
    added = "".join(line + newline + indent for line in lines)
    return Edit(migration, at, at, added)


def keyword(statement: Statement, *words: str, after: int = 0) -> Token | None:
    """Return the first of these keywords outside of parentheses, from an offset on."""
    return next((t for t, depth in _nested(statement, after) if depth == 0 and _word(statement, t) in words), None)


def closing(statement: Statement, opening: int) -> int:
    """Return the offset of the parenthesis that closes the first one from `opening` on; -1 where there is none."""
    for token, depth in _nested(statement, opening):
        if depth == 0 and _word(statement, token) == ")":
            return token.start
    return -1


def words_between(statement: Statement, span: Span) -> Iterator[Token]:
    """Return the tokens inside a stretch of the statement, comments left out."""
    return (t for t in tokens(statement.migration.text, span.start, span.end) if t.kind != "comment")


def newline_of(text: str) -> str:
    """Return the line end that a text has: that of its first line."""
    at = text.find("\n")
    return "\r\n" if at > 0 and text[at - 1] == "\r" else "\n"


def _nested(statement: Statement, start: int) -> Iterator[tuple[Token, int]]:
    """Tokens with the depth of parentheses they stand in; a pair of parentheses belongs to what is around it."""
    span, depth = statement.span, 0
    for token in words_between(statement, Span(max(start, span.start), span.end)):
        word = _word(statement, token)
        depth -= word == ")"
        yield token, depth
        depth += word == "("


def _word(statement: Statement, token: Token) -> str:
    return statement.migration.text[token.start : token.end].lower()


def _indent(migration: Migration, at: int) -> str:
    """Return the white space in front of an offset, if nothing else stands there on its line."""
    start = migration.text.rfind("\n", 0, at) + 1
    before = migration.text[start:at]
    return before if not before.strip() else ""


def _after_trailing_comment(text: str, at: int) -> int:
    """Behind the comment that follows on the same line, if nothing but a comment does; else `at`."""
    stop = text.find("\n", at)
    stop = len(text) if stop < 0 else stop
    if not text[at:stop].strip():
        return at
    comment = next(tokens(text, at, stop), None)
    if comment is None or comment.kind != "comment" or text[comment.start : comment.start + 2] != "--":
        return at
    return comment.end
