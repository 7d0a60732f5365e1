"""Indexes of stand-ins: their access method is one of PostgreSQL's own under another name, without the real options."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ..syntax.source import Statement
from ..syntax.tokens import Token, tokens

if TYPE_CHECKING:
    from psycopg import Connection

_METHOD = """
SELECT 1 FROM pg_am m JOIN pg_proc p ON p.oid = m.amhandler JOIN pg_language l ON l.oid = p.prolang
WHERE m.amname = %s AND m.oid >= 16384 AND l.lanname = 'internal'
"""


def is_of_a_stand_in(connection: Connection, statement: Statement) -> bool:
    """Return whether the access method of a CREATE INDEX is a stand-in's: no real one is written in SQL alone."""
    method = statement.node.get("accessMethod", "btree")
    return connection.execute(_METHOD, (method,)).fetchone() is not None


def without_options(statement: Statement) -> str:
    """Return the text of a CREATE INDEX with blanks in place of WITH (...), so that the server's positions hold."""
    text = statement.text
    words = [token for token in tokens(text) if token.kind != "comment"]
    start = end = depth = 0
    for before, token in pairwise(words):
        depth += _step(text, token)
        if not start and depth == 1 and _is(text, before, "with") and _is(text, token, "("):
            start = before.start
        elif start and depth == 0:
            end = token.end
            break
    return text[:start] + " " * (end - start) + text[end:] if end else text


def _step(text: str, token: Token) -> int:
    return 1 if _is(text, token, "(") else -1 if _is(text, token, ")") else 0


def _is(text: str, token: Token, word: str) -> bool:
    return text[token.start : token.end].lower() == word
