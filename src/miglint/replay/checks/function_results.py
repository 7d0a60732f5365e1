"""The arguments that an SQL function's body sees, and whether its result has the declared type (42P13)."""

from __future__ import annotations

from collections.abc import Sequence

from ...analysis.coercion import category, coerces, plain
from ...analysis.scope import Output, Scope, Source, row_columns
from ...catalog import DataType, Routine
from ..state.context import Context
from ..state.refused import Refused
from .type_errors import is_certain

_OUTPUTS = frozenset({"OUT", "INOUT", "TABLE"})


def argument_scope(routine: Routine) -> Scope:
    """Return the arguments as bare names around a body."""
    scope = Scope()
    names = [Output(a.name, a.type) for a in routine.arguments if a.name and a.is_input]
    scope.sources.append(Source("", names))
    return scope


def refuse_result(context: Context, routine: Routine, columns: Sequence[Output]) -> None:
    """Refuse a last statement whose columns are not what the function returns (check_sql_fn_retval in
    executor/functions.c)."""
    wanted = _wanted(context, routine)
    if wanted is None or not is_certain(context):
        return
    catalog = context.catalog
    if len(columns) == 1 and (len(wanted) > 1 or (routine.returns is not None and routine.returns.oid)):
        given = columns[0].type
        if given is None or given.name == "record" or row_columns(given, catalog) is not None:
            return  # a whole row, whose columns are compared when it runs
    if len(columns) != len(wanted):
        _refuse(context, routine, f"the last statement returns {len(columns)} columns instead of {len(wanted)}")
    for column, type in zip(columns, wanted, strict=True):
        given, taken = plain(column.type, catalog), plain(type, catalog)
        if given is not None and taken is not None and not coerces(given, taken, catalog, "ia"):
            spelled = [catalog.format_type(t) for t in (column.type, type)]
            _refuse(context, routine, f"the last statement returns {spelled[0]} instead of {spelled[1]}")


def refuse_no_result(context: Context, routine: Routine) -> None:
    """Refuse a last statement that returns no rows, if the function returns something."""
    returns = routine.returns
    if routine.kind == "function" and returns is not None and returns.name != "void" and is_certain(context):
        _refuse(
            context, routine, "the last statement must be SELECT, or INSERT, UPDATE, DELETE or MERGE with RETURNING"
        )


def _wanted(context: Context, routine: Routine) -> list[DataType | None] | None:
    """Return the types of the columns that a function returns; None if any type is allowed, or if they aren't known."""
    returns = routine.returns
    if routine.kind != "function" or returns is None or returns.name == "void":
        return None
    outputs: list[DataType | None] = [a.type for a in routine.arguments if a.mode in _OUTPUTS]
    if outputs:
        return outputs
    seen = plain(returns, context.catalog)
    if seen is None:
        return None
    if seen.is_array or category(seen, context.catalog) != "C":
        return [returns]
    row = row_columns(seen, context.catalog)
    return None if row is None else [column.type for column in row]


def _refuse(context: Context, routine: Routine, why: str) -> None:
    returns = context.catalog.format_type(routine.returns)
    message = f"return type mismatch in function declared to return {returns}"
    raise Refused("42P13", message, routine.location, hint=f"{why[0].upper()}{why[1:]}.")
