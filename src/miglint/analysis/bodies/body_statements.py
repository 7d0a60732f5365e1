"""The statements inside a routine's body, in SQL and PL/pgSQL."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from ...catalog import Routine
from ...syntax.parser import parse_statements
from ...syntax.source import Node
from . import plpgsql_trees
from .plpgsql_trees import routine_head, routine_tree, tree_of


def body_statements(routine: Routine, words: Collection[str] = ()) -> list[Node]:
    """Return the statements and expressions in a routine's body as parse trees; [] for a body that can't be read.

    Queries that the body builds at run time (EXECUTE) are not included. Reading a body costs a parse of each of them:
    with `words`, in lower case, those that contain none of these words may be left out.
    """
    if routine.body_tree is not None:
        return [routine.body_tree]
    if routine.body is None:
        return []
    if routine.language == "sql":
        return _read(routine.body)
    if routine.language == "plpgsql" and routine.origin is not None:
        return [
            node
            for texts in _queries(routine_head(routine), routine.body)
            if not words or any(word in texts[0].lower() for word in words)
            for node in _first_read(texts)
        ]
    return []


def body_tree(routine: Routine) -> list[Any]:
    """Return the PL/pgSQL tree of a routine's body; [] for another language, and for what can't be read."""
    if routine.language != "plpgsql" or routine.origin is None:
        return []
    return _wrapped(routine_tree(routine))


def plpgsql_tree(text: str) -> list[Any]:
    """Return the PL/pgSQL tree of a CREATE FUNCTION or DO; [] for what can't be read."""
    return _wrapped(plpgsql_trees.body_tree(text))


def _wrapped(tree: Node | None) -> list[Any]:
    return [{"PLpgSQL_function": tree}] if tree else []


@lru_cache(maxsize=16384)
def _read(text: str) -> list[Node]:
    try:
        return [{kind: node} for kind, node in parse_statements(text)]
    except ValueError:  # not SQL: the body would fail when it runs, which isn't checked here
        return []


def _first_read(texts: tuple[str, ...]) -> list[Node]:
    return next((nodes for text in texts if (nodes := _read(text))), [])


@lru_cache(maxsize=2048)
def _queries(head: str, body: str) -> list[tuple[str, ...]]:
    """Return the queries and expressions in a PL/pgSQL body, each as the statements that it may be read as, the
    likeliest first."""
    found: list[tuple[str, ...]] = []
    stack: list[Any] = [tree_of(head, body)]
    while stack:
        here = stack.pop()
        if type(here) is dict:
            if "PLpgSQL_expr" in here and isinstance(query := here["PLpgSQL_expr"].get("query"), str):
                found.append(_statements(query, int(str(here["PLpgSQL_expr"].get("parseMode", 0)))))
            here = list(here.values())
        if type(here) is list:
            stack += [each for each in reversed(here) if type(each) is dict or type(each) is list]
    return found


def _statements(query: str, mode: int) -> tuple[str, ...]:
    """Return the texts that a query may be read as; in RawParseMode 2 is an expression, above an assignment."""
    value = query.partition(":=")[2] if mode > 2 else ""
    texts = (f"SELECT {value}", f"SELECT {query}") if value else (f"SELECT {query}", query)
    return texts if mode else texts[::-1]
