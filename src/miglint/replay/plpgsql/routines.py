"""Routines that migrations call: their bodies run at the place of the call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...catalog import Routine
from ...parse import parse_statements
from ...source import Node, Statement
from ...tree import list_name
from ..catalog_query.values import UNKNOWN
from .bodies import routine_tree
from .running import run_body

if TYPE_CHECKING:
    from ..context import Context
    from .interpreter import Interpreter


MAX_DEPTH = 8
"""How deep routines may call each other."""


def routine_of(context: Context, call: Node) -> Routine | None:
    """The routine of the migrations that a FuncCall's fields mean, if it can be run here."""
    from ..routine_lookup import visible_routines

    count = len(call.get("args", ()))
    found = [
        r
        for r in visible_routines(context, list_name(call["funcname"]))
        if r.body is not None
        and r.extension is None
        and r.language in ("plpgsql", "sql")
        and sum(1 for a in r.arguments if a.is_input and not a.has_default) <= count <= len(r.input_types)
    ]
    return found[0] if len(found) == 1 else None


def run_routine(context: Context, routine: Routine, arguments: list[Any], caller: Interpreter | None = None) -> None:
    """Run the body of a routine: its DDL is done at the place of the call."""
    replay = context.replay
    if replay.depth >= MAX_DEPTH or replay.in_prelude:
        return
    inputs = [a for a in routine.arguments if a.is_input]
    variables = {a.name: v for a, v in zip(inputs, [*arguments, *[UNKNOWN] * len(inputs)], strict=False) if a.name}
    replay.depth += 1
    path = context.session.path
    try:
        if routine.language == "sql":
            _run_sql(context, routine, caller)
        elif tree := routine_tree(routine):
            if caller is not None:
                _run_inside(caller, tree, variables)
            else:
                run_body(context, tree, None, variables)
    finally:
        replay.depth -= 1
        context.session.path = path


def _run_sql(context: Context, routine: Routine, caller: Interpreter | None) -> None:
    """The statements of an SQL function."""
    from .. import HANDLERS

    try:
        statements = parse_statements(routine.body or "")
    except ValueError:
        return
    outer = context.statement
    for kind, node in statements:
        if kind in HANDLERS and kind != "SelectStmt":
            inner = Statement(
                outer.migration, outer.index, kind, node, outer.start, outer.end, None, outer, routine.body
            )
            if caller is not None:
                caller.apply(inner)
            else:
                made = Context(context.replay, inner)
                HANDLERS[kind](made, node)
                context.changes.extend(made.changes)


def _run_inside(caller: Interpreter, tree: Node, variables: dict[str, Any]) -> None:
    """A body called from another: its errors and its doubts are the caller's."""
    from .interpreter import Interpreter

    run = Interpreter(caller.context, tree, None)
    run.variables.update(variables)
    run.steps, run.catching = caller.steps, list(caller.catching)
    try:
        run.run()
    finally:
        caller.steps = run.steps
    caller.reasons += run.reasons
    caller.taints += run.taints


def call_function(context: Context, call: Node) -> None:
    """A function call at top level (`SELECT setup();`): run its body where the migrations made it."""
    if (routine := routine_of(context, call)) is not None:
        from ..catalog_query.expressions import Evaluator
        from ..catalog_query.scope import Scope

        run_routine(context, routine, Evaluator(context).values(call.get("args"), Scope()))
