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
    """Return the values of a call's arguments under their names, and as $1, $2; one that is left out has its
    default."""
    inputs = [argument.name or "" for argument in routine.arguments if argument.is_input]
    numbers = [f"${number}" for number in _numbers(routine)]
    bound = dict.fromkeys([*filter(None, inputs), *numbers], UNKNOWN) | _defaults(context, routine)
    for position, (node, value) in enumerate(zip(call.get("args") or (), values, strict=True)):
        name = node["NamedArgExpr"]["name"] if "NamedArgExpr" in node else inputs[position]
        if name:
            bound[name] = value
        else:
            bound[numbers[position]] = value
    for name, number in zip(inputs, numbers, strict=True):
        if name:
            bound[number] = bound[name]
    return bound


def _numbers(routine: Routine) -> list[int]:
    """Return the numbers of the input arguments: PL/pgSQL counts all arguments (do_compile in pl_comp.c), SQL those
    alone."""
    if routine.language == "plpgsql":
        return [number for number, argument in enumerate(routine.arguments, 1) if argument.is_input]
    return list(range(1, len(routine.input_types) + 1))


def parameters_of(bound: dict[str, Any]) -> list[Any]:
    """Return the values of $1, $2 and so on, out of `arguments_of`'s."""
    numbered = {int(name[1:]): value for name, value in bound.items() if name.startswith("$")}
    return [numbered.get(number) for number in range(1, max(numbered, default=0) + 1)]


def _defaults(context: Context, routine: Routine) -> dict[str, Any]:
    """Return the defaults of a routine's arguments."""
    if not any(argument.default for argument in routine.arguments):
        return {}
    value = new_evaluator(context).value
    return {a.name: value(a.default.node, NameScope()) for a in routine.arguments if a.name and a.default}
