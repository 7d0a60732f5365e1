"""pg_get_constraintdef, pg_get_functiondef and their like."""

from __future__ import annotations

from typing import Any

from ...catalog import Constraint, Index, Table, View
from ...syntax.quoting import quote_identifier, quote_literal, quote_name
from ..lookup.named_types import shown_type
from ..state.context import Context
from .definition_sketches import constraint_sketch, identity_arguments, index_sketch, sketch
from .known_values import UNKNOWN
from .registered_names import registered


def constraint_definition(context: Context, args: list[Any]) -> Any:
    constraint = context.catalog.constraints.get(args[0])
    if not isinstance(constraint, Constraint):
        return UNKNOWN
    table = context.catalog.relation(constraint.relation)
    names = ", ".join(table.names(constraint.columns)) if isinstance(table, Table) else ""
    if constraint.kind == "check":
        return constraint_sketch(context, "CHECK", constraint.expression.node if constraint.expression else None)
    if constraint.kind == "foreign key":
        target = context.catalog.relation(constraint.ref_relation or 0)
        if not isinstance(target, Table):
            return UNKNOWN
        there = ", ".join(target.names(constraint.ref_columns))
        return constraint_sketch(
            context, f"FOREIGN KEY {names} REFERENCES {target.name} {there}", {"schema": target.schema}
        )
    return constraint_sketch(context, f"{constraint.kind.upper()} {names}")


def index_definition(context: Context, args: list[Any]) -> Any:
    index = context.catalog.relation(args[0])
    on = context.catalog.relation(index.table) if isinstance(index, Index) else None
    return index_sketch(context, index, on) if isinstance(index, Index) and on else UNKNOWN


def view_definition(context: Context, args: list[Any]) -> Any:
    found = registered(context, args[0], "regclass")
    view = context.catalog.relation(found) if isinstance(found, int) else None
    return sketch(context, view.query.node) if isinstance(view, View) else UNKNOWN


def function_definition(context: Context, args: list[Any]) -> Any:
    """Return pg_get_functiondef, except for the defaults of arguments, which read NULL."""
    routine = context.catalog.routine(args[0])
    if routine is None or routine.body is None or routine.returns is None or routine.kind != "function":
        return UNKNOWN
    arguments: list[str] = []
    outputs: list[str] = []
    for argument in routine.arguments:
        words: list[str] = [argument.mode] if argument.mode not in ("IN", "TABLE") else []
        words += [quote_identifier(argument.name)] if argument.name else []
        words += [shown_type(context, argument.type)]
        words += ["DEFAULT NULL"] if argument.has_default else []
        (outputs if argument.mode == "TABLE" else arguments).append(" ".join(words))
    returns = f"TABLE({', '.join(outputs)})" if outputs else shown_type(context, routine.returns)
    attributes: list[str] = [] if routine.volatility == "volatile" else [routine.volatility.upper()]
    attributes += ["STRICT"] if routine.strict else []
    attributes += ["SECURITY DEFINER"] if routine.security_definer else []
    lines = [
        f"CREATE OR REPLACE FUNCTION {quote_name(routine.schema, routine.name)}({', '.join(arguments)})",
        f" RETURNS {'SETOF ' if routine.returns_set and not outputs else ''}{returns}",
        f" LANGUAGE {routine.language}",
        *([" " + " ".join(attributes)] if attributes else []),
        *(f" SET {name} TO {_setting(value)}" for name, _, value in (c.partition("=") for c in routine.config)),
        f"AS $function${routine.body}$function$\n",
    ]
    return "\n".join(lines)


def _setting(value: str) -> str:
    names = [part.strip().strip('"') for part in value.split(",")]
    return ", ".join(quote_literal(name) for name in names)


def identity_arguments_of(context: Context, args: list[Any]) -> Any:
    routine = context.catalog.routine(args[0])
    return identity_arguments(context, routine) if routine else UNKNOWN
