"""Which routine of the migrations a call means, and the values of its arguments."""

from __future__ import annotations

from typing import Any

from ...catalog import Routine
from ...syntax.source import Node
from ...syntax.tree import list_name
from ..catalog_queries.catalog_query import new_evaluator
from ..catalog_queries.known_values import UNKNOWN
from ..catalog_queries.name_scope import NameScope
from ..lookup.routine_lookup import visible_routines
from ..state.context import Context


def routine_of(context: Context, call: Node) -> Routine | None:
    """Return the routine of the migrations that a FuncCall's fields mean, if it can be run here."""
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
    """Return the values of a call's arguments under their names; one that is left out has its default."""
    inputs = [argument.name or "" for argument in routine.arguments if argument.is_input]
    bound = dict.fromkeys(filter(None, inputs), UNKNOWN) | _defaults(context, routine)
    for position, (node, value) in enumerate(zip(call.get("args") or (), values, strict=True)):
        name = node["NamedArgExpr"]["name"] if "NamedArgExpr" in node else inputs[position]
        if name:
            bound[name] = value
    return bound


def _defaults(context: Context, routine: Routine) -> dict[str, Any]:
    """Return the defaults of a routine's arguments, from the statement that created it."""
    made = next((s for s in (routine.changed, routine.origin) if s and s.kind == "CreateFunctionStmt"), None)
    if made is None or not any(argument.has_default for argument in routine.arguments):
        return {}
    parameters = [node["FunctionParameter"] for node in made.node.get("parameters") or ()]
    value = new_evaluator(context).value
    return {p["name"]: value(p["defexpr"], NameScope()) for p in parameters if "name" in p and "defexpr" in p}
