"""Common syntax errors: a message and a hint for each, and the ones whose meaning is clear."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from .source import Span
from .split import TextPiece
from .tokens import Token, tokens

# PostgreSQL's grammar (gram.y) gives IF NOT EXISTS to tables, indexes, sequences, schemas, views that are
# materialized, extensions, ADD COLUMN, ADD VALUE and a few more; these words follow CREATE or ADD without it.
_INSTEAD = {
    "type": "Wrap it: `DO $$ BEGIN CREATE TYPE ...; EXCEPTION WHEN duplicate_object THEN NULL; END $$;`.",
    "domain": "Wrap it: `DO $$ BEGIN CREATE DOMAIN ...; EXCEPTION WHEN duplicate_object THEN NULL; END $$;`.",
    "role": "Wrap it: `DO $$ BEGIN CREATE ROLE ...; EXCEPTION WHEN duplicate_object THEN NULL; END $$;`.",
    "policy": "Write `DROP POLICY IF EXISTS ... ON ...;` before it.",
    "trigger": "Write `CREATE OR REPLACE TRIGGER`, or `DROP TRIGGER IF EXISTS ... ON ...;` before it.",
    "rule": "Write `CREATE OR REPLACE RULE`.",
    "function": "Write `CREATE OR REPLACE FUNCTION`.",
    "procedure": "Write `CREATE OR REPLACE PROCEDURE`.",
    "view": "Write `CREATE OR REPLACE VIEW`.",
    "constraint": "Write `DROP CONSTRAINT IF EXISTS ...` before it.",
    "publication": "Wrap it: `DO $$ BEGIN CREATE PUBLICATION ...; EXCEPTION WHEN duplicate_object THEN NULL; END $$;`.",
    "aggregate": "Write `CREATE OR REPLACE AGGREGATE`.",
    "database": "A migration runs inside one database; create it elsewhere.",
}
# Types that MySQL, SQL Server or SQLite have and PostgreSQL has not, where they end in a syntax error.
_FOREIGN = {
    "auto_increment": "PostgreSQL writes `GENERATED ALWAYS AS IDENTITY`.",
    "autoincrement": "PostgreSQL writes `GENERATED ALWAYS AS IDENTITY`.",
    "unsigned": "PostgreSQL has no unsigned numbers; add `CHECK (x >= 0)`.",
    "engine": "This is MySQL syntax; leave it out.",
    "go": "GO is SQL Server's; end statements with `;`.",
}
# The reserved words of pg_get_keywords() that people use as column names.
_RESERVED = frozenset(
    """analyze array asc check column current_role current_user default desc else end foreign from grant group limit
    offset order primary references session_user table then to unique user when window""".split()  # noqa: SIM905
)


def describe(text: str, piece: TextPiece, error: Token, postgres: str) -> tuple[str, str]:
    """What is wrong with a piece that doesn't parse, and what to write instead. `postgres` is the server's message."""
    word = text[error.start : error.end]
    lower = word.lower()
    words = [text[t.start : t.end].lower() for t in piece.tokens[:6]]
    before = _before(piece, error)
    previous = text[before.start : before.end].lower() if before else ""
    said = _said(postgres)
    if "unterminated" in postgres:
        return f"{said}. It is never closed, so PostgreSQL reads on to the end of the file.", _unterminated(postgres)
    if postgres.endswith("at end of input"):
        return (
            f"the statement is incomplete: {said}.",
            "A part of it is missing at the end, or a closing parenthesis.",
        )
    if (thing := if_not_exists_of(text, piece, error)) is not None:
        name = "ADD CONSTRAINT" if thing[0] == "constraint" else f"CREATE {thing[0].upper()}"
        return f"{name} has no IF NOT EXISTS in PostgreSQL ({said}).", _INSTEAD[thing[0]]
    if word == "//" or text.startswith("//", error.start):
        return f"`//` doesn't start a comment in SQL ({said}).", "Write `--`."
    if word == "#":
        return f"`#` doesn't start a comment in PostgreSQL ({said}).", "Write `--`."
    if "\xa0" in word or "\u200b" in word or "\ufeff" in word:
        return (
            f"this is an invisible character ({said}).",
            "Retype the whitespace; U+00A0 and U+FEFF don't count as whitespace.",
        )
    if "\u2018" in word or "\u2019" in word or "\u201c" in word or "\u201d" in word:
        return f"this is a typographic quote ({said}).", "Write ' around text and \" around names."
    if words[:1] == ["create"] and "table" in words[1:4] and _inline_index(text, piece, error):
        return f"PostgreSQL has no INDEX inside CREATE TABLE ({said}).", "Write `CREATE INDEX` after it."
    if lower == "where" and (kind := _constraint_before(text, piece, error)):
        return (
            f"a {kind} constraint takes no WHERE ({said}).",
            "Make it a partial index: `CREATE UNIQUE INDEX ... ON ... (...) WHERE ...;`.",
        )
    if word == "," and "policy" in words[1:2] and previous in ("select", "insert", "update", "delete", "all"):
        return f"a policy is for one command or for ALL ({said}).", "Write one policy per command."
    if lower in _RESERVED and previous in (",", "("):
        return (
            f"`{word}` is a reserved word and can't be a name ({said}).",
            f'Choose another name, or quote it: "{lower}".',
        )
    if previous == ",":
        return f"an extra comma before `{word}` ({said}).", "Remove the comma, or write what should follow it."
    if lower in _FOREIGN:
        return f"PostgreSQL doesn't have `{word}` ({said}).", _FOREIGN[lower]
    if word.startswith("`"):
        return f"PostgreSQL does not quote names with ` ({said}).", 'Write "name", or leave the quotes out.'
    if postgres.startswith("syntax error"):
        if before and before.kind == "string" and error.kind in ("name", "string"):
            return f"PostgreSQL stops here: {said}.", "If the text before has an apostrophe, double it: ''."
        return f"PostgreSQL stops here: {said}.", "The error is here or just before."
    return f"PostgreSQL refuses this: {said}.", ""


def if_not_exists_of(text: str, piece: TextPiece, error: Token) -> tuple[str, Span] | None:
    """Return what a wrong IF NOT EXISTS belongs to, and the span of its three words; None if that isn't the error.

    PostgreSQL stops at NOT, because IF can be a name, or at EXISTS behind it.
    """
    at = next((i for i, t in enumerate(piece.tokens) if t.start >= error.start), -1)
    for first in (at - 1, at - 2, at):
        if first < 1 or first + 2 >= len(piece.tokens):
            continue
        three = piece.tokens[first : first + 3]
        if [text[t.start : t.end].lower() for t in three] != ["if", "not", "exists"]:
            continue
        thing = text[piece.tokens[first - 1].start : piece.tokens[first - 1].end].lower()
        if thing in _INSTEAD:
            return thing, Span(three[0].start, three[2].end)
    return None


def repair(text: str, piece: TextPiece, error: Token) -> str | None:
    """Return the piece's text without the error, at the same byte offsets, if its meaning is clear; else None."""
    own = text[piece.start : piece.end]
    repaired = own
    for start, end, instead in _mends(text, piece, error):
        repaired = repaired[: start - piece.start] + instead + repaired[end - piece.start :]
    return repaired if repaired != own else None


def _mends(text: str, piece: TextPiece, error: Token) -> Iterator[tuple[int, int, str]]:
    if thing := if_not_exists_of(text, piece, error):
        yield thing[1].start, thing[1].end, " " * (thing[1].end - thing[1].start)
        return
    before = _before(piece, error)
    if text[error.start : error.end] == ")" and before and text[before.start : before.end] == ",":
        yield before.start, before.end, " "
        return
    for one, two in pairwise(piece.tokens):
        if text[one.start : two.end] == "//" and not text[text.rfind("\n", 0, one.start) + 1 : one.start].strip():
            yield one.start, two.end, "--"


class InnerQuote(NamedTuple):
    """A dollar quote inside one of the same tag: `span` is the tag that ends the outer one too early, `end` lies
    behind the tag that was meant to."""

    tag: str
    span: Span
    end: int


def inner_dollar_quote(text: str, piece: TextPiece) -> InnerQuote | None:
    """Return a body that closes too early because a quote inside it has the same tag; else None.

    The sign of it: a PL/pgSQL body ends with END, and this one does not, but a later part of the same tag does.
    """
    for token in piece.tokens:
        own = text[token.start : token.end]
        if token.kind != "string" or not own.startswith("$"):
            continue
        tag = own[: own.index("$", 1) + 1]
        if len(own) < 2 * len(tag) or _ends_block(own[len(tag) : -len(tag)]) or not _begins_block(own[len(tag) :]):
            return None
        opened = text.find(tag, token.end)
        while opened >= 0 and (close := text.find(tag, opened + len(tag))) >= 0:
            stretch = text[opened + len(tag) : close]
            if _begins_block(stretch):
                return None  # the next body; this one was simply never closed
            if _ends_block(stretch):
                return InnerQuote(tag, Span(token.end - len(tag), token.end), close + len(tag))
            opened = text.find(tag, close + len(tag))
        return None
    return None


def is_open_body(quoted: str) -> bool:
    """Return whether a dollar-quoted text begins as a PL/pgSQL body but doesn't end as one."""
    if not quoted.startswith("$"):
        return False
    tag = quoted[: quoted.index("$", 1) + 1]
    body = quoted[len(tag) :].removesuffix(tag)
    return _begins_block(body) and not _ends_block(body)


def _ends_block(body: str) -> bool:
    words = [body[t.start : t.end].lower() for t in tokens(body) if t.kind != "comment"]
    return words[-1:] == ["end"] or words[-2:] == ["end", ";"]


def _begins_block(body: str) -> bool:
    first = next((t for t in tokens(body) if t.kind != "comment"), None)
    return first is not None and body[first.start : first.end].lower() in ("begin", "declare")


def one_side_of_conflicts(text: str) -> tuple[str, list[Span]]:
    """Return the text with only the upper side of each merge conflict in force, and the first marker line of each.

    Markers become comment signs and the lower side a comment, so that every byte keeps its place.
    """
    if "<<<<<<< " not in text or ">>>>>>> " not in text:
        return text, []
    lines = text.splitlines(keepends=True)
    spans: list[Span] = []
    at, opened = 0, -1
    middle: int | None = None
    for number, line in enumerate(lines):
        if line.startswith("<<<<<<< "):
            opened, middle = number, None
            start = at
        elif opened >= 0 and middle is None and (line.startswith("||||||| ") or line.rstrip() == "======="):
            middle = number
        elif opened >= 0 and middle is not None and line.startswith(">>>>>>> "):
            spans.append(Span(start, start + len(lines[opened].rstrip())))
            lines[opened] = "--" + lines[opened][2:]
            lines[middle] = "/*" + lines[middle][2:]
            lines[number] = "*/--" + line[4:]
            opened = -1
        at += len(line)
    return ("".join(lines), spans) if spans else (text, [])


def _said(postgres: str) -> str:
    """PostgreSQL's message on one line, cut to a length that fits one."""
    one_line = " ".join(postgres.split())
    return one_line if len(one_line) <= 90 else one_line[:87] + "..."


def _before(piece: TextPiece, error: Token) -> Token | None:
    return next((t for t in reversed(piece.tokens) if t.end <= error.start), None)


def _unterminated(postgres: str) -> str:
    if "comment" in postgres:
        return "Close it with */. A /* inside a comment opens another one, because comments nest."
    if "dollar" in postgres:
        return "Close it with the same tag that opens it, $$ or $name$."
    return "Close the quote; an apostrophe inside text is doubled: ''."


def _inline_index(text: str, piece: TextPiece, error: Token) -> bool:
    """Return whether the error stands in an element INDEX or KEY of a CREATE TABLE, which MySQL has."""
    depth = 0
    words: list[str] = []
    for token in piece.tokens:
        if token.start > error.start:
            break
        word = text[token.start : token.end].lower()
        depth += (word == "(") - (word == ")")
        if depth == 1 and word in "(,":
            words = []
        else:
            words.append(word)
    return words[:1] in (["index"], ["key"]) or words[:2] in (["unique", "index"], ["unique", "key"])


def _constraint_before(text: str, piece: TextPiece, error: Token) -> str | None:
    """UNIQUE or PRIMARY KEY, where a WHERE follows the columns of such a constraint."""
    depth = 0
    for token in reversed([t for t in piece.tokens if t.end <= error.start]):
        word = text[token.start : token.end].lower()
        if word == ")":
            depth += 1
        elif word == "(":
            depth -= 1
        elif depth == 0:
            return {"unique": "UNIQUE", "key": "PRIMARY KEY"}.get(word)
    return None
