"""What a stored query or expression reads must be there: relations (42P01), columns (42703) and functions (42883)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...analysis.analysis import AbsentCall, Analysis, StoredValue
from ...analysis.expression_types import read, read_condition, type_of
from ...analysis.missing import Knowledge, may_mean_other, missing_call, missing_column
from ...analysis.postgres import facts
from ...analysis.query import QueryAnalysis
from ...analysis.scope import Scope
from ...catalog import Column, Expression, Table, View
from ...syntax.source import Node
from ...syntax.tree import Name, clip
from ..state.context import Context
from .absent_names import (
    ReplayKnowledge,
    Where,
    refuse_absent_relation,
    refuse_absent_type,
    refuse_fault,
    same_place,
)
from .assumptions import assume, is_of_system
from .extension_facts import may_come_from_extension
from .missing_extensions import extension_hint
from .purposes import ANY, WHEN, Purpose
from .type_errors import refuse_mutable, refuse_types


def check_query(context: Context, node: Node, into: Sequence[Column] | None = None) -> int | None:
    """Refuse a query that reads what isn't there; relations that nothing made are assumed. `into` are the columns that
    an INSERT writes, in their order. Return how many columns its query supplies, if that is known."""
    if context.variables is None:
        return None
    analysis = QueryAnalysis(context.catalog, context.session.schemas)
    analysis.variables = context.variables
    analysis.returns_old = context.replay.target.postgres_version >= 18
    analysis.into = into or ()
    analysis.query(node)
    context.calls += [use.node for use in analysis.calls]
    if not _sees_columns(context, analysis):
        return None
    refuse_absent(context, analysis)
    return analysis.supplied


def check_values(context: Context, values: Iterable[tuple[Column | None, Node]]) -> None:
    """Refuse expressions of VALUES that read what isn't there, or that their columns can't store."""
    if context.variables is None:
        return
    analysis = QueryAnalysis(context.catalog, context.session.schemas)
    analysis.variables = context.variables
    scope = Scope()
    for column, node in values:
        type = type_of(node, scope, analysis)
        if column is not None:
            analysis.assigned.append(StoredValue(column, "", type, node))
    context.calls += [use.node for use in analysis.calls]
    if _sees_columns(context, analysis):
        refuse_absent(context, analysis)


def _sees_columns(context: Context, analysis: Analysis) -> bool:
    """Return whether it is clear which names in a body's statement are columns, and leave its variables out of those
    that aren't there.

    A name that is both is ambiguous, or what #variable_conflict says. In a routine, its own name may stand before a
    variable's (PostgreSQL docs, 41.11.1 Variable Substitution).
    """
    variables = context.variables
    if not variables:
        return True
    if analysis.doubled:
        return False
    routine = context.replay.depth > 0
    absent = (a for a in analysis.absent_columns if a.parts[0] not in variables and not (routine and a.no_item))
    analysis.absent_columns = list(absent)
    return True


def stored_expression(
    context: Context, node: Node, relation: Table | View | None = None, purpose: Purpose = ANY
) -> Expression:
    """Return a stored expression over the columns of `relation`, with what it reads.

    Refuse it if something that it reads is missing, or if it doesn't suit its purpose.
    """
    refs = frozenset(check_expression(context, node, relation, purpose).refs)
    return Expression(node, refs, context.statement, context.session.schemas)


def check_expression(context: Context, node: Node, relation: Table | View | None, purpose: Purpose = ANY) -> Analysis:
    """Refuse an expression over the columns of `relation` that reads missing objects, whose types don't fit, or that
    doesn't suit its purpose; return what it reads."""
    analysis = QueryAnalysis(context.catalog, context.session.schemas, relation)
    scope = Scope()
    if analysis.row is not None:
        scope.sources.append(analysis.row)
    if purpose is not WHEN:
        analysis.row = None  # NEW and OLD are a trigger's alone
    if purpose.within:
        analysis.place = f"{purpose.within}s"
    if purpose.condition:
        read_condition(node, scope, purpose.condition, analysis)
    elif purpose.into is not None:
        analysis.stored = StoredValue(purpose.into, purpose.clause, type_of(node, scope, analysis), node)
    else:
        read(node, scope, analysis)
    if purpose.clause == "default" and purpose.into is not None:
        for column in analysis.absent_columns:
            context.refuse("0A000", "cannot use column reference in DEFAULT expression", column.location)
    if purpose.clause == "DEFAULT":
        for column in analysis.absent_columns:
            name = column.parts[-1]
            context.refuse("42703", f'column "{name}" does not exist', column.location, names=(name,))
    if relation is None:
        # VALUE is what a domain's check is about.
        analysis.absent_columns = [a for a in analysis.absent_columns if a.parts != ("value",)]
    refuse_absent(context, analysis)
    if purpose.immutable and not analysis.absent_relations:
        refuse_mutable(context, analysis, purpose.immutable)
    return analysis


_WITH_PARAMETERS = frozenset({"PrepareStmt", "ExplainStmt", "CreateFunctionStmt"})
"""Statements whose SQL may have parameters: EXPLAIN by its GENERIC_PLAN."""


def refuse_absent(context: Context, analysis: Analysis, where: Where = same_place) -> None:
    """Refuse for the first thing that an analysis missed."""
    if context.replay.in_prelude:
        return
    for absent in analysis.absent_relations:
        assume_read(context, absent.name, where(absent.location))
    for named in analysis.absent_names:
        _refuse_name(context, named.name, where(named.location))
    for type in analysis.absent_types:
        if not may_come_from_extension(context, type.name):
            refuse_absent_type(context, type.name, where(type.location))
    if analysis.parameters and context.statement.outer is None and context.statement.kind not in _WITH_PARAMETERS:
        number = analysis.parameters[0].get("number", 0)
        context.refuse("42P02", f"there is no parameter ${number}", where(analysis.parameters[0].get("location")))
    if analysis.absent_relations:
        return
    if analysis.absent_columns or analysis.absent_calls:
        knowledge = ReplayKnowledge(context)
        for column in analysis.absent_columns:
            if fault := missing_column(column, analysis, knowledge):
                refuse_fault(context, fault, where)
        for call in analysis.absent_calls:
            _refuse_call(context, call, knowledge, where)
    refuse_types(context, analysis, where)


def assume_read(context: Context, name: Name, location: int | None) -> None:
    """Take a relation to exist that a query reads and nothing made; not those of an extension. PostgreSQL's own are
    there or not (42P01)."""
    recorded = context.replay.target.postgres_version >= facts.OLDEST
    if recorded and name.schema in ("pg_catalog", "information_schema") and context.is_certain:
        message = f'relation "{name.schema}.{name.name}" does not exist'
        context.refuse("42P01", message, location, names=(f"{name.schema}.{name.name}",))
    if is_of_system(name) or may_come_from_extension(context, name):
        return
    if context.find(name) is None:
        assume(context, name, location, "relation", reads=True)


def _refuse_name(context: Context, name: Name, location: int | None) -> None:
    """Refuse (42P01) the relation of a regclass constant if it isn't there; one of an assumed table is assumed."""
    if name.name.startswith("pg_") or may_come_from_extension(context, name):
        return
    refuse_absent_relation(context, name, location)


def _refuse_call(context: Context, call: AbsentCall, knowledge: Knowledge, where: Where) -> None:
    """Refuse a call of a function that isn't there; one that may be from before the first file is assumed."""
    if not context.catalog.knows("routines") or not context.catalog.knows("existence"):
        return
    if fault := missing_call(call, knowledge, arguments=""):
        refuse_fault(context, fault, where)
    name = call.name
    if may_mean_other(name, knowledge) or knowledge.routines(name):
        return
    location = where(call.node.get("location"))
    schema = context.schema_if_missing(name)
    if name.schema and context.catalog.schema(name.schema) is None:
        context.assume_schema(name.schema, location, extension_hint(context, "schema", name.schema))
    hint = extension_hint(context, "function", name.name)
    context.note_assumption("function", f"{schema}.{clip(name.name)}", "42883", location, hint)
