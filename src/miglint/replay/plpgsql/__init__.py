"""DO blocks, CALL, functions that migrations call, and event triggers: PL/pgSQL is interpreted on the catalog.

What runs bodies is loaded when the first one runs.
"""

from __future__ import annotations

from collections.abc import Callable

from ...syntax.source import Node
from ...syntax.tree import options
from ..checks.compile_check import refuse_uncompiled
from ..state.context import Context
from ..statements.session_settings import select
from .body_trees import block_tree, place_of


def do_statement(context: Context, node: Node) -> None:
    """DO: run the body. An error that it does not catch undoes it, as PostgreSQL would."""
    from .run_body import not_followed, run_body

    arguments = options(node.get("args"))
    language = (arguments.get("language") or {}).get("String", {}).get("sval", "plpgsql")
    body = (arguments.get("as") or {}).get("String", {}).get("sval", "")
    if language in ("sql", "c", "internal"):
        context.refuse("0A000", f'language "{language}" does not support inline code execution', names=(language,))
    if language.lower() != "plpgsql":
        not_followed(context, f"the block is written in {language}", None)
        return
    tree = block_tree(body)
    if tree is None:
        refuse_uncompiled(context, "DO ", body)
        not_followed(context, "its PL/pgSQL can't be read", body)
        return
    run_body(context, tree, place_of(context.statement, body))


def call_statement(context: Context, node: Node) -> None:
    """CALL procedure(...)."""
    if call := node.get("funccall"):
        from .statement_calls import call_function

        call_function(context, call)


def select_statement(context: Context, node: Node) -> None:
    """A query at top level: what it calls is done."""
    if select(context, node) and not context.replay.in_prelude:
        from .statement_calls import follow_calls

        follow_calls(context, "SelectStmt", node)


HANDLERS: dict[str, Callable[[Context, Node], None]] = {
    "DoStmt": do_statement,
    "CallStmt": call_statement,
    "SelectStmt": select_statement,
}
