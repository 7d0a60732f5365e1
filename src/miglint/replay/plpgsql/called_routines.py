"""Routines that migrations call: their bodies run at the place of the call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...catalog import Routine
from ...syntax.parser import parse_statements
from ...syntax.source import Node, Statement
from ...syntax.tree import calls, list_name
from ..catalog_queries.known_values import UNKNOWN, Record
from ..state.context import Context
from .body_trees import routine_tree
from .run_body import report, run_body

if TYPE_CHECKING:
    from .interpreter import Interpreter


MAX_DEPTH = 8
"""How deep routines may call each other."""


def routine_of(context: Context, call: Node) -> Routine | None:
    """The routine of the migrations that a FuncCall's fields mean, if it can be run here."""
    from ..statements.routine_lookup import visible_routines

    count = len(call.get("args", ()))
    found = [
        r
        for r in visible_routines(context, list_name(call["funcname"]))
        if r.body is not None
        and r.origin is not None
        and r.extension is None
        and r.language in ("plpgsql", "sql")
        and sum(1 for a in r.arguments if a.is_input and not a.has_default) <= count <= len(r.input_types)
    ]
    return found[0] if len(found) == 1 else None


def arguments_of(context: Context, routine: Routine, call: Node, values: list[Any]) -> dict[str, Any]:
    """The values of a call's arguments under their names; one that is left out has its default."""
    inputs = [argument.name or "" for argument in routine.arguments if argument.is_input]
    bound = dict.fromkeys(filter(None, inputs), UNKNOWN) | _defaults(context, routine)
    for position, (node, value) in enumerate(zip(call.get("args") or (), values, strict=True)):
        name = node["NamedArgExpr"]["name"] if "NamedArgExpr" in node else inputs[position]
        if name:
            bound[name] = value
    return bound


def _defaults(context: Context, routine: Routine) -> dict[str, Any]:
    """The defaults of a routine's arguments; they stand in the statement that made it."""
    made = next((s for s in (routine.changed, routine.origin) if s and s.kind == "CreateFunctionStmt"), None)
    if made is None or not any(argument.has_default for argument in routine.arguments):
        return {}
    from ..catalog_queries.evaluator import Evaluator
    from ..catalog_queries.name_scope import Scope

    parameters = [node["FunctionParameter"] for node in made.node.get("parameters") or ()]
    evaluator = Evaluator(context)
    return {p["name"]: evaluator.value(p["defexpr"], Scope()) for p in parameters if "name" in p and "defexpr" in p}


def run_routine(
    context: Context, routine: Routine, arguments: dict[str, Any], caller: Interpreter | None = None
) -> Any:
    """Run the body of a routine: its DDL is done at the place of the call. Gives its value to a caller that is one
    itself."""
    replay, session = context.replay, context.session
    value: Any = UNKNOWN
    if replay.depth >= MAX_DEPTH or replay.in_prelude:
        return value
    replay.depth += 1
    path, role = session.path, session.role
    own_path = next((c.partition("=")[2] for c in routine.config if c.startswith("search_path=")), None)
    try:
        if own_path is not None:
            session.set_path(own_path)
        if routine.security_definer:
            session.role = routine.owner
        if routine.language == "sql":
            value = _run_sql(context, routine, arguments, caller)
        elif tree := routine_tree(routine):
            if caller is not None:
                value = _run_inside(caller, routine, tree, arguments)
            else:
                run_body(context, tree, None, arguments)
    finally:
        replay.depth -= 1
        if own_path is not None:
            session.path = path
        if routine.security_definer:
            session.role = role
    return value


def _run_sql(context: Context, routine: Routine, arguments: dict[str, Any], caller: Interpreter | None) -> Any:
    """The statements of an SQL function, and the value of the last."""
    from ..handlers import HANDLERS

    try:
        statements = parse_statements(routine.body or "")
    except ValueError:
        return UNKNOWN
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
    if caller is None or not statements or statements[-1][0] != "SelectStmt":
        return UNKNOWN
    return _value_of_query(caller, statements[-1][1], arguments)


def _value_of_query(caller: Interpreter, select: Node, arguments: dict[str, Any]) -> Any:
    """The one value that a query gives."""
    from ..catalog_queries.catalog_query import run_query
    from ..catalog_queries.name_scope import Scope

    scope = Scope(None, arguments)
    scope.parameters = list(arguments.values())
    result = run_query(caller.evaluator, select, scope)
    if result.maybe or len(result.columns) != 1:
        return UNKNOWN
    return result.rows[0][0] if result.rows else None


def _run_inside(caller: Interpreter, routine: Routine, tree: Node, variables: dict[str, Any]) -> Any:
    """A body called from another: its errors and its doubts are the caller's. Gives its value."""
    from .interpreter import RESULT, Interpreter

    run = Interpreter(caller.context, tree, None, caller.evaluator.fresh)
    run.variables.update(variables)
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
        row = Record((name, run.variables.get(name)) for name in outputs)
        return row if len(outputs) > 1 else row[outputs[0]]
    return run.variables.get(RESULT)


def call_function(context: Context, call: Node) -> None:
    """CALL: run the procedure's body where the migrations made it."""
    if (routine := routine_of(context, call)) is not None:
        from ..catalog_queries.evaluator import Evaluator
        from ..catalog_queries.name_scope import Scope

        values = Evaluator(context).values(call.get("args"), Scope())
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
    """Like routine_of; a function that is not volatile can't change anything."""
    routine = routine_of(context, call)
    return routine if routine and routine.volatility == "volatile" else None


def _call_for_rows(context: Context, routine: Routine, call: Node, select: Node) -> None:
    from ..catalog_queries.catalog_query import run_query
    from ..catalog_queries.evaluator import Evaluator
    from ..catalog_queries.name_scope import Scope
    from .interpreter import BY_DATA, Interpreter

    arguments = call.get("args") or []
    wanted = [{"ResTarget": {"val": node}} for node in arguments] or [
        {"ResTarget": {"val": {"A_Const": {"isnull": True}}}}
    ]
    result = run_query(Evaluator(context), {**select, "targetList": wanted}, Scope())
    for row in result.rows:
        run_routine(context, routine, arguments_of(context, routine, call, list(row[: len(arguments)])))
    if not result.maybe:
        return
    run = Interpreter(context, {"action": {}}, None)
    for row in result.maybe[:50]:
        values = list(row[: len(arguments)]) if row else [UNKNOWN] * len(arguments)
        bound = arguments_of(context, routine, call, values)
        run.perhaps(lambda bound=bound: run.call(routine, bound), BY_DATA)  # type: ignore[misc]
    report(context, run)
