"""The types of expressions, noting on the way what they read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..catalog import DataType, Ref
from ..syntax.source import Node
from ..syntax.tree import list_name, unwrap
from .analysis import (
    AbsentCall,
    AbsentType,
    Analysis,
    CallUse,
    CastUse,
    Comparison,
    OperatorUse,
    WrongCondition,
    WrongQuery,
)
from .call_forms import note_form
from .column_references import field_of_call, field_type, referred_type
from .function_types import array, bare, element, is_builtin, result_type, sized_array
from .operator_types import BOOL, BOOLEAN_KINDS, MEANT, TEXT, operator_type, prefix_type
from .placement import AGGREGATE, PLACES, kind_of_call, note_call
from .postgres import facts
from .routine_calls import inputs_of, returned
from .scope import UNKNOWN, Scope
from .session_values import constant_type, session_value_type

_INT4 = DataType("int4")


def type_of(node: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    """Return the type of an expression, `unknown` for a bare string constant, None if it can't be derived."""
    kind, fields = unwrap(node)
    if kind == "ColumnRef":
        return referred_type(fields, scope, analysis)
    if kind == "A_Const":
        return constant_type(fields)
    if derive := _KINDS.get(kind):
        return derive(fields, scope, analysis)
    read(fields, scope, analysis)
    return None


def read(node: Any, scope: Scope, analysis: Analysis) -> None:
    """Note what any part of a tree reads."""
    if type(node) is dict:
        if len(node) == 1:
            (kind,) = node
            if kind in _TYPED:
                type_of(node, scope, analysis)
                return
            if kind in _STATEMENTS:
                analysis.query(node, scope)
                return
        node = node.values()
    elif type(node) is not list:
        return
    for part in node:
        if type(part) is dict or type(part) is list:
            read(part, scope, analysis)


def read_condition(node: Node, scope: Scope, clause: str, analysis: Analysis) -> None:
    """Note what a condition reads, and its type if that isn't boolean."""
    if (place := PLACES.get(clause)) and (not analysis.place or clause == "FILTER"):
        outside, analysis.place = analysis.place, place
        type = type_of(node, scope, analysis)
        analysis.place = outside
    else:
        type = type_of(node, scope, analysis)
    if type is not None and type.name != "bool" and type.name != "unknown":
        analysis.conditions.append(WrongCondition(clause, node, type))


def call_type(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    """Return a function call: its own result, and what it reads."""
    name = list_name(fields["funcname"])
    arguments = fields.get("args") or []
    kind = kind_of_call(name.name, name.schema, fields)
    if kind:
        note_call(kind, fields, scope, analysis)
    if kind == "a":
        outside, analysis.place = analysis.place, AGGREGATE
        types = [type_of(n, scope, analysis) for n in arguments]
        analysis.place = outside
    else:
        types = [type_of(n, scope, analysis) for n in arguments]
    if "over" in fields:
        _window(fields["over"], scope, analysis)
    if "agg_distinct" in fields:
        analysis.compared += [Comparison(t, "equality", n) for t, n in zip(types, arguments, strict=True)]
    builtin = name.schema in (None, "pg_catalog") and is_builtin(name.name)
    routine = None if builtin else analysis.routine(name, fields, types)
    analysis.calls.append(CallUse(name, fields, types, routine))
    note_form(name, fields, routine, analysis)
    if "agg_order" in fields:
        read(fields["agg_order"], scope, analysis)
    if "agg_filter" in fields:
        read_condition(fields["agg_filter"], scope, "FILTER", analysis)
    if name.schema in (None, "pg_catalog") and UNKNOWN in types and name.name in facts.functions_of_relations():
        for node, is_relation in zip(arguments, facts.relation_arguments(name.name, len(types)), strict=False):
            if is_relation:
                analysis.use_relation_constant(node)
    if builtin:
        if name.name in ("percentile_cont", "percentile_disc"):
            return _percentile(fields, types, scope, analysis)
        return result_type(name.name, types)
    if routine is None:
        found = field_of_call(name, types, analysis)
        scope.unclear = True  # it may be an aggregate
        if found is None:
            analysis.absent_calls.append(AbsentCall(name, fields, len(types)))
        return found
    analysis.refs.add(Ref(routine.oid))
    if routine.kind == "aggregate":
        scope.unclear = True
    for node, given, wanted in zip(arguments, types, inputs_of(routine).types, strict=False):
        analysis.use_literal(wanted, [given])
        if wanted is not None and wanted.name == "regclass" and given is UNKNOWN:
            analysis.use_relation_constant(node)
    return returned(routine, types)


def _window(over: Node, scope: Scope, analysis: Analysis) -> None:
    """Note what a window reads, and (42704) one that the query doesn't define."""
    outside, analysis.place = analysis.place, "window definitions"
    read(over, scope, analysis)
    analysis.place = outside
    name = over.get("name") or over.get("refname")
    if name and name not in scope.windows:
        message = f'window "{name}" does not exist'
        analysis.wrongs.append(WrongQuery("42704", message, over.get("location")))


def _percentile(fields: Node, types: list[DataType | None], scope: Scope, analysis: Analysis) -> DataType | None:
    """Return an ordered-set aggregate's type: that of its ORDER BY, double precision for percentile_cont of numbers."""
    order = fields.get("agg_order") or []
    ordered = type_of(order[0]["SortBy"]["node"], scope, analysis) if order else None
    if ordered is None or not types or types[0] is None:
        return None
    if list_name(fields["funcname"]).name == "percentile_cont" and ordered.name != "interval":
        ordered = DataType("float8")
    return array(ordered) if types[0].is_array else bare(ordered)


def _operation(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    kind = fields["kind"]
    operator = fields["name"][-1]["String"]["sval"]
    left = type_of(fields["lexpr"], scope, analysis) if "lexpr" in fields else None
    right = _right(fields, left, MEANT.get(kind, operator), scope, analysis)
    if left is not None and right is not None:
        # A bare string constant next to a value of an enum or composite type is read as that type.
        if left.oid:
            analysis.use_literal(left, [right])
        if right.oid:
            analysis.use_literal(right, [left])
    if kind in BOOLEAN_KINDS:
        return BOOL
    if kind == "AEXPR_NULLIF":
        # varchar is compared as text, so its length is lost.
        return TEXT if left == UNKNOWN else bare(left) if left and left.name == "varchar" else left
    return operator_type(operator, left, right) if "lexpr" in fields else prefix_type(operator, right)


def _right(fields: Node, left: DataType | None, operator: str, scope: Scope, analysis: Analysis) -> DataType | None:
    """Return the type of the right operand; of a list (IN, BETWEEN) `unknown` if it holds a bare string constant."""
    node = fields["rexpr"]
    match node, fields.get("lexpr"):
        case {"SubLink": {"subLinkType": "EXPR_SUBLINK", "subselect": query}}, {"RowExpr": _}:
            analysis.query(query, scope)
            return None
    if "List" not in node:
        right = type_of(node, scope, analysis)
        analysis.operations.append(OperatorUse(fields, operator, left, right))
        return right
    types = [type_of(n, scope, analysis) for n in node["List"]["items"]]
    analysis.operations += [OperatorUse(fields, operator, left, type) for type in types]
    return UNKNOWN if UNKNOWN in types else None


def _cast(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    argument = fields["arg"]
    found = analysis.written_type(fields["typeName"])
    if found is not None and found.is_array and "A_ArrayExpr" in argument:
        _cast_elements(argument["A_ArrayExpr"], found, scope, analysis)
    else:
        given = type_of(argument, scope, analysis)
        if found is None:
            if not fields["typeName"].get("pct_type"):
                name = list_name(fields["typeName"]["names"])
                analysis.absent_types.append(AbsentType(name, fields["typeName"].get("location")))
            return None
        analysis.casts.append(CastUse(fields, given, found))
    if found.oid:
        analysis.refs.add(Ref(found.oid))
    elif found.name == "regclass":
        analysis.use_relation_constant(fields["arg"])
    return found


def _cast_elements(fields: Node, type: DataType, scope: Scope, analysis: Analysis) -> None:
    """Note ARRAY[...]::type[]: each element is cast by itself (transformTypeCast in parser/parse_expr.c)."""
    wanted = element(type)
    for node in fields.get("elements") or ():
        if "A_ArrayExpr" in node:
            _cast_elements(node["A_ArrayExpr"], type, scope, analysis)
        elif (given := type_of(node, scope, analysis)) is not None and wanted is not None:
            use = {"arg": node, "location": fields.get("location")}
            analysis.casts.append(CastUse(use, given, type if given.is_array else wanted))


def _sub_link(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    return analysis.sub_link(fields, scope)


def _several(fields: Node, scope: Scope, analysis: Analysis) -> None:
    """UPDATE ... SET (a, b) = (SELECT ...): a sub-select of several columns."""
    match fields:
        case {"source": {"SubLink": {"subLinkType": "EXPR_SUBLINK", "subselect": query}}}:
            analysis.query(query, scope)
        case {"source": source}:
            read(source, scope, analysis)


def _indirection(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    """Return the type of array[1], array[1:2], (row).field and json['key']."""
    found = type_of(fields["arg"], scope, analysis)
    for step in fields["indirection"]:
        match step:
            case {"String": {"sval": name} as field}:
                analysis.bind_field(field, found)
                found = field_type(found, name, analysis)
            case {"A_Indices": indices}:
                read(indices, scope, analysis)
                if not indices.get("is_slice") and (found is None or found.name != "jsonb" or found.is_array):
                    found = element(found)
            case _:
                return None
    return found


def _test(fields: Node, scope: Scope, analysis: Analysis) -> DataType:
    read(fields["arg"], scope, analysis)
    return BOOL


def _case(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    tested = type_of(fields["arg"], scope, analysis) if "arg" in fields else None
    results = []
    for when in fields["args"]:
        test = when["CaseWhen"]["expr"]
        results.append(when["CaseWhen"]["result"])
        if "arg" in fields:
            type = type_of(test, scope, analysis)
            analysis.operations.append(OperatorUse(when["CaseWhen"], "=", tested, type))
            analysis.use_literal(tested, [type])
        else:
            read_condition(test, scope, "CASE/WHEN", analysis)
    if "defresult" in fields:
        results.append(fields["defresult"])
    found = _common(results, "CASE", fields, scope, analysis)
    return found if found is None or "defresult" in fields else bare(found)


def _common(nodes: list[Node], clause: str, fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    """Return the type that all of several expressions become (PostgreSQL docs, 10.5)."""
    return analysis.common_of(nodes, [type_of(n, scope, analysis) for n in nodes], clause, fields)


def _array(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    found = _common(fields.get("elements") or [], "ARRAY", fields, scope, analysis)
    if found is None or found.is_array:
        return found
    return sized_array(TEXT if found == UNKNOWN else found)


def _coalesce(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    return _common(fields["args"], "COALESCE", fields, scope, analysis)


def _extreme(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    """Return the type of GREATEST and LEAST."""
    clause = fields.get("op", "IS_GREATEST").removeprefix("IS_")
    return _common(fields["args"], clause, fields, scope, analysis)


def _logic(fields: Node, scope: Scope, analysis: Analysis) -> DataType:
    what = fields["boolop"].removesuffix("_EXPR")
    for argument in fields["args"]:
        read_condition(argument, scope, what, analysis)
    return BOOL


def _inner(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    return type_of(fields["arg"], scope, analysis)


def _grouping(fields: Node, scope: Scope, analysis: Analysis) -> DataType:
    read(fields, scope, analysis)
    return _INT4


_KINDS: dict[str, Callable[[Node, Scope, Analysis], DataType | None]] = {
    "FuncCall": call_type,
    "A_Expr": _operation,
    "BoolExpr": _logic,
    "NullTest": _test,
    "BooleanTest": _test,
    "TypeCast": _cast,
    "SubLink": _sub_link,
    "CaseExpr": _case,
    "CoalesceExpr": _coalesce,
    "MinMaxExpr": _extreme,
    "A_ArrayExpr": _array,
    "SQLValueFunction": session_value_type,
    "CollateClause": _inner,
    "NamedArgExpr": _inner,
    "A_Indirection": _indirection,
    "GroupingFunc": _grouping,
    "MultiAssignRef": _several,
    "ParamRef": lambda fields, _, analysis: analysis.parameters.append(fields),
}
"""How the type of each kind of expression is derived, columns and constants aside."""

_TYPED = frozenset({*_KINDS, "ColumnRef", "A_Const"})
_STATEMENTS = frozenset({"SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"})
