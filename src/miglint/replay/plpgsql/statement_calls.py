"""Routines that statements call: CALL, a query at top level, event triggers."""

from __future__ import annotations

from functools import partial
from typing import Any

from ...catalog import Routine
from ...syntax.source import Node
from ...syntax.tree import calls
from ..catalog_queries.catalog_query import new_evaluator, run_query
from ..catalog_queries.known_values import UNKNOWN
from ..catalog_queries.name_scope import NameScope
from ..state.context import Context
from .body_trees import routine_tree
from .called_routines import may_run, session_of, sql_statements
from .interpreter import BY_DATA, Interpreter, Signal
from .routine_arguments import arguments_of, routine_of
from .run_body import interpreter, report, run_body


def run_routine(context: Context, routine: Routine, arguments: dict[str, Any]) -> None:
    """Run the body of a routine: its DDL is done at the place of the call."""
    if not may_run(context):
        return
    with session_of(context, routine):
        if routine.language == "sql":
            for inner in sql_statements(context, routine):
                if inner.kind != "SelectStmt" and (handler := context.replay.handlers.get(inner.kind)) is not None:
                    made = Context(context.replay, inner)
                    handler(made, inner.node)
                    context.changes.extend(made.changes)
        elif tree := routine_tree(routine):
            run_body(context, tree, None, arguments)


def call_function(context: Context, call: Node) -> None:
    """CALL: run the procedure's body where the migrations made it."""
    if (routine := routine_of(context, call)) is not None:
        values = new_evaluator(context).values(call.get("args"), NameScope())
        run_routine(context, routine, arguments_of(context, routine, call, values))


def call_routines(context: Context, select: Node) -> None:
    """A query at top level (`SELECT setup();`): run the routines of the migrations that it calls, for each of its rows.
    Where it is not known whether a row is there, what they do is unknown."""
    targets = [call for target in select.get("targetList") or () for _, call in calls(target)]
    items = [item["RangeFunction"] for item in select.get("fromClause") or () if "RangeFunction" in item]
    for call in targets:
        if routine := _making_routine(context, call):
            _call_for_rows(context, routine, call, select)
    for item in items:
        for _, call in calls(item):
            if routine := _making_routine(context, call):
                _call_for_rows(context, routine, call, {})


def _making_routine(context: Context, call: Node) -> Routine | None:
    """Return the routine as routine_of does, but only volatile ones: others can't change anything."""
    routine = routine_of(context, call)
    return routine if routine and routine.volatility == "volatile" else None


def _call_for_rows(context: Context, routine: Routine, call: Node, select: Node) -> None:
    arguments = call.get("args") or []
    wanted = [{"ResTarget": {"val": node}} for node in arguments] or [
        {"ResTarget": {"val": {"A_Const": {"isnull": True}}}}
    ]
    result = run_query(new_evaluator(context), {**select, "targetList": wanted}, NameScope())
    for row in result.rows:
        run_routine(context, routine, arguments_of(context, routine, call, list(row[: len(arguments)])))
    if not result.possible:
        return
    run = interpreter(context, {"action": {}}, None)
    for row in result.few_possible():
        values = list(row[: len(arguments)]) if row else [UNKNOWN] * len(arguments)
        bound = arguments_of(context, routine, call, values)
        run.perhaps(partial(_called, run, routine, bound), BY_DATA)
    report(context, run)


def _called(run: Interpreter, routine: Routine, arguments: dict[str, Any]) -> Signal:
    """Call a routine as a statement: what it returns says nothing about how the statement ends."""
    run.call(routine, arguments)
    return None
