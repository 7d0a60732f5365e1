"""The types of expressions, noting on the way what they read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..catalog import DataType, Ref, Routine
from ..syntax.source import Node
from ..syntax.tree import Name, list_name, strings
from .choices import array_type, case_type, coalesce_type, extreme_type, use_literal
from .function_types import array, bare, is_builtin, result_type
from .operator_types import BOOL, TEXT, element, operator_type, prefix_type
from .routine_calls import choose, inputs_of, returned
from .scope import UNKNOWN, Output, Scope, Source, row_columns
from .session_values import constant_type, session_value_type
from .written_types import written_type

if TYPE_CHECKING:
    from .query import Analysis

_BOOLEAN_KINDS = frozenset(
    """AEXPR_OP_ANY AEXPR_OP_ALL AEXPR_DISTINCT AEXPR_NOT_DISTINCT AEXPR_IN AEXPR_LIKE AEXPR_ILIKE AEXPR_SIMILAR
    AEXPR_BETWEEN AEXPR_NOT_BETWEEN AEXPR_BETWEEN_SYM AEXPR_NOT_BETWEEN_SYM""".split()  # noqa: SIM905
)
_INT4 = DataType("int4")
_MEANT = {
    "AEXPR_DISTINCT": "=",
    "AEXPR_NOT_DISTINCT": "=",
    "AEXPR_NULLIF": "=",
    "AEXPR_SIMILAR": "~",
    "AEXPR_BETWEEN": ">=",
    "AEXPR_NOT_BETWEEN": "<",
    "AEXPR_BETWEEN_SYM": ">=",
    "AEXPR_NOT_BETWEEN_SYM": "<",
}
"""The operator behind a keyword."""
_SYSTEM_COLUMNS = {"ctid": "tid", "xmin": "xid", "xmax": "xid", "cmin": "cid", "cmax": "cid", "tableoid": "oid"}
_SEQUENCE_CALLS = frozenset({"nextval", "currval", "setval"})


def type_of(node: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    """The type of an expression, `unknown` for a bare string constant, None where it can't be derived."""
    ((kind, fields),) = node.items()
    if kind == "ColumnRef":
        parts = [part["String"].get("sval", "") if "String" in part else "*" for part in fields["fields"]]
        return _column(parts, fields.get("location"), scope, analysis)
    if kind == "A_Const":
        return constant_type(fields)
    if derive := _KINDS.get(kind):
        return derive(fields, scope, analysis)
    analysis.read(fields, scope)
    return None


def _column(parts: list[str], location: int | None, scope: Scope, analysis: Analysis) -> DataType | None:
    """A column, a row, or a field of a composite column."""
    if parts[-1] == "*":
        return None
    if len(parts) == 1:
        found = scope.columns(parts[0])
        if found:
            if parts[0] in analysis.variables:
                analysis.doubled.append((parts[0], location))
            return analysis.use(found)
        if found is None:
            return None
        source = scope.source(parts[0])
        if source is None and parts[0] not in _SYSTEM_COLUMNS:
            analysis.absent_column(parts, location)
        return _row(source) if source else _system(parts[0])
    source = scope.source(parts[-2]) if len(parts) == 2 else scope.source(parts[-2], parts[-3])
    if source is None and parts[-2] in ("new", "old"):
        source = analysis.row
    if source is not None:
        column = source.column(parts[-1])
        if column is not None:
            return analysis.use([column])
        if source.known and parts[-1] not in _SYSTEM_COLUMNS:
            analysis.absent_column(parts, location, source.relation)
        return _system(parts[-1])
    if len(parts) == 2 and scope.closed:
        analysis.absent_column(parts, location, no_item=True)
    return None


def _system(name: str) -> DataType | None:
    return DataType(_SYSTEM_COLUMNS[name]) if name in _SYSTEM_COLUMNS else None


def _row(source: Source) -> DataType | None:
    """A whole row."""
    relation = source.relation
    if relation is not None:
        return DataType(relation.name, relation.schema, relation.oid)
    return source.columns[0].type if len(source.columns) == 1 else DataType("record")


def call_type(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    """A function call: its own result, and what it reads."""
    name = list_name(fields["funcname"])
    arguments = fields.get("args") or []
    types = [type_of(n, scope, analysis) for n in arguments]
    builtin = name.schema in (None, "pg_catalog") and is_builtin(name.name)
    routine = None if builtin else find_call(name, arguments, types, analysis)
    analysis.calls.append((name, fields, types, routine))
    for clause in ("agg_order", "over"):
        if clause in fields:
            analysis.read(fields[clause], scope)
    if "agg_filter" in fields:
        analysis.condition(fields["agg_filter"], scope, "FILTER")
    if builtin:
        if name.name in _SEQUENCE_CALLS and arguments:
            analysis.relation_constant(arguments[0])
        if name.name in ("percentile_cont", "percentile_disc"):
            return _percentile(fields, types, scope, analysis)
        return result_type(name.name, types)
    if routine is None:
        found = _field(name, types, analysis)
        if found is None:
            analysis.absent_calls.append((name, fields, types))
        return found
    analysis.refs.add(Ref(routine.oid))
    for given, wanted in zip(types, inputs_of(routine).types, strict=False):
        use_literal(wanted, [given], analysis)
    return returned(routine, types)


def find_call(name: Name, arguments: list[Node], types: list[DataType | None], analysis: Analysis) -> Routine | None:
    """The routine of the catalog that a call means; None where there is none, or the overloads leave it open."""
    for schema in (name.schema,) if name.schema else analysis.path:
        if routines := analysis.catalog.routines_named(schema, name.name):
            names = [n["NamedArgExpr"]["name"] for n in arguments if "NamedArgExpr" in n]
            return choose(routines, types, names)
    return None


def _percentile(fields: Node, types: list[DataType | None], scope: Scope, analysis: Analysis) -> DataType | None:
    """An ordered-set aggregate gives what it orders by, percentile_cont double precision of numbers."""
    order = fields.get("agg_order") or []
    ordered = type_of(order[0]["SortBy"]["node"], scope, analysis) if order else None
    if ordered is None or not types or types[0] is None:
        return None
    if list_name(fields["funcname"]).name == "percentile_cont" and ordered.name != "interval":
        ordered = DataType("float8")
    return array(ordered) if types[0].is_array else bare(ordered)


def _field(name: Name, types: list[DataType | None], analysis: Analysis) -> DataType | None:
    """f(row) may mean row.f."""
    columns = row_columns(types[0], analysis.catalog) if len(types) == 1 and name.schema is None else None
    return _part(columns, name.name, analysis)


def _part(columns: list[Output] | None, name: str, analysis: Analysis) -> DataType | None:
    """A field of a composite value."""
    found = [c for c in columns or () if c.name == name]
    return analysis.use(found) if found else None


def _operation(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    kind = fields["kind"]
    operator = fields["name"][-1]["String"]["sval"]
    left = type_of(fields["lexpr"], scope, analysis) if "lexpr" in fields else None
    right = _right(fields, left, _MEANT.get(kind, operator), scope, analysis)
    if left is not None and right is not None:
        if left.oid:
            use_literal(left, [right], analysis)
        if right.oid:
            use_literal(right, [left], analysis)
    if kind in _BOOLEAN_KINDS:
        return BOOL
    if kind == "AEXPR_NULLIF":
        return TEXT if left == UNKNOWN else bare(left) if left else None
    return operator_type(operator, left, right) if "lexpr" in fields else prefix_type(operator, right)


def _right(fields: Node, left: DataType | None, operator: str, scope: Scope, analysis: Analysis) -> DataType | None:
    """The type of the right operand; of a list (IN, BETWEEN) `unknown` where it holds a bare string constant."""
    node = fields["rexpr"]
    if "List" not in node:
        right = type_of(node, scope, analysis)
        analysis.operations.append((fields, operator, left, right))
        return right
    types = [type_of(n, scope, analysis) for n in node["List"]["items"]]
    analysis.operations += [(fields, operator, left, type) for type in types]
    return UNKNOWN if UNKNOWN in types else None


def _cast(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    given = type_of(fields["arg"], scope, analysis)
    found = written_type(fields["typeName"], analysis.catalog, analysis.path)
    if found is None:
        return None
    analysis.casts.append((fields, given, found))
    if found.oid:
        analysis.refs.add(Ref(found.oid))
    elif found.name == "regclass":
        analysis.relation_constant(fields["arg"])
    return found


def _sub_link(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    tested = type_of(fields["testexpr"], scope, analysis) if "testexpr" in fields else None
    columns, _ = analysis.query(fields["subselect"], scope)
    kind = fields.get("subLinkType")
    if tested is not None and len(columns) == 1:
        operator = strings(fields["operName"])[-1] if "operName" in fields else "="
        analysis.operations.append((fields, operator, tested, columns[0].type))
    if kind == "EXPR_SUBLINK":
        return columns[0].type if columns else None
    if kind == "ARRAY_SUBLINK":
        return array(decided(columns[0]).type or TEXT) if columns and columns[0].type else None
    return BOOL


def _indirection(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    """array[1], array[1:2], (row).field and json['key']."""
    found = type_of(fields["arg"], scope, analysis)
    for step in fields["indirection"]:
        match step:
            case {"String": {"sval": name}}:
                found = _part(row_columns(found, analysis.catalog), name, analysis)
            case {"A_Indices": indices}:
                analysis.read(indices, scope)
                if not indices.get("is_slice") and (found is None or found.name != "jsonb" or found.is_array):
                    found = element(found)
            case _:
                return None
    return found


def _test(fields: Node, scope: Scope, analysis: Analysis) -> DataType:
    analysis.read(fields["arg"], scope)
    return BOOL


def _logic(fields: Node, scope: Scope, analysis: Analysis) -> DataType:
    what = fields["boolop"].removesuffix("_EXPR")
    for argument in fields["args"]:
        analysis.condition(argument, scope, what)
    return BOOL


def _inner(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    return type_of(fields["arg"], scope, analysis)


def _grouping(fields: Node, scope: Scope, analysis: Analysis) -> DataType:
    analysis.read(fields, scope)
    return _INT4


_KINDS: dict[str, Callable[[Node, Scope, Analysis], DataType | None]] = {
    "FuncCall": call_type,
    "A_Expr": _operation,
    "BoolExpr": _logic,
    "NullTest": _test,
    "BooleanTest": _test,
    "TypeCast": _cast,
    "SubLink": _sub_link,
    "CaseExpr": case_type,
    "CoalesceExpr": coalesce_type,
    "MinMaxExpr": extreme_type,
    "A_ArrayExpr": array_type,
    "SQLValueFunction": session_value_type,
    "CollateClause": _inner,
    "NamedArgExpr": _inner,
    "A_Indirection": _indirection,
    "GroupingFunc": _grouping,
}


def decided(column: Output) -> Output:
    """A column of a query: a string constant that nothing decided is text."""
    type = column.type
    return column._replace(type=TEXT) if type is not None and type.name == "unknown" else column
