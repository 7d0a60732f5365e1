"""PREPARE, EXECUTE, DEALLOCATE and EXPLAIN: statements that hold another one."""

from __future__ import annotations

from collections.abc import Callable

from ...syntax.source import Node
from ...syntax.tree import clip, options, unwrap
from ..checks.expression_checks import check_query
from ..state.context import Context

_ROWS_ONLY = frozenset({"SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"})


def prepare(context: Context, node: Node) -> None:
    """PREPARE name AS statement: it is analysed, and kept."""
    if not node.get("argtypes"):
        check_query(context, node["query"])
    context.replay.prepared.queries[clip(node["name"])] = node["query"]


def prepared_query(context: Context, node: Node) -> Node:
    """Return the statement that EXECUTE names; refuse (26000) a name that nothing has prepared."""
    name = clip(node["name"])
    query = context.replay.prepared.queries.get(name)
    if query is None:
        context.refuse("26000", f'prepared statement "{name}" does not exist', names=(name,))
    return query


def execute(context: Context, node: Node) -> None:
    """EXECUTE name(...)."""
    prepared_query(context, node)


def deallocate(context: Context, node: Node) -> None:
    """DEALLOCATE name | ALL."""
    queries = context.replay.prepared.queries
    if "name" not in node:
        queries.clear()
        return
    prepared_query(context, node)
    del queries[clip(node["name"])]


def explain(context: Context, node: Node) -> None:
    """EXPLAIN analyses its statement; with ANALYZE it runs it."""
    kind, inner = unwrap(node["query"])
    if is_run(node):
        if handler := context.replay.handlers.get(kind):
            handler(context, inner)
    elif kind in _ROWS_ONLY:
        check_query(context, node["query"])


def is_run(explain: Node) -> bool:
    """Return whether EXPLAIN runs its statement."""
    given = options(explain.get("options"))
    if "analyze" not in given:
        return False
    match given["analyze"]:
        case {"String": {"sval": str(value)}}:
            return value.lower() not in ("false", "off")
        case {"Integer": value}:
            return bool(value.get("ival", 0))
        case {"Boolean": value}:
            return bool(value.get("boolval", False))
    return True


HANDLERS: dict[str, Callable[[Context, Node], None]] = {
    "PrepareStmt": prepare,
    "ExecuteStmt": execute,
    "DeallocateStmt": deallocate,
    "ExplainStmt": explain,
}
