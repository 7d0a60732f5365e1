"""Blocks that change nothing: they look around and say in a notice what they found. Nobody needs to run them."""

from __future__ import annotations

from typing import Any

from ...analysis.bodies.candidates import words
from ...syntax.source import Node
from ...syntax.tokens import tokens
from ..state.context import Context

_ERROR = 21  # elog.h's ERROR in PLpgSQL_stmt_raise.elog_level
_LOOKING = frozenset(
    "PLpgSQL_stmt_" + kind
    for kind in "block if case loop while fori fors foreach_a exit return assign getdiag execsql".split()  # noqa: SIM905
)


def is_idle(context: Context, function: Node) -> bool:
    """Whether a body does nothing, whatever it finds: no statement of it acts or fails, and it calls no routine of the
    migrations."""
    texts: list[str] = []
    if not _looks(function["action"], texts) or not _looks(function.get("datums", []), texts):
        return False
    if any(_may_divide(text) for text in texts):
        return False
    said = {word.decode() for word in words(" ".join(texts).encode())}
    routines = context.catalog.routines.rows.values()
    return not any(r.name.lower() in said for r in routines if r.origin is not None)


def _looks(node: Any, texts: list[str]) -> bool:
    """Whether all statements below a node only look around; their expressions and queries are added to `texts`."""
    if type(node) is list:
        return all(_looks(part, texts) for part in node)
    for key, value in node.items():
        if key == "PLpgSQL_expr":
            texts.append(value["query"])
            continue
        if key.startswith("PLpgSQL_stmt_") and not _is_quiet(key, value):
            return False
        if (type(value) is dict or type(value) is list) and not _looks(value, texts):
            return False
    return True


def _is_quiet(kind: str, fields: Node) -> bool:
    if kind == "PLpgSQL_stmt_raise":
        return int(fields.get("elog_level", _ERROR)) < _ERROR
    if kind == "PLpgSQL_stmt_execsql":
        query: str = fields["sqlstmt"]["PLpgSQL_expr"]["query"]
        return query[:6].lower() == "select" and "strict" not in fields
    return kind in _LOOKING


def _may_divide(text: str) -> bool:
    """Whether an expression may fail for a division by zero."""
    if "/" not in text and "%" not in text:
        return False
    return any(t.kind == "symbol" and text[t.start] in "/%" for t in tokens(text))
