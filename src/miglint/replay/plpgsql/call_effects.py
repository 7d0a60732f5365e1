"""What calls do to the catalog, wherever they stand in a query or a data statement: it is done, or noted as unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from ...syntax.source import Node
from ...syntax.tree import calls, list_name, unwrap
from ..catalog_queries.catalog_query import run_query
from ..catalog_queries.known_values import UNKNOWN
from ..catalog_queries.name_scope import NameScope, QueryRows
from ..state.context import Context
from ..statements.extension_calls import CALLS
from ..statements.session_settings import set_config
from .called_routines import run_inside
from .interpreter import Action, Interpreter
from .routine_arguments import arguments_of, routine_of
from .row_triggers import DATA_CHANGES, fire_triggers
from .unknown_effects import Taint

_SETTINGS = frozenset({(None, "set_config"), ("pg_catalog", "set_config")})


def action_of(run: Interpreter, call: Node, values: list[Any]) -> Action | None:
    """Return what a call with these values does: of a routine of the migrations, of pgmq, or of set_config."""
    name = list_name(call["funcname"])
    key = (name.schema, name.name)
    if key in _SETTINGS:
        return lambda: _value(set_config(run.context, values), values[1] if len(values) > 1 else UNKNOWN)
    if effect := CALLS.get(key):
        return partial(_extension, run, effect, values)
    routine = routine_of(run.context, call)
    if routine is None:
        return None
    if routine.strict and None in values:
        return lambda: None
    arguments = arguments_of(run.context, routine, call, values)
    if routine.returns_set:
        return lambda: _value(run_inside(run, routine, arguments), UNKNOWN)
    return lambda: run_inside(run, routine, arguments)


def _value(done: object, value: Any) -> Any:
    return value


def _extension(run: Interpreter, effect: Callable[[Context, list[Any]], bool], values: list[Any]) -> Any:
    context, made = run.context, len(run.context.changes)
    if effect(context, values):
        for change in context.changes[made:]:
            nested = Context(context.replay, change.statement)
            nested.changes.append(change)
            context.replay.follow_consequences(nested)
            context.changes += nested.changes[1:]
    else:
        run.note(
            "a call makes a queue whose name depends on data that is not in the migrations", [Taint("all", "pgmq")]
        )
    return UNKNOWN


def acting_calls(context: Context, node: Any) -> Iterator[Node]:
    """Yield the calls in a tree that may change the catalog or the session."""
    for _, call in calls(node):
        if acts(context, call):
            yield call


def acts(context: Context, call: Node) -> bool:
    """Return whether a call may change the catalog or the session."""
    name = list_name(call["funcname"])
    key = (name.schema, name.name)
    if key in CALLS or key in _SETTINGS:
        return True
    routine = routine_of(context, call)
    return routine is not None and routine.volatility == "volatile"


def query_rows(run: Interpreter, select: Node, scope: NameScope) -> QueryRows:
    """Run a query once: return its rows, with what it calls done."""
    found = list(acting_calls(run.context, select))
    if not found:
        return run_query(run.evaluator, select, scope)
    met, run.met = run.met, {}
    try:
        _first_of_from(run, select, found, scope)
        result: QueryRows = run.running(lambda: run_query(run.evaluator, select, scope))
        in_targets = {id(call) for _, call in calls(list(_targets(select)))}
        for call in found:
            # A call in the target list of no row, or behind AND or CASE, isn't made.
            if id(call) not in run.met and (result.possible or id(call) not in in_targets):
                run.called(call, NameScope())
    finally:
        run.met = met
    return result


def _targets(select: Node) -> Iterator[Node | None]:
    """Yield the target lists of a query, of the arms of its UNION, and of what its WITH evaluates."""
    yield select.get("targetList")
    yield select.get("valuesLists")
    for side in ("larg", "rarg"):
        if side in select:
            yield from _targets(select[side])
    with_clause = select.get("withClause", {})
    for node in with_clause.get("ctes", ()) if not with_clause.get("recursive") else ():
        kind, query = unwrap(node["CommonTableExpr"]["ctequery"])
        if kind == "SelectStmt":
            yield from _targets(query)


def _first_of_from(run: Interpreter, select: Node, found: list[Node], scope: NameScope) -> None:
    """Do what a function that FROM begins with does: it is called once. Those after it may be called for each row."""
    for item in (select.get("fromClause") or ())[:1]:
        for _, call in calls(item.get("RangeFunction")):
            if any(call is each for each in found):
                run.met[id(call)] = run.running(partial(run.called, call, scope))


def follow(run: Interpreter, kind: str, node: Node, scope: NameScope) -> None:
    """Do what a statement calls: what stands in a query that it runs once for its rows; the rest isn't known."""
    match node:
        case {"query": dict() as wrapped}:
            follow(run, *unwrap(wrapped), scope)
            return
        case _ if kind == "SelectStmt":
            query_rows(run, node, scope)
            return
    _follow_calls(run, node, scope)
    if kind in DATA_CHANGES:
        fire_triggers(run, kind, node, scope)


def _follow_calls(run: Interpreter, node: Node, scope: NameScope) -> None:
    found = list(acting_calls(run.context, node))
    if not found:
        return
    select = node.get("selectStmt", {}).get("SelectStmt")
    if select is not None:
        query_rows(run, select, scope)
        inner = {id(call) for _, call in calls(select)}
        found = [call for call in found if id(call) not in inner]
    for call in found:
        run.called(call, NameScope())
