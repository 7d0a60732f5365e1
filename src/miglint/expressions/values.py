"""The types of expressions, noting on the way what they read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..catalog import DataType, Ref, Routine
from ..source import Node
from ..tree import Name, list_name, strings
from .functions import array, bare, is_builtin, result_type
from .operators import BOOL, TEXT, common_type, element, operator_type, prefix_type
from .routines import choose, returned
from .scope import UNKNOWN, Output, Scope, Source, row_columns
from .type_names import written_type

if TYPE_CHECKING:
    from .query import Analysis

_BOOLEAN_KINDS = frozenset(
    """AEXPR_OP_ANY AEXPR_OP_ALL AEXPR_DISTINCT AEXPR_NOT_DISTINCT AEXPR_IN AEXPR_LIKE AEXPR_ILIKE AEXPR_SIMILAR
    AEXPR_BETWEEN AEXPR_NOT_BETWEEN AEXPR_BETWEEN_SYM AEXPR_NOT_BETWEEN_SYM""".split()  # noqa: SIM905
)
_VALUE_FUNCTIONS = {
    "CURRENT_DATE": "date", "CURRENT_TIME": "timetz", "CURRENT_TIME_N": "timetz", "CURRENT_TIMESTAMP": "timestamptz",
    "CURRENT_TIMESTAMP_N": "timestamptz", "LOCALTIME": "time", "LOCALTIME_N": "time", "LOCALTIMESTAMP": "timestamp",
    "LOCALTIMESTAMP_N": "timestamp",
}  # fmt: skip
_SESSION_VALUES = {function: DataType(type) for function, type in _VALUE_FUNCTIONS.items()}
_NAME = DataType("name")
_INT4, _INT8, _NUMERIC = DataType("int4"), DataType("int8"), DataType("numeric")
_SYSTEM_COLUMNS = {"ctid": "tid", "xmin": "xid", "xmax": "xid", "cmin": "cid", "cmax": "cid", "tableoid": "oid"}
_SEQUENCE_CALLS = frozenset({"nextval", "currval", "setval"})


def type_of(node: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    """The type of an expression, `unknown` for a bare string constant, None where it can't be derived."""
    ((kind, fields),) = node.items()
    if kind == "ColumnRef":
        return _column(strings(fields["fields"]), fields.get("location"), scope, analysis)
    if kind == "A_Const":
        return _constant(fields)
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
            return analysis.use(found)
        if found is None:
            return None
        source = scope.source(parts[0])
        if source is None and parts[0] not in _SYSTEM_COLUMNS:
            analysis.absent_column(parts, location)
        return _row(source) if source else _system(parts[0])
    source = scope.source(parts[-2], parts[-3] if len(parts) > 2 else None)
    if source is None and parts[-2] in ("new", "old"):
        source = analysis.row
    if source is not None:
        column = source.column(parts[-1])
        if column is None and source.known and parts[-1] not in _SYSTEM_COLUMNS:
            analysis.absent_column(parts, location, source.relation)
        return analysis.use([column]) if column else _system(parts[-1])
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


def _constant(fields: Node) -> DataType | None:
    if "sval" in fields or "isnull" in fields:
        return UNKNOWN
    if "ival" in fields:
        return _INT4
    if "boolval" in fields:
        return BOOL
    if "fval" in fields:
        text = fields["fval"]["fval"]
        return _INT8 if text.isdigit() and int(text) < 2**63 else _NUMERIC
    return DataType("bit") if "bsval" in fields else None


def call_type(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    """A function call: its own result, and what it reads."""
    name = list_name(fields["funcname"])
    arguments = fields.get("args") or []
    types = [type_of(n, scope, analysis) for n in arguments]
    for clause in ("agg_order", "agg_filter", "over"):
        if clause in fields:
            analysis.read(fields[clause], scope)
    if name.schema in (None, "pg_catalog"):
        if name.name in _SEQUENCE_CALLS and arguments:
            analysis.relation_constant(arguments[0])
        if is_builtin(name.name):
            if name.name in ("percentile_cont", "percentile_disc"):
                return _percentile(fields, types, scope, analysis)
            return result_type(name.name, types)
    routine = find_call(name, arguments, types, analysis)
    if routine is None:
        found = _field(name, types, analysis)
        if found is None:
            analysis.absent_calls.append((name, fields, types))
        return found
    analysis.refs.add(Ref(routine.oid))
    for given, wanted in zip(types, routine.input_types, strict=False):
        _literal(wanted, [given], analysis)
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
    left = _operand(fields.get("lexpr"), scope, analysis)
    right = _operand(fields.get("rexpr"), scope, analysis)
    if left is not None and right is not None:
        if left.oid:
            _literal(left, [right], analysis)
        if right.oid:
            _literal(right, [left], analysis)
    if kind in _BOOLEAN_KINDS:
        return BOOL
    if kind == "AEXPR_NULLIF":
        return TEXT if left == UNKNOWN else bare(left) if left else None
    operator = strings(fields["name"])[-1]
    return operator_type(operator, left, right) if "lexpr" in fields else prefix_type(operator, right)


def _operand(node: Node | None, scope: Scope, analysis: Analysis) -> DataType | None:
    """The type of an operand; of a list (IN, BETWEEN) `unknown` where it holds a bare string constant."""
    if node is None:
        return None
    if "List" in node:
        types = [type_of(n, scope, analysis) for n in node["List"]["items"]]
        return UNKNOWN if UNKNOWN in types else None
    return type_of(node, scope, analysis)


def _cast(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    type_of(fields["arg"], scope, analysis)
    found = written_type(fields["typeName"], analysis.catalog, analysis.path)
    if found is None:
        return None
    if found.oid:
        analysis.refs.add(Ref(found.oid))
    elif found.name == "regclass":
        analysis.relation_constant(fields["arg"])
    return found


def _sub_link(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    if "testexpr" in fields:
        _operand(fields["testexpr"], scope, analysis)
    columns, _ = analysis.query(fields["subselect"], scope)
    kind = fields.get("subLinkType")
    if kind == "EXPR_SUBLINK":
        return columns[0].type if columns else None
    if kind == "ARRAY_SUBLINK":
        return array(decided(columns[0]).type or TEXT) if columns and columns[0].type else None
    return BOOL


def _case(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    tested = type_of(fields["arg"], scope, analysis) if "arg" in fields else None
    results = []
    for when in fields["args"]:
        _literal(tested, [type_of(when["CaseWhen"]["expr"], scope, analysis)], analysis)
        results.append(type_of(when["CaseWhen"]["result"], scope, analysis))
    if "defresult" in fields:
        results.append(type_of(fields["defresult"], scope, analysis))
    return _common(results, analysis)


def _common(types: list[DataType | None], analysis: Analysis) -> DataType | None:
    found = common_type(types)
    _literal(found, types, analysis)
    return found


def _literal(type: DataType | None, others: list[DataType | None], analysis: Analysis) -> None:
    """Note the type that a bare string constant takes from what it meets: 'open' in status = 'open'."""
    if type is not None and type.oid and not type.is_array and UNKNOWN in others:
        analysis.refs.add(Ref(type.oid))


def _array(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    found = common_type([type_of(n, scope, analysis) for n in fields.get("elements") or ()])
    if found is None or found.is_array:
        return found
    return array(TEXT if found == UNKNOWN else found)


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


def _condition(fields: Node, scope: Scope, analysis: Analysis) -> DataType:
    analysis.read(fields, scope)
    return BOOL


def _choice(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    return _common([type_of(n, scope, analysis) for n in fields["args"]], analysis)


def _session_value(fields: Node, scope: Scope, analysis: Analysis) -> DataType:
    return _SESSION_VALUES.get(fields["op"].removeprefix("SVFOP_"), _NAME)


def _inner(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    return type_of(fields["arg"], scope, analysis)


def _grouping(fields: Node, scope: Scope, analysis: Analysis) -> DataType:
    analysis.read(fields, scope)
    return _INT4


_KINDS: dict[str, Callable[[Node, Scope, Analysis], DataType | None]] = {
    "FuncCall": call_type,
    "A_Expr": _operation,
    "BoolExpr": _condition,
    "NullTest": _condition,
    "BooleanTest": _condition,
    "TypeCast": _cast,
    "SubLink": _sub_link,
    "CaseExpr": _case,
    "CoalesceExpr": _choice,
    "MinMaxExpr": _choice,
    "A_ArrayExpr": _array,
    "SQLValueFunction": _session_value,
    "CollateClause": _inner,
    "NamedArgExpr": _inner,
    "A_Indirection": _indirection,
    "GroupingFunc": _grouping,
}


def decided(column: Output) -> Output:
    """A column of a query: a string constant that nothing decided is text."""
    type = column.type
    return column._replace(type=TEXT) if type is not None and type.name == "unknown" else column
