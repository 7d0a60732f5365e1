"""Routines that statements call: CALL, queries and data statements, event triggers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...catalog import Routine
from ...catalog.changes import TableCreated, ViewCreated
from ...syntax.source import Node
from ...syntax.tree import clip, list_name, unwrap
from ..catalog_queries.catalog_query import new_evaluator
from ..catalog_queries.name_scope import NameScope
from ..checks.absent_names import refuse_absent_routine
from ..lookup.routine_lookup import visible_routines
from ..state.context import Context
from ..state.refused import Refused
from ..state.savepoint import TAKEN_BACK, Savepoint
from ..statements.prepared import is_run
from .body_trees import routine_tree
from .call_effects import acting_calls, acts
from .called_routines import may_run, run_inside, session_of
from .routine_arguments import arguments_of, routine_of
from .row_triggers import DATA_CHANGES, making_triggers
from .run_body import interpreter, run_body, run_or_give_up

_NO_BODY: Node = {"action": {}}


def run_routine(context: Context, routine: Routine, arguments: dict[str, Any]) -> None:
    """Run the body of a routine: its DDL is done at the place of the call."""
    if not may_run(context):
        return
    if routine.language == "sql":
        run = interpreter(context, _NO_BODY, None)
        run_or_give_up(context, run, lambda: run_inside(run, routine, arguments))
    elif tree := routine_tree(routine):
        with session_of(context, routine):
            run_body(context, tree, None, arguments)


def call_function(context: Context, call: Node) -> None:
    """CALL: run the procedure's body where the migrations made it; refuse (42883) one that they took away."""
    name = list_name(call["funcname"])
    if not visible_routines(context, name):
        refuse_absent_routine(context, name)
    if (routine := routine_of(context, call)) is not None:
        values = new_evaluator(context).values(call.get("args"), NameScope())
        run_routine(context, routine, arguments_of(context, routine, call, values))


def follow_statement(context: Context) -> None:
    """Do what the calls in such a statement do, as far as it is known; it was applied already."""
    kind, node = context.statement.kind, context.statement.node
    parameters: list[Node] = []
    sure = True
    if kind == "ExplainStmt":
        kind, inner = unwrap(node["query"])
        if not is_run(node) or kind == "SelectStmt":
            return  # a query's own handler follows its calls
        node = inner
    if kind == "CreateTableAsStmt":
        made = any(isinstance(change, (TableCreated, ViewCreated)) for change in context.changes)
        if not made or node["into"].get("skipData"):
            return
        sure = node.get("objtype") != "OBJECT_MATVIEW"
        kind, node = unwrap(node["query"])
    if kind == "ExecuteStmt":
        parameters = node.get("params") or []
        kind, node = unwrap(context.replay.prepared.queries[clip(node["name"])])
    follow_calls(context, kind, node, parameters, sure)


def follow_calls(context: Context, kind: str, node: Node, parameters: Sequence[Node] = (), sure: bool = True) -> None:
    """Do what the calls in a query or data statement do, as far as it is known.

    `sure`: False for the query of a materialized view, which runs with another search path and fewer rights
    (SECURITY_RESTRICTED_OPERATION).
    """
    if context.replay.in_prelude:
        return
    fires = kind in DATA_CHANGES and bool(making_triggers(context, kind, node))
    if not fires and not _calls_something(context, kind, node):
        return
    before = Savepoint(context.replay, TAKEN_BACK)
    run = interpreter(context, _NO_BODY, None)
    scope = NameScope()
    scope.parameters = run.evaluator.values(list(parameters), NameScope())

    def act() -> None:
        if sure:
            run.language.follow(run, kind, node, scope)
            return
        for call in acting_calls(context, node):
            run.called(call, NameScope())

    try:
        run_or_give_up(context, run, act)
    except Refused:
        before.restore(TAKEN_BACK, catalog=False)
        raise


def _calls_something(context: Context, kind: str, node: Node) -> bool:
    """Return whether a statement has a call that may change the catalog or the session."""
    if kind in DATA_CHANGES and kind == context.statement.kind and context.statement.outer is None:
        return any(acts(context, call) for call in context.calls)
    return any(True for _ in acting_calls(context, node))
