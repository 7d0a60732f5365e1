"""What a stored query or expression reads must be there: relations (42P01), columns (42703) and functions (42883)."""

from __future__ import annotations

from collections.abc import Callable

from ...analysis.expression_types import type_of
from ...analysis.postgres.facts import is_function
from ...analysis.query import AbsentColumn, Analysis
from ...analysis.routine_calls import inputs_of
from ...analysis.scope import Scope
from ...catalog import Expression, Table, View
from ...syntax.near_names import near_miss
from ...syntax.source import Node
from ...syntax.tree import Name, clip
from ..state.context import Context
from ..state.refused import Refused
from .absent_names import refuse_absent_routine
from .assumptions import assume
from .extension_facts import may_come_from_extension
from .purposes import ANY, WHEN, Purpose
from .type_errors import refuse_mutable, refuse_types

Where = Callable[[int | None], int | None]
"""From a location in a tree to one in the statement."""

_QUERIES = frozenset({"SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt"})


def check_query(context: Context, node: Node) -> None:
    """Refuse a query that reads what isn't there; relations that nothing made are assumed."""
    if context.statement.outer is not None:
        return  # a body's variables look like columns
    analysis = Analysis(context.catalog, context.session.schemas)
    analysis.query(node)
    refuse_absent(context, analysis)


def stored_expression(
    context: Context, node: Node, relation: Table | View | None = None, purpose: Purpose = ANY
) -> Expression:
    """Return a stored expression over the columns of `relation`, with what it reads; refuse where that is missing, and
    where the expression does not serve its purpose."""
    return Expression(node, frozenset(check_expression(context, node, relation, purpose).refs), context.statement)


def check_expression(context: Context, node: Node, relation: Table | View | None, purpose: Purpose = ANY) -> Analysis:
    """Refuse an expression over the columns of `relation` that reads what isn't there, whose types don't fit, or that
    does not serve its purpose; gives what it does read."""
    analysis = Analysis(context.catalog, context.session.schemas, relation)
    scope = Scope()
    if analysis.row is not None:
        scope.sources.append(analysis.row)
    if purpose is not WHEN:
        analysis.row = None  # NEW and OLD are a trigger's alone
    if purpose.condition:
        analysis.condition(node, scope, purpose.condition)
    elif purpose.into is not None:
        analysis.stored = (purpose.into, purpose.clause, type_of(node, scope, analysis), node)
    else:
        analysis.read(node, scope)
    if purpose.clause == "default" and purpose.into is not None:
        for column in analysis.absent:
            context.refuse("0A000", "cannot use column reference in DEFAULT expression", column.location)
    if relation is None:
        analysis.absent = [a for a in analysis.absent if a.parts != ("value",)]  # what a domain's check is about
    refuse_absent(context, analysis)
    if purpose.immutable and not analysis.missing:
        refuse_mutable(context, analysis, purpose.immutable)
    return analysis


def _same(location: int | None) -> int | None:
    return location


def refuse_absent(context: Context, analysis: Analysis, where: Where = _same) -> None:
    """Refuse for the first thing that an analysis missed."""
    if context.replay.in_prelude:
        return
    for name, location in analysis.missing:
        assume_read(context, name, where(location))
    if analysis.missing:
        return
    for column in analysis.absent:
        _refuse_column(context, column, where)
    for name, call, types in analysis.absent_calls:
        _refuse_call(context, name, call, len(types), where)
    refuse_types(context, analysis, where)


def assume_read(context: Context, name: Name, location: int | None) -> None:
    """Take a relation to exist that a query reads and nothing made; not those of PostgreSQL or an extension."""
    if (name.schema is None and name.name.startswith("pg_")) or may_come_from_extension(context, name):
        return
    if context.find(name) is None:
        assume(context, name, location, "relation")


def _refuse_column(context: Context, column: AbsentColumn, where: Where) -> None:
    name, relation = column.parts[-1], column.relation
    if relation is not None and not context.catalog.knows("columns", relation):
        return
    if not context.catalog.knows("columns") or not context.catalog.knows("existence"):
        return
    if len(column.parts) > 1 and not column.no_item and _is_function(context, name):
        return  # t.f means f(t)
    spelled = ".".join(column.parts)
    location = where(column.location)
    if column.no_item:
        raise Refused(
            "42P01", f'missing FROM-clause entry for table "{column.parts[0]}"', location, names=(column.parts[0],)
        )
    hint = ""
    if isinstance(relation, (Table, View)) and (meant := near_miss(name, (c.name for c in relation.columns))):
        hint = f'Did you mean "{meant}"?'
    oid = relation.oid if relation else 0
    if len(column.parts) > 1:
        raise Refused("42703", f"column {spelled} does not exist", location, oid, hint=hint)
    raise Refused("42703", f'column "{spelled}" does not exist', location, oid, hint=hint, names=(spelled,))


def _is_function(context: Context, name: str) -> bool:
    if is_function(name) or may_come_from_extension(context, Name(None, name)):
        return True
    return any(context.catalog.routines_named(schema, name) for schema in context.session.schemas)


def _refuse_call(context: Context, name: Name, call: Node, count: int, where: Where) -> None:
    if may_come_from_extension(context, name) or (name.schema is None and is_function(name.name)):
        return
    if not context.catalog.knows("routines") or not context.catalog.knows("existence"):
        return
    location = where(call.get("location"))
    wanted = clip(name.name)
    schemas = (name.schema,) if name.schema else context.session.schemas
    if any(context.catalog.type_named(s, wanted) for s in schemas):
        return  # a cast written as a call
    spelled = f"{name.schema}.{wanted}" if name.schema else wanted
    routines = [r for schema in schemas for r in context.catalog.routines_named(schema, wanted)]
    if routines:
        if any(inputs_of(r).may_be(count) for r in routines) or any("NamedArgExpr" in a for a in call.get("args", ())):
            return
        others = ", ".join(context.catalog.signature(r) for r in routines[:3])
        message = f"function {spelled} does not exist with {count} argument{'' if count == 1 else 's'}"
        raise Refused("42883", message, location, others=tuple(r.oid for r in routines), hint=f"There is {others}.")
    refuse_absent_routine(context, name, "function", "", location)
    schema = name.schema or next((s for s in context.session.schemas if s != context.session.role), "public")
    if name.schema and context.catalog.schema(name.schema) is None:
        context.assume_schema(name.schema, location)
    context.note_assumption("function", f"{schema}.{wanted}", "42883", location)
