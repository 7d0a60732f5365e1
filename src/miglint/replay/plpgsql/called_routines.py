"""Routines that a body calls: their own bodies run at the place of the call."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ...catalog import Routine
from ...syntax.parser import parse_statements
from ...syntax.source import Node, Statement
from ..catalog_queries.known_values import UNKNOWN, RowValue
from ..catalog_queries.name_scope import NameScope, QueryRows
from ..state.context import Context
from .body_trees import routine_tree
from .interpreter import RESULT, Interpreter
from .routine_arguments import parameters_of

MAX_DEPTH = 8
"""How deep routines may call each other."""


def run_inside(caller: Interpreter, routine: Routine, arguments: dict[str, Any]) -> Any:
    """Run the body of a routine that another body calls, and return its value; UNKNOWN if it can't be known.

    Its errors and doubts become the caller's.
    """
    context = caller.context
    if not may_run(context):
        return UNKNOWN
    with session_of(context, routine):
        if routine.language == "sql":
            scope = NameScope(None, arguments)
            scope.parameters = parameters_of(arguments)
            value: Any = UNKNOWN
            for inner in sql_statements(context, routine):
                if inner.kind == "SelectStmt":
                    value = _value_of(caller.language.query_rows(caller, inner.node, scope))
                elif inner.kind in context.replay.handlers:
                    value = UNKNOWN
                    caller.apply(inner)
            return value
        tree = routine_tree(routine)
        return UNKNOWN if tree is None else _run_tree(caller, routine, tree, arguments)


def may_run(context: Context) -> bool:
    """Return whether a routine that is called now is run: neither in the prelude nor too deep inside others."""
    return context.replay.depth < MAX_DEPTH and not context.replay.in_prelude


@contextmanager
def session_of(context: Context, routine: Routine) -> Iterator[None]:
    """Set the depth, the search path and the role while a routine's body runs."""
    replay, session = context.replay, context.session
    path, role = session.path, session.role
    own_path = next((c.partition("=")[2] for c in routine.config if c.startswith("search_path=")), None)
    replay.depth += 1
    try:
        if own_path is not None:
            session.set_path(own_path)
        if routine.security_definer:
            session.role = routine.owner
        yield
    finally:
        replay.depth -= 1
        if own_path is not None:
            session.path = path
        if routine.security_definer:
            session.role = role


def sql_statements(context: Context, routine: Routine) -> Iterator[Statement]:
    """Yield the statements in the body of an SQL routine; none if it doesn't parse."""
    try:
        statements = parse_statements(routine.body or "")
    except ValueError:
        return
    outer = context.statement
    for kind, node in statements:
        yield Statement(outer.migration, outer.index, kind, node, outer.start, outer.end, None, outer, routine.body)


def _value_of(result: QueryRows) -> Any:
    """Return the single value of a query."""
    if result.possible or len(result.columns) != 1:
        return UNKNOWN
    return result.rows[0][0] if result.rows else None


def _run_tree(caller: Interpreter, routine: Routine, tree: Node, arguments: dict[str, Any]) -> Any:
    run = Interpreter(caller.context, caller.language, tree, None, caller.evaluator.fresh)
    run.variables.body = routine.body
    run.variables.update(arguments)
    run.scope.parameters = parameters_of(arguments)
    run.steps, run.catching = caller.steps, list(caller.catching)
    try:
        run.run()
    finally:
        caller.steps = run.steps
        caller.evaluator.met_empty |= run.evaluator.met_empty
    caller.reasons += run.reasons
    caller.taints += run.taints
    outputs = [a.name for a in routine.arguments if a.mode in ("OUT", "INOUT", "TABLE") and a.name]
    if outputs:
        row = RowValue((name, run.variables.get(name)) for name in outputs)
        return row if len(outputs) > 1 else row[outputs[0]]
    return run.variables.get(RESULT)
