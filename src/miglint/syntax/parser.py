"""Text -> statements: the only road to the parser, for SQL and for PL/pgSQL. It loads it when it first parses:
a run whose result is known already never does.

Trees are pglast's JSON read by orjson with the collector off: plain dicts, a fraction of the cost of AST objects
(docs/performance.md has the figures). A file that does not parse whole is parsed piece by piece, so that a
syntax error costs one statement.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from ..record import Value
from .source import Node
from .tree import unwrap


@contextmanager
def frozen_collector() -> Iterator[None]:
    """Switch the garbage collector off while trees are read: all of them are in use."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()


class Reading(Value):
    """The parser's answer for a text: its raw statements, or None with PostgreSQL's message and the place of the error
    (a code point offset; None at the end of the text).

    `pruned`: the tree was too deep and has been cut. `too_deep`: it could not even be cut.
    """

    statements: list[Node] | None
    message: str = ""
    at: int | None = None
    pruned: bool = False
    too_deep: bool = False


def read_statements(text: str) -> Reading:
    """Return the raw statements of a text, each with its stmt_location and stmt_len; never raises."""
    import orjson

    from .libpg_query import ParseError, parse_sql_json

    try:
        json = parse_sql_json(text)
    except ParseError as error:
        message, at = error.args
        return Reading(None, message, at, too_deep=message.startswith(("stack depth limit", "memory exhausted")))
    try:
        return Reading(orjson.loads(json).get("stmts", []))
    except orjson.JSONDecodeError as error:
        from .nesting import prune

        try:
            return Reading(orjson.loads(prune(json)).get("stmts", []), pruned=True)
        except orjson.JSONDecodeError:
            return Reading(None, error.msg, too_deep=True)


def parse_statements(text: str) -> list[tuple[str, Node]]:
    """Return the statements of an SQL text as (kind, fields); raise ValueError if it doesn't parse."""
    import orjson

    from .libpg_query import ParseError, parse_sql_json

    try:
        tree = orjson.loads(parse_sql_json(text))
    except (ParseError, orjson.JSONDecodeError) as error:
        raise ValueError(str(error)) from None
    return [unwrap(raw["stmt"]) for raw in tree.get("stmts", ())]


def syntax_error(text: str) -> str | None:
    """Return the parser's error for an SQL text; None if it parses."""
    from .libpg_query import ParseError, parse_sql_json

    try:
        parse_sql_json(text)
    except ParseError as error:
        return str(error.args[0])
    return None


def parse_expression(text: str) -> Node:
    """Return the tree of one SQL expression; raise ValueError if it doesn't parse. Positions count from its SELECT."""
    ((_, select),) = parse_statements("SELECT " + text)
    if len(select.get("targetList", ())) != 1:
        raise ValueError("not one expression")
    (target,) = select["targetList"]
    value: Node = target["ResTarget"]["val"]
    return value


def parse_plpgsql(text: str) -> list[Any]:
    """Return the PL/pgSQL trees of a CREATE FUNCTION or DO statement; raise ValueError if pglast can't read it.

    PostgreSQL may still accept it: pglast fails on records and on types that it doesn't know.
    """
    import orjson

    json, error = _plpgsql(text)
    if json is None:
        raise ValueError(error or "no UTF-8")
    try:
        tree: list[Any] = orjson.loads(json)
    except orjson.JSONDecodeError as error:
        raise ValueError(str(error)) from None
    return tree


def plpgsql_error(text: str) -> str | None:
    """Return the parser's error for the body of a CREATE FUNCTION or DO; None if it parses."""
    return _plpgsql(text)[1]


def quoted_names(message: str) -> tuple[str, ...]:
    """Return the names in an error of the parser, which says them in its message and nowhere else."""
    return tuple(message.split('"')[1::2])


@lru_cache(maxsize=4096)
def _plpgsql(text: str) -> tuple[str | None, str | None]:
    """Return the parser's JSON of a PL/pgSQL text, or its error."""
    from .libpg_query import ParseError, parse_plpgsql_json

    try:
        return parse_plpgsql_json(text), None
    except ParseError as error:
        return None, str(error.args[0])
    except UnicodeError:
        return None, None


def statement_fingerprint(text: str) -> str | None:
    """PostgreSQL's fingerprint of an SQL text (case, spacing and constants don't count), else None."""
    from .libpg_query import ParseError, fingerprint

    try:
        return str(fingerprint(text))
    except (ParseError, UnicodeEncodeError):
        return None
