"""Comments that silence rules: their places, their rules, and the text that they cover."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from ..record import Draft, field
from ..syntax.source import Migration, Span, Statement
from ..syntax.split import next_piece
from ..syntax.tokens import Token, tokens

MARK = "miglint:"

# The grammar of the comment itself, without SQL.
_COMMENT = re.compile(
    r"(?:--|/\*)[-*\s]*miglint:\s*(?P<word>[\w-]*)(?P<list>\s*\[(?P<names>[^\]]*)\])?(?P<reason>.*)", re.S
)
_WORDS = ("ignore", "ignore-file")


class Ignore(Draft):
    """One comment: the spans of text that it covers, and the rules that it has silenced (`used`)."""

    migration: Migration
    span: Span
    rules: dict[str, Span]
    """The names of rules, with their places."""
    reason: str
    whole_file: bool = False
    misspelt: str = ""
    """Why it isn't a valid comment; "" if it is."""
    covered: list[Span] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def covers(self, at: int) -> bool:
        """Return whether it covers a position."""
        return self.whole_file or any(span.start <= at <= span.end for span in self.covered)


def ignores_in(migration: Migration) -> list[Ignore]:
    """Return the comments of a file that are addressed to miglint, in order."""
    found: list[Ignore] = []
    for token, body in _comments(migration.text, 0, len(migration.text), None):
        if (ignore := _read(migration, token)) is not None:
            if not ignore.whole_file and not ignore.misspelt:
                ignore.covered = _covered(migration, token, body)
            found.append(ignore)
    return found


def _comments(text: str, start: int, end: int, body: Span | None) -> Iterator[tuple[Token, Span | None]]:
    """Return the comments that contain the mark, each with the dollar-quoted body around it."""
    for token in tokens(text, start, end):
        if token.kind not in ("comment", "string") or text.find(MARK, token.start, token.end) < 0:
            continue
        if token.kind == "comment":
            yield token, body
        elif text[token.start] == "$":
            tag = text.index("$", token.start + 1) + 1 - token.start
            inside = Span(token.start + tag, max(token.start + tag, token.end - tag))
            yield from _comments(text, *inside, body or inside)


def _read(migration: Migration, token: Token) -> Ignore | None:
    text = migration.text[token.start : token.end].removesuffix("*/")
    match = _COMMENT.match(text)
    if match is None:
        return None
    word = match["word"]
    ignore = Ignore(migration, Span(token.start, token.end), {}, "", word == "ignore-file")
    if word not in _WORDS:
        ignore.misspelt = f"miglint has no directive `{word}`" if word else "no directive after `miglint:`"
    elif match["list"] is None:
        ignore.misspelt = f"`{word}` needs rule names in brackets"
    else:
        ignore.reason = " ".join(match["reason"].split()).lstrip(":-–— ")
        for name in re.finditer(r"[^\s,]+", match["names"]):
            at = token.start + match.start("names") + name.start()
            ignore.rules.setdefault(name[0], Span(at, at + len(name[0])))
        if not ignore.rules:
            ignore.misspelt = "the brackets are empty"
    return ignore


def _covered(migration: Migration, comment: Token, body: Span | None) -> list[Span]:
    """Return what a comment covers: the statement below or around it; inside a body, one line."""
    text = migration.text
    own_line = _line(text, comment.start)
    trailing = bool(text[own_line.start : comment.start].strip())
    if body is not None:
        if trailing:
            return [own_line]
        return [_line(text, following.start)] if (following := _next(text, comment.end, body.end)) else []
    if trailing:
        return [own_line, *(s.span for s in _touching(migration, own_line))]
    following = _next(text, comment.end, len(text))
    if following is None:
        return []
    around = _touching(migration, Span(comment.start, comment.start))
    if around:  # between the lines of a statement: the line below it
        return [_line(text, following.start)]
    for statement in _touching(migration, Span(following.start, following.start)):
        return [statement.span]
    piece = next_piece(text, following.start)  # a statement that doesn't parse
    return [Span(piece.first, piece.last)]


def _touching(migration: Migration, span: Span) -> list[Statement]:
    """Return the top-level statements that share a character with a stretch of text."""
    start, end = migration.byte(span.start), migration.byte(span.end)
    statements = migration.statements
    first = bisect_left(statements, start, key=lambda s: s.end)
    found = []
    for statement in statements[first:]:
        if statement.start > end:
            break
        found.append(statement)
    return found


def _next(text: str, start: int, end: int) -> Token | None:
    return next((t for t in tokens(text, start, end) if t.kind != "comment"), None)


def _line(text: str, at: int) -> Span:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return Span(start, len(text) if end < 0 else end)
