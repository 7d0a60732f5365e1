"""Text -> pieces with one statement each, found by tokens alone; together they are the whole text."""

from __future__ import annotations

from collections.abc import Iterator

from ..record import Draft
from .tokens import Token, tokens

# psql commands that end the query before them on the same line (psql docs, "Meta-Commands"); others begin a line.
_QUERY_ENDS = ("g", "gx", "gdesc", "gexec", "gset", "crosstabview", "watch")


class TextPiece(Draft):
    """The text from `start` to `end` (code points, behind the semicolon); `tokens` has no comments.

    `kind` is "sql", "meta" (a psql command) or "blank" (comments and semicolons only).
    """

    kind: str
    start: int
    end: int
    tokens: list[Token]

    @property
    def first(self) -> int:
        """Return where the first token begins."""
        return self.tokens[0].start if self.tokens else self.start

    @property
    def last(self) -> int:
        """Return where the last token ends."""
        return self.tokens[-1].end if self.tokens else self.end


def pieces(text: str, start: int = 0) -> Iterator[TextPiece]:
    """Return the pieces of a text, one after the other; together they are all of it from `start` on."""
    while start < len(text):
        piece = next_piece(text, start)
        yield piece
        start = piece.end


def next_piece(text: str, start: int, plain: bool = False) -> TextPiece:
    """Return the piece that begins at `start`.

    A semicolon ends it, except in the parentheses of CREATE RULE and in a BEGIN ATOMIC body; with `plain` there too.
    """
    found: list[Token] = []
    words: list[str] = []  # the first few, to tell CREATE RULE and CREATE FUNCTION
    depth = nesting = 0
    atomic = False
    for token in tokens(text, start):
        match token.kind:
            case "comment":
                continue
            case "meta" if not found:
                return TextPiece("meta", start, token.end, [token])
            case "meta" if _ends_query(text, token):
                return TextPiece("sql", start, token.start, found)
            case "name":
                word = text[token.start : token.end].lower()
                if len(words) < 5:
                    words.append(word)
                if not plain and nesting == 0 and word == "atomic" and _previous(text, found) == "begin":
                    atomic, nesting = _is_routine(words), 1
                elif atomic and nesting and word == "case":
                    nesting += 1
                elif atomic and nesting and word == "end":
                    nesting -= 1
            case "symbol":
                char = text[token.start]
                if char == "(":
                    depth += 1
                elif char == ")":
                    depth -= 1
                elif char == ";" and not (not plain and ((atomic and nesting > 0) or (depth > 0 and _is_rule(words)))):
                    return TextPiece("sql" if found else "blank", start, token.end, found)
        found.append(token)
    return TextPiece("sql" if found else "blank", start, len(text), found)


def _previous(text: str, found: list[Token]) -> str:
    return text[found[-1].start : found[-1].end].lower() if found else ""


def _is_routine(words: list[str]) -> bool:
    return words[:1] == ["create"] and ("function" in words[1:4] or "procedure" in words[1:4])


def _is_rule(words: list[str]) -> bool:
    return words[:1] == ["create"] and "rule" in words[1:4]


def _ends_query(text: str, token: Token) -> bool:
    """Return whether a psql command ends the query: it begins a line, or is \\g and its kin."""
    line = text.rfind("\n", 0, token.start) + 1
    if not text[line : token.start].strip():
        return True
    word = text[token.start + 1 : token.end].split(None, 1)
    return bool(word) and word[0].rstrip(";") in _QUERY_ENDS
