"""Tokens of SQL text: where names, comments and statements begin and end.

A tolerant scanner in PostgreSQL's lexical rules (PostgreSQL docs, 4.1 Lexical Structure): it reads any text, valid or
not, and never raises. pglast's own scanner refuses unterminated strings and costs three times a parse, so it serves
neither error recovery nor the usual run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of a migration's text, in code points, end exclusive."""

    start: int
    end: int


class Token(NamedTuple):
    """A token: `kind` is "name", "string", "number", "comment", "symbol" or "meta" (a psql command)."""

    kind: str
    start: int
    end: int


# One alternative per kind; comments and dollar quotes are finished by hand because they nest or name their end.
# White space and the end of a comment are PostgreSQL's (scan.l): a no-break space belongs to a name, and a lone
# carriage return ends a comment. A name's characters are letters, digits, _ and all beyond ASCII; the classes say which
# ones are not, because a range up to U+10FFFF takes re 20 ms to compile.
_TOKEN = re.compile(
    r"""(?P<space>[ \t\n\r\f\v]+)
      | (?P<comment>--[^\n\r]*)
      | (?P<block>/\*)
      | (?P<dollar>\$(?:[^\x00-@\[-^`\{-\x7f][^\x00-/:-@\[-^`\{-\x7f]*)?\$)
      | (?P<escape>[eE]'(?:[^'\\]++|''|\\.)*+(?:'|\Z|\\\Z))
      | (?P<string>(?:[bBxXnN]|[uU]&)?'(?:[^']++|'')*+(?:'|\Z))
      | (?P<quoted>(?:[uU]&)?"(?:[^"]++|"")*+(?:"|\Z))
      | (?P<name>[^\x00-@\[-^`\{-\x7f][^\x00-\x23%-/:-@\[-^`\{-\x7f]*)
      | (?P<number>\.?[0-9][\w.]*|\$[0-9]+)
      | (?P<meta>\\[A-Za-z!?][^\r\n]*)
      | (?P<symbol>.)""",
    re.X | re.S,
)
_BLOCK_EDGE = re.compile(r"/\*|\*/")

# The same rules for a search for names: everything between names is skipped in as few steps as possible.
_NAME = re.compile(
    r"""(?P<comment>--[^\n\r]*)
      | (?P<block>/\*)
      | (?P<dollar>\$(?:[^\x00-@\[-^`\{-\x7f][^\x00-/:-@\[-^`\{-\x7f]*)?\$)
      | (?P<string>[eE]'(?:[^'\\]++|''|\\.)*+(?:'|\Z|\\\Z)|(?:[bBxXnN]|[uU]&)?'(?:[^']++|'')*+(?:'|\Z))
      | (?P<name>(?:[uU]&)?"(?:[^"]++|"")*+(?:"|\Z)|[^\x00-@\[-^`\{-\x7f][^\x00-\x23%-/:-@\[-^`\{-\x7f]*)
      | (?P<other>[ \t\n\r\f\v(),;=<>]++|\.?[0-9][\w.]*|\$[0-9]+|\\[A-Za-z!?][^\r\n]*|.)""",
    re.X | re.S,
)
_DOTTED = re.compile(r"""(?:[a-z_]\w*|"[^"]+")(?:\.(?:[a-z_]\w*|"[^"]+"))*(?=[ \t\n\r(),;]|\Z)""", re.A | re.I)
"""A dotted name as nearly all are written: nothing that follows it can belong to it."""


def tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """Return the tokens of `text` between two offsets, comments included, white space left out."""
    at, stop = start, len(text) if end is None else end
    while at < stop:
        for match in _TOKEN.finditer(text, at, stop):
            kind = match.lastgroup or "symbol"
            if kind == "space":
                continue
            begin, at = match.span()
            if kind == "block":
                at = _block_end(text, begin, stop)
                yield Token("comment", begin, at)
                break
            if kind == "dollar":
                close = text.find(match[0], at, stop)
                at = stop if close < 0 else close + len(match[0])
                yield Token("string", begin, at)
                break
            yield _made(Token, (_KINDS.get(kind, kind), begin, at))
        else:
            return


_made = tuple.__new__
_KINDS = {"escape": "string", "quoted": "name"}


def _block_end(text: str, start: int, stop: int) -> int:
    """Return where a /* comment ends; they nest in PostgreSQL."""
    depth, at = 0, start
    while edge := _BLOCK_EDGE.search(text, at, stop):
        depth += 1 if edge[0] == "/*" else -1
        at = edge.end()
        if depth == 0:
            return at
    return stop


def unquote(word: str) -> str:
    """Return an identifier as the catalog stores it: unquoted names fold to lower case."""
    if word.startswith('"'):
        return word[1:].removesuffix('"').replace('""', '"')
    return word.lower()


def name_end(text: str, start: int) -> int:
    """Return the end of the token at `start`; dotted names (a.b."C") count as one."""
    if plain := _DOTTED.match(text, start):
        return plain.end()
    last: Token | None = None
    for token in tokens(text, start, min(len(text), start + 10_000)):
        if token.kind == "comment":
            continue
        if last is None:
            last = token
            if token.kind != "name":
                break
            continue
        dot = text[last.start : last.end] == "."
        if (dot and token.kind == "name") or (
            not dot and text[token.start : token.end] == "." and token.start == last.end
        ):
            last = token
        else:
            break
    return last.end if last else start


def find_name(text: str, span: Span, name: str, after: str | None = None) -> Span | None:
    """Return where the identifier `name` stands inside `span`, looked for behind the keyword `after`."""
    only = _only_word(text, span, name)
    if only and (after is None or _has_word(text[span.start : only.start], after)):
        return only
    names = _names_in(text, span)
    return names.first(name) if after is None else names.behind(after.lower(), name)


def _only_word(text: str, span: Span, name: str) -> Span | None:
    """Return the place of a name that occurs just once in a statement, as a whole word; that needs no tokens."""
    plain = name.isidentifier() and name.islower()
    wanted = name if plain else '"' + name.replace('"', '""') + '"'
    start = text.find(wanted, span.start, span.end)
    if start < 0 or text.find(wanted, start + 1, span.end) >= 0:
        return None
    end = start + len(wanted)
    before, behind = text[start - 1 : start], text[end : end + 1]
    if plain and before == '"' == behind:
        return Span(start - 1, end + 1)
    return Span(start, end) if not (before + behind).strip(" \t\r\n().,;") else None


def _has_word(text: str, word: str) -> bool:
    """Return whether a keyword stands in a text that is nothing but words: CREATE POLICY, ALTER TABLE ONLY."""
    words = text.lower().split()
    return word.lower() in words and "".join(words).isalpha()


class _Names:
    """The names inside a span, read only as far as needed: the wanted one is mostly near the start."""

    def __init__(self, text: str, span: Span) -> None:
        self.text = text
        self.unread = _name_spans(text, *span)
        self.read: list[tuple[Span, str, str]] = []  # each with its place, in lower case, and as an identifier
        self.places: dict[str, Span] = {}

    def first(self, name: str) -> Span | None:
        """Return where a name stands first."""
        if name in self.places:
            return self.places[name]
        return next((span for span, _, identifier in self._read_on() if identifier == name), None)

    def behind(self, keyword: str, name: str) -> Span | None:
        """Return where a name stands first behind a keyword."""
        waiting = True
        for span, folded, identifier in chain(self.read, self._read_on()):
            if waiting:
                waiting = folded != keyword
            elif identifier == name:
                return span
        return None

    def _read_on(self) -> Iterator[tuple[Span, str, str]]:
        for span in self.unread:
            word = self.text[span.start : span.end]
            identifier = truncated(unquote(word))
            self.places.setdefault(identifier, span)
            self.read.append((span, word.lower(), identifier))
            yield self.read[-1]


# Statements are asked for many names, dumps of constraints for hundreds.
_names_in = lru_cache(maxsize=256)(_Names)


def _name_spans(text: str, at: int, stop: int) -> Iterator[Span]:
    """Return the places of the names between two offsets."""
    while at < stop:
        for match in _NAME.finditer(text, at, stop):
            kind = match.lastgroup
            if kind == "name":
                yield Span(*match.span())
            elif kind == "dollar":
                close = text.find(match[0], match.end(), stop)
                at = stop if close < 0 else close + len(match[0])
                break
            elif kind == "block":
                at = _block_end(text, match.start(), stop)
                break
        else:
            return


def truncated(name: str) -> str:
    """Return a name as PostgreSQL keeps it: its first 63 bytes (NAMEDATALEN - 1), no character cut in two."""
    return name if len(name) < 16 else name.encode()[:63].decode(errors="ignore")
