"""What reads a column is analysed again when its type changes (ATPostAlterTypeCleanup in commands/tablecmds.c)."""

from __future__ import annotations

from ....analysis.analysis import Analysis, OperatorUse
from ....analysis.coercion import plain, same
from ....analysis.expression_types import read
from ....analysis.overloads import COMPARISONS, has_operator
from ....analysis.postgres.facts import is_function
from ....analysis.query import QueryAnalysis
from ....analysis.scope import UNKNOWN, Scope, relation_source
from ....catalog import DataType, Expression, Index, Ref, Table
from ...checks.absent_names import same_place
from ...checks.type_errors import is_certain, refuse_missing_operator, refuse_types
from ...state.context import Context
from .index_methods import refuse_opclass

_KEEP_TYPES = COMPARISONS | {"~~", "!~~", "~~*", "!~~*", "~", "!~", "~*", "!~*", "@>", "<@", "&&", "LIKE"}
"""Operators whose constant is of the other operand's type."""
_WITH_CASTS = frozenset({"varchar", "bpchar"})
"""Types that are stored with a cast to text beside every use, so that any new type suits."""


def refuse_retyped(context: Context, before: Table, table: Table) -> None:
    """Refuse new types of columns for which an index or a CHECK of the table can't be made again."""
    catalog = context.catalog
    changed = {c.attnum for c in table.columns if (old := before.column(c.attnum)) and old.type != c.type}
    if not is_certain(context) or any(_is_open(before, number) or _is_open(table, number) for number in changed):
        return
    refs = {Ref(table.oid, number) for number in changed}
    for index in catalog.indexes(table.oid):
        _refuse_classes(context, table, index, changed)
        for expression in (*(key.expression for key in index.keys), index.predicate):
            if expression is not None and refs & expression.depends:
                _analyse_again(context, before, table, expression, changed)
    for constraint in catalog.constraints_of(table.oid):
        if constraint.kind == "check" and constraint.expression and changed.intersection(constraint.columns):
            _analyse_again(context, before, table, constraint.expression, changed)


def _is_open(table: Table, number: int) -> bool:
    column = table.column(number)
    return column is None or column.type is None


def _refuse_classes(context: Context, table: Table, index: Index, changed: set[int]) -> None:
    """Refuse (42704) a type that the default operator class of an index's method doesn't take."""
    for key in index.keys:
        if key.attnum in changed and key.opclass is None and (column := table.column(key.attnum)):
            refuse_opclass(context, column.type, index.method)


def _analyse_again(context: Context, before: Table, table: Table, expression: Expression, changed: set[int]) -> None:
    """Refuse (42883) an expression that the new types don't suit.

    PostgreSQL reads it from its stored form, in which every constant has a type already: that of what it was compared
    with before.
    """
    types = [column.type for number in changed if (column := before.column(number))]
    if any(type is None or (type.name in _WITH_CASTS and not type.is_array) for type in types):
        return
    was, now = _analysis(context, before, expression), _analysis(context, table, expression)
    if was.constants or len(was.operations) != len(now.operations):
        return
    typed = []
    for old, new in zip(was.operations, now.operations, strict=True):
        if UNKNOWN in (old.left, old.right):
            _refuse_operator(context, old, new)
        else:
            typed.append(new)
    now.operations = typed
    now.constants = []
    now.absent_columns, now.absent_calls = [], []
    now.calls = [call for call in now.calls if call.routine is None and _is_builtin(context, call.name.name)]
    refuse_types(context, now, same_place)


def _is_builtin(context: Context, name: str) -> bool:
    """Return whether a function's name can only mean PostgreSQL's own, along any search path."""
    return is_function(name) and all(routine.name != name for routine in context.catalog.routines)


def _analysis(context: Context, table: Table, expression: Expression) -> Analysis:
    analysis = QueryAnalysis(context.catalog, context.session.schemas)
    scope = Scope()
    scope.sources.append(relation_source(table))
    read(expression.node, scope, analysis)
    return analysis


def _refuse_operator(context: Context, old: OperatorUse, new: OperatorUse) -> None:
    """Refuse an operator between the new type and a constant of the old one."""
    if old.operator not in _KEEP_TYPES or new.node.get("kind") in ("AEXPR_OP_ANY", "AEXPR_OP_ALL"):
        return
    given, was = (old.left, new.left) if old.right == UNKNOWN else (old.right, new.right)
    constant, now = _known(context, given), _known(context, was)
    if constant is None or now is None or same(constant, now):
        return
    left, right = (now, constant) if old.right == UNKNOWN else (constant, now)
    if not has_operator(old.operator, left, right, context.catalog):
        refuse_missing_operator(context, old.operator, left, right, None)


def _known(context: Context, type: DataType | None) -> DataType | None:
    return plain(type, context.catalog) if type is not None and type != UNKNOWN else None
