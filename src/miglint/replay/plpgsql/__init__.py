"""DO blocks, CALL, functions that migrations call, and event triggers: PL/pgSQL is interpreted on the catalog."""

from __future__ import annotations

from collections.abc import Callable

from ...syntax.source import Node
from ...syntax.tree import options
from ..state.context import Context
from .body_trees import block_tree, place_of
from .called_routines import call_function
from .idle import is_idle
from .run_body import not_followed, run_body


def do_statement(context: Context, node: Node) -> None:
    """DO: run the body. An error that it does not catch undoes it, as PostgreSQL would."""
    arguments = options(node.get("args"))
    language = (arguments.get("language") or {}).get("String", {}).get("sval", "plpgsql")
    body = (arguments.get("as") or {}).get("String", {}).get("sval", "")
    if language.lower() != "plpgsql":
        not_followed(context, f"the block is written in {language}", None)
        return
    tree = block_tree(body)
    if tree is None:
        from ..checks.compile_check import refuse_uncompiled

        refuse_uncompiled(context, "DO ", body)
        not_followed(context, "its PL/pgSQL can't be read", body)
        return
    if not is_idle(context, tree):
        run_body(context, tree, place_of(context.statement, body))


def call_statement(context: Context, node: Node) -> None:
    """CALL procedure(...)."""
    if call := node.get("funccall"):
        call_function(context, call)


HANDLERS: dict[str, Callable[[Context, Node], None]] = {"DoStmt": do_statement, "CallStmt": call_statement}
