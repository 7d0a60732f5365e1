"""Type errors: no such operator or function (42883), no cast (42846), no condition (42804), and constants that aren't
valid values of their type (22P02)."""

from __future__ import annotations

from ...analysis.analysis import (
    Analysis,
    CallUse,
    CastUse,
    Comparison,
    MixedTypes,
    OperatorUse,
    ReadConstant,
    StoredValue,
)
from ...analysis.coercion import castable, category, coerces, common, is_domain_over_enum, plain
from ...analysis.literals import bad_literal, is_checked
from ...analysis.overloads import COMPARISONS, has_function, has_operator, has_operator_class, takes
from ...analysis.postgres import facts
from ...analysis.routine_calls import inputs_of
from ...analysis.scope import UNKNOWN
from ...analysis.session_values import constant_type
from ...analysis.volatility import mutable_part
from ...catalog import Catalog, Column, DataType
from ...syntax.source import Node
from ...syntax.tree import Name, clip, first_location, items
from ..lookup.named_types import lookup_type
from ..state.context import Context
from ..state.refused import Refused
from .absent_names import Where, same_place
from .extension_facts import may_come_from_extension, may_overload

_COMMON = COMPARISONS | frozenset("|| + - * / ~~ !~~ ~~* !~~* ~ !~ ~* !~* -> ->> #> #>>".split())  # noqa: SIM905
"""Operators that no extension adds for PostgreSQL's own types, arrays aside."""
_FEW = 12
_LEFT = frozenset({"lexpr", "expr"})
"""The left operand in an A_Expr, and what stands for it in a CaseWhen."""
_ARRAYS = frozenset({"AEXPR_OP_ANY", "AEXPR_OP_ALL"})


def refuse_types(context: Context, analysis: Analysis, where: Where) -> None:
    """Refuse for the first thing whose types don't go together."""
    catalog = context.catalog
    for use in analysis.operations:
        left, right = use.left, use.right
        if right is None or (left is None and not use.node.keys().isdisjoint(_LEFT)):
            continue
        if left is None or (left.name != "unknown" != right.name) or use.operator not in COMPARISONS:
            _refuse_operator(context, use, right, where)
        else:
            _refuse_constants(context, use, left, right, where)
    for call in analysis.calls:
        if call.types:
            _refuse_ambiguous(context, call, where)
        if call.types and (call.routine is None or not takes(call.routine, call.types, catalog)):
            _refuse_call(context, call, where)
        if call.routine is None and call.name.name in facts.newer_functions():
            _refuse_newer(context, call, where)
    for cast in analysis.casts:
        _refuse_cast(context, cast, where)
    for condition in analysis.conditions:
        if is_certain(context) and _is_no_boolean(condition.type, catalog):
            spelled = catalog.format_type(condition.type)
            message = f"argument of {condition.clause} must be type boolean, not type {spelled}"
            context.refuse("42804", message, where(first_location(condition.node)))
    for mixture in analysis.mixtures:
        _refuse_mixture(context, mixture, where)
    for constant in analysis.constants:
        if is_checked(constant.type):
            _refuse_constant(context, constant, where)
    for wrong in analysis.wrongs:
        if is_certain(context):
            context.refuse(wrong.sqlstate, wrong.message, where(wrong.location))
    for comparison in analysis.compared:
        _refuse_comparison(context, comparison, where)
    if analysis.stored is not None:
        _refuse_stored(context, analysis.stored, where)
    for value in analysis.assigned:
        _refuse_stored(context, value, where)


def is_certain(context: Context) -> bool:
    """Return whether types and operators are as the migrations define them. It is asked before something is refused."""
    if context.replay.in_prelude or not context.catalog.knows("existence") or not context.catalog.knows("columns"):
        return False
    return not any(o.kind in ("operator", "cast") for o in context.catalog.others)


def _refuse_operator(context: Context, use: OperatorUse, right: DataType, where: Where) -> None:
    operator, left = use.operator, use.left
    if use.node.get("kind") in _ARRAYS:
        if right.name == "unknown":
            return
        if not right.is_array:
            _refuse_no_array(context, use.node, right, where)
            return
        right = DataType(right.name, right.schema, right.oid)
    if has_operator(operator, left, right, context.catalog) or not is_certain(context):
        return
    rare = operator not in _COMMON or right.is_array or (left is not None and left.is_array)
    if rare and may_overload(context):
        return
    refuse_missing_operator(context, operator, left, right, where(use.node.get("location")))


def refuse_missing_operator(
    context: Context, operator: str, left: DataType | None, right: DataType, location: int | None
) -> None:
    """Refuse (42883) an operator that isn't there for these types."""
    spelled = [context.catalog.format_type(type) if type else "" for type in (left, right)]
    words = " ".join(word for word in (spelled[0], operator, spelled[1]) if word)
    hint = f"Cast one side, so that both are {spelled[0]} or both {spelled[1]}." if operator in COMPARISONS else ""
    raise Refused("42883", f"operator does not exist: {words}", location, hint=hint, reason="type mismatch")


def _refuse_no_array(context: Context, fields: Node, right: DataType, where: Where) -> None:
    """42809: = ANY (...) wants an array."""
    if plain(right, context.catalog) is not None and is_certain(context):
        context.refuse(
            "42809",
            "op ANY/ALL (array) requires array on right side",
            where(fields.get("location")),
            reason="type mismatch",
        )


def _refuse_constants(context: Context, use: OperatorUse, left: DataType, right: DataType, where: Where) -> None:
    """Refuse (22P02) a constant that is compared with a type and isn't a valid value of it."""
    fields = use.node
    known, side = (left, "rexpr") if right.name == "unknown" else (right, "lexpr")
    if not is_checked(known) or fields.get("kind") in _ARRAYS:
        return
    if known.oid and is_domain_over_enum(known, context.catalog) and is_certain(context):
        refuse_missing_operator(context, use.operator, left, right, where(fields.get("location")))
    if node := fields.get(side) or fields.get("expr"):
        for constant in items(node) or (node,):
            _refuse_constant(context, ReadConstant(constant, known), where)


def _refuse_constant(context: Context, read: ReadConstant, where: Where) -> None:
    type = read.type
    match read.node:
        case {"A_Const": {"sval": value} as constant}:
            bad = bad_literal(value.get("sval", ""), type, context.catalog)
            if bad is not None and is_certain(context):
                place, hint = where(constant.get("location")), _labels(context, type)
                raise Refused(bad.sqlstate, bad.message, place, type.oid, hint=hint)


def _labels(context: Context, type: DataType) -> str:
    """Return a hint with the values of an enum, if it has few."""
    row = context.catalog.type(type.oid)
    if row is None or not 0 < len(row.labels) <= _FEW:
        return ""
    return f"Its values are {', '.join(row.labels)}."


def _refuse_call(context: Context, use: CallUse, where: Where) -> None:
    """42883 where functions of this name are there, but none for these arguments."""
    catalog, name, call, types = context.catalog, use.name, use.node, use.types
    if has_function(name, types, catalog, context.session.schemas) or context.replay.in_prelude:
        return
    if call.keys() & {"func_variadic", "agg_within_group"} or any("NamedArgExpr" in a for a in call.get("args", ())):
        return
    if not is_certain(context) or not catalog.knows("routines") or may_overload(context):
        return
    if name.schema != "pg_catalog" and may_come_from_extension(context, name) and name.schema:
        return
    wanted = clip(name.name)
    if len(types) == 1 and (types[0] is None or category(types[0], catalog) == "C" or _is_type(context, wanted)):
        return
    spelled = f"{name.schema}.{wanted}" if name.schema else wanted
    arguments = ", ".join(catalog.format_type(type) or "?" for type in types)
    routines = [r for schema in context.session.schemas for r in catalog.routines_named(schema, wanted)]
    message = f"function {spelled}({arguments}) does not exist"
    context.refuse("42883", message, where(call.get("location")), others=tuple(r.oid for r in routines))


def _refuse_newer(context: Context, use: CallUse, where: Where) -> None:
    """Refuse (42883) a function of a newer PostgreSQL than the target."""
    catalog, name, version = context.catalog, use.name, context.replay.target.postgres_version
    if not all(facts.lacks(version, name.name, s.types) for s in facts.functions(name.name)):
        return
    schemas = (name.schema,) if name.schema else context.session.schemas
    if any(catalog.routines_named(schema, name.name) for schema in schemas) or not is_certain(context):
        return
    if not catalog.knows("routines") or (name.schema is None and may_come_from_extension(context, name)):
        return
    arguments = ", ".join(catalog.format_type(type) or "?" for type in use.types)
    message = f"function {name.name}({arguments}) does not exist"
    hint = f"It is newer than PostgreSQL {version}."
    raise Refused("42883", message, where(use.node.get("location")), hint=hint)


def _refuse_ambiguous(context: Context, use: CallUse, where: Where) -> None:
    """Refuse (42725) a call that two routines of a schema take in the same way, one of them by its defaults."""
    catalog, name, types = context.catalog, use.name, use.types
    schemas = (name.schema,) if name.schema else context.session.schemas
    if len(catalog.routines.by("called", name.name)) < 2:
        return
    routines = next((found for schema in schemas if (found := catalog.routines_named(schema, name.name))), [])
    if len(routines) < 2 or "func_variadic" in use.node or any("NamedArgExpr" in a for a in use.node["args"]):
        return
    fitting = [inputs_of(r) for r in routines if inputs_of(r).may_be(len(types)) and not inputs_of(r).variadic]
    effective = [tuple(inputs.types[: len(types)]) for inputs in fitting]
    exact = None not in types and effective.count(tuple(types)) > 1
    literal = all(type == UNKNOWN for type in types) and len(set(effective)) == 1 < len(effective)
    if not (exact or literal) or not is_certain(context):
        return
    spelled = f"{name.schema}.{name.name}" if name.schema else name.name
    arguments = ", ".join(catalog.format_type(type) or "?" for type in types)
    others = tuple(routine.oid for routine in routines)
    message = f"function {spelled}({arguments}) is not unique"
    context.refuse("42725", message, where(use.node.get("location")), others=others, names=(name.name,))


def _is_type(context: Context, name: str) -> bool:
    return lookup_type(context, Name(None, name)) is not None


def _refuse_cast(context: Context, use: CastUse, where: Where) -> None:
    """Refuse (42846) a cast that doesn't exist."""
    given, target = use.given, use.target
    if given is None:
        return
    if given.name == "unknown":
        if is_checked(target):
            _refuse_constant(context, ReadConstant(use.node["arg"], target), where)
        return
    if given is target:
        return
    catalog = context.catalog
    from_, to = plain(given, catalog), plain(target, catalog)
    if from_ is None or to is None or castable(from_, to, catalog) or not is_certain(context):
        return
    message = f"cannot cast type {catalog.format_type(given)} to {catalog.format_type(target)}"
    context.refuse("42846", message, where(use.node.get("location")))


def _is_no_boolean(type: DataType, catalog: Catalog) -> bool:
    seen = plain(type, catalog)
    return seen is not None and (seen.is_array or seen.name != "bool")


def _refuse_mixture(context: Context, mixture: MixedTypes, where: Where) -> None:
    """Refuse CASE, COALESCE, UNION ... whose types don't match.

    42804 if the types are of several categories, 42846 if one category doesn't convert to the other, 42601 if the
    queries of a UNION return different numbers of columns (then there are no types).
    """
    what, node, types = mixture.clause, mixture.node, mixture.types
    if not types and is_certain(context):
        message = f"each {what} query must have the same number of columns"
        context.refuse("42601", message, where(first_location(node.get("rarg"))))
    catalog = context.catalog
    known = [type for type in types if type is not None and type.name != "unknown"]
    seen = [found for type in known if (found := plain(type, catalog))]
    if len(seen) < len(known) or common(seen, catalog) is not None or not is_certain(context):
        return
    location = where(node.get("location", first_location(node)))
    first = seen[0]
    other = next((t for t in seen if category(t, catalog) != category(first, catalog)), None)
    spelled = [catalog.format_type(type) for type in (first, other or seen[-1])]
    if other is None:
        message = f"{what} could not convert type {spelled[0]} to {spelled[1]}"
        context.refuse("42846", message, location)
    message = f"{what} types {spelled[0]} and {spelled[1]} cannot be matched"
    context.refuse("42804", message, location)


def _refuse_comparison(context: Context, comparison: Comparison, where: Where) -> None:
    """Refuse (42883) to sort values of a type without an order, or to tell those without an equality apart."""
    type = comparison.type
    if type is None or type.oid or type == UNKNOWN or plain(type, context.catalog) is None:
        return
    methods = ("btree",) if comparison.what == "ordering" else ("btree", "hash")
    if any(has_operator_class(method, type, context.catalog) for method in methods) or not is_certain(context):
        return
    spelled = context.catalog.format_type(type)
    message = f"could not identify an {comparison.what} operator for type {spelled}"
    context.refuse("42883", message, where(first_location(comparison.node)), reason="type mismatch")


def _refuse_stored(context: Context, value: StoredValue, where: Where) -> None:
    """What a column can't store: 42804 where its type does not become the column's, 22P02 for a constant."""
    type, wanted = value.type, value.column.type
    if type is None or wanted is None:
        return
    if type.name == "unknown":
        if is_checked(wanted):
            _refuse_constant(context, ReadConstant(value.node, wanted), where)
        return
    catalog = context.catalog
    from_, to = plain(type, catalog), plain(wanted, catalog)
    if from_ is None or to is None or coerces(from_, to, catalog, "ia") or not is_certain(context):
        return
    spelled = [catalog.format_type(t) for t in (wanted, type)]
    name, clause = value.column.name, value.clause
    words = f"{clause} expression" if clause else "expression"
    message = f'column "{name}" is of type {spelled[0]} but {words} is of type {spelled[1]}'
    if clause == "USING":
        message = f'result of USING clause for column "{name}" cannot be cast automatically to type {spelled[0]}'
    if clause == "DEFAULT":
        message = f"argument of DEFAULT must be type {spelled[0]}, not type {spelled[1]}"
    context.refuse("42804", message, where(first_location(value.node)), names=(name,))


def refuse_constant(context: Context, constant: Node, column: Column, clause: str = "default") -> None:
    """Refuse a constant that a column can't store: 22P02, and 42804 for a number or boolean of another kind."""
    type = column.type
    if type is None:
        return
    if "sval" in constant:
        if is_checked(type):
            _refuse_constant(context, ReadConstant({"A_Const": constant}, type), same_place)
    elif (found := constant_type(constant)) and found.name != type.name:
        _refuse_stored(context, StoredValue(column, clause, found, {"A_Const": constant}), same_place)


def refuse_mutable(context: Context, analysis: Analysis, message: str) -> None:
    """Refuse (42P17) an expression that may not be immutable."""
    found = mutable_part(analysis)
    if found is not None and is_certain(context) and not context.replay.in_prelude:
        what, location = found
        raise Refused("42P17", message, location, hint=f"{what} is not immutable: its value may change.")
