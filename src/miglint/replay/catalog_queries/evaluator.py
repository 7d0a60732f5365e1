"""Expressions of PL/pgSQL and of catalog queries -> values; UNKNOWN if a value can't be known. The only exceptions are
errors that PostgreSQL would raise too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from ...catalog import Relation
from ...syntax.source import Node
from ...syntax.tree import Name, list_name, strings, unwrap
from ..lookup.routine_lookup import visible_routines
from ..state.context import Context
from ..state.empty_tables import is_empty
from ..state.refused import Refused
from .aggregates import AGGREGATES, aggregate
from .array_functions import as_array
from .casts import cast
from .comparison import compare
from .known_values import UNKNOWN, RowValue, all_of, any_of, known, negate, number_of, truth
from .name_scope import NameScope, QueryRows, expression_tree
from .value_functions import FUNCTIONS, VARIADIC, current_schema
from .value_operators import binary, is_null, is_truth, special

T = TypeVar("T")
RunQuery = Callable[["Evaluator", Node, NameScope], QueryRows]
"""Returns the rows of a sub-select."""


class Evaluator:
    """Evaluates trees in a scope, with the catalog and search path of `context`."""

    def __init__(self, context: Context, run_query: RunQuery, fresh: bool = False) -> None:
        self.context = context
        self.run_query = run_query
        self.steps = 0
        self.fresh = fresh
        """Whether tables that nothing has written to are taken as empty."""
        self.met_empty = False
        """Whether a statement has met one of them."""
        self.caller: Callable[[Node, NameScope], Any] | None = None
        """Returns the value of a call of the migrations' own routines."""
        self.runs = False
        """Whether the effects of calls are applied."""

    def text(self, text: str, scope: NameScope) -> Any:
        """Return the value of an expression's text."""
        if text.lower() in scope.variables:
            return scope.variables[text.lower()]
        node = expression_tree(text)
        return UNKNOWN if node is None else self.value(node, scope)

    def value(self, node: Node | None, scope: NameScope) -> Any:
        """Return the value of a tree."""
        for kind in node or ():
            evaluate = _KINDS.get(kind)
            return evaluate(self, node[kind], scope) if node and evaluate else UNKNOWN
        return UNKNOWN

    def values(self, nodes: list[Node] | None, scope: NameScope) -> list[Any]:
        return [self.value(node, scope) for node in nodes or ()]

    def meets_no_rows(self, relation: Relation | None) -> bool:
        """Return whether a relation is taken as empty; note that it was met if it may be."""
        if not is_empty(self.context, relation):
            return False
        self.met_empty = True
        return self.fresh

    def evaluated(self, evaluate: Callable[[], T], runs: bool) -> T:
        """Return what `evaluate` returns, with the effects of calls applied (`runs`) or not."""
        before, self.runs = self.runs, runs
        try:
            return evaluate()
        finally:
            self.runs = before

    # ---- leaves

    def _constant(self, fields: Node, scope: NameScope) -> Any:
        if "sval" in fields:
            return fields["sval"].get("sval", "")
        if "ival" in fields:
            return fields["ival"].get("ival", 0)
        match fields:
            case {"isnull": True}:
                return None
            case {"boolval": value}:
                return value.get("boolval", False)
            case {"fval": value}:
                return number_of(value.get("fval", "0"))
        return UNKNOWN

    def _column(self, fields: Node, scope: NameScope) -> Any:
        parts = strings(fields["fields"])
        if len(parts) == 2 and parts[0] in scope.rows:
            return scope.rows[parts[0]].get(parts[1], UNKNOWN)
        return UNKNOWN if parts[-1] == "*" else scope.look_up(parts)

    def _parameter(self, fields: Node, scope: NameScope) -> Any:
        number = fields.get("number", 0)
        return scope.parameters[number - 1] if 0 < number <= len(scope.parameters) else UNKNOWN

    def _name_of_session(self, fields: Node, scope: NameScope) -> Any:
        session = self.context.session
        match fields.get("op"):
            case "SVFOP_CURRENT_USER" | "SVFOP_CURRENT_ROLE" | "SVFOP_USER":
                return session.role
            case "SVFOP_SESSION_USER":
                return session.login
            case "SVFOP_CURRENT_SCHEMA":
                return current_schema(self.context)
        return UNKNOWN

    # ---- logic

    def _bool(self, fields: Node, scope: NameScope) -> Any:
        args = fields.get("args", [])
        match fields.get("boolop", "AND_EXPR"):
            case "AND_EXPR":
                return all_of(self.value(a, scope) for a in args)
            case "OR_EXPR":
                return any_of(self.value(a, scope) for a in args)
        return negate(self.value(args[0], scope))

    def _null_test(self, fields: Node, scope: NameScope) -> Any:
        return is_null(self.value(fields.get("arg"), scope), fields.get("nulltesttype", "IS_NULL") == "IS_NULL")

    def _boolean_test(self, fields: Node, scope: NameScope) -> Any:
        return is_truth(self.value(fields.get("arg"), scope), fields.get("booltesttype", "IS_TRUE"))

    def _case(self, fields: Node, scope: NameScope) -> Any:
        subject = self.value(fields["arg"], scope) if "arg" in fields else None
        for branch in fields.get("args", []):
            when = branch["CaseWhen"]
            found = self.value(when["expr"], scope)
            test = compare("=", subject, found) if "arg" in fields else truth(found)
            if test is UNKNOWN:
                return UNKNOWN
            if test is True:
                return self.value(when.get("result"), scope)
        return self.value(fields["defresult"], scope) if "defresult" in fields else None

    def _coalesce(self, fields: Node, scope: NameScope) -> Any:
        for arg in fields.get("args", []):
            value = self.value(arg, scope)
            if value is not None:
                return value
        return None

    def _min_max(self, fields: Node, scope: NameScope) -> Any:
        values = [v for v in self.values(fields.get("args"), scope) if v is not None]
        if not values or not all(known(v) for v in values):
            return UNKNOWN if values else None
        try:
            return max(values) if fields.get("op", "IS_GREATEST") == "IS_GREATEST" else min(values)
        except TypeError:
            return UNKNOWN

    # ---- operators

    def _operator(self, fields: Node, scope: NameScope) -> Any:
        kind = fields.get("kind", "AEXPR_OP")
        operator = fields["name"][-1]["String"]["sval"]
        if kind == "AEXPR_OP" and "lexpr" in fields:
            left, right = self.value(fields["lexpr"], scope), self.value(fields.get("rexpr"), scope)
            if operator == "||" and isinstance(left, list) != isinstance(right, list):
                left, right = _as_arrays(fields, left, right)
            return binary(operator, left, right)
        if kind in ("AEXPR_IN", "AEXPR_BETWEEN", "AEXPR_NOT_BETWEEN"):
            left = self.value(fields.get("lexpr"), scope)
            values = self.values(fields["rexpr"]["List"]["items"], scope)
            if kind == "AEXPR_IN":
                found = any_of(compare("=", left, value) for value in values)
                return found if operator == "=" else negate(found)
            between = all_of([compare(">=", left, values[0]), compare("<=", left, values[1])])
            return between if kind == "AEXPR_BETWEEN" else negate(between)
        left = self.value(fields["lexpr"], scope) if "lexpr" in fields else None
        right = self.value(fields.get("rexpr"), scope)
        return special(kind, operator, left, right)

    # ---- composed

    def _array(self, fields: Node, scope: NameScope) -> Any:
        return self.values(fields.get("elements"), scope)

    def _row(self, fields: Node, scope: NameScope) -> Any:
        return RowValue({f"f{i}": v for i, v in enumerate(self.values(fields.get("args"), scope), 1)})

    def _indirection(self, fields: Node, scope: NameScope) -> Any:
        value = self.value(fields.get("arg"), scope)
        steps = fields.get("indirection", [])
        for step in steps:
            match step:
                case {"A_Indices": {"uidx": index}} if isinstance(value, list) and "lidx" not in step["A_Indices"]:
                    number = self.value(index, scope)
                    if not isinstance(number, int):
                        return UNKNOWN
                    value = value[number - 1] if 0 < number <= len(value) else None
                case {"String": {"sval": name}} if isinstance(value, RowValue):
                    value = value.get(name, UNKNOWN)
                case _:
                    return None if value is None else UNKNOWN
        subscripted = bool(steps) and "A_Indices" in steps[-1]
        return None if subscripted and isinstance(value, list) else value  # a part of several dimensions is NULL

    def _cast(self, fields: Node, scope: NameScope) -> Any:
        value = self.value(fields.get("arg"), scope)
        type_name = fields["typeName"]
        name = list_name(type_name["names"]).name
        modifiers = tuple(v for v in self.values(type_name.get("typmods"), scope) if isinstance(v, int))
        if type_name.get("arrayBounds"):
            return self._cast_array(as_array(value) if isinstance(value, str) else value, name, modifiers)
        return cast(self.context, value, name, modifiers)

    def _cast_array(self, value: Any, name: str, modifiers: tuple[int, ...]) -> Any:
        if isinstance(value, list):
            return [self._cast_array(item, name, modifiers) for item in value]
        return value if value is None or not known(value) else cast(self.context, value, name, modifiers)

    def _call(self, fields: Node, scope: NameScope) -> Any:
        name = list_name(fields["funcname"])
        if name.name in AGGREGATES and name.schema in (None, "pg_catalog"):
            return aggregate(self.value, name.name, fields, scope)
        function = FUNCTIONS.get(name.name) if name.schema in (None, "pg_catalog") else None
        if function is None:
            if self.caller is not None:
                return self.caller(fields, scope)
            self.run_unseen(name)
            return UNKNOWN
        arguments = self.values(fields.get("args"), scope)
        if fields.get("func_variadic"):
            *arguments, several = arguments
            if name.name not in VARIADIC or not isinstance(several, list):
                return UNKNOWN
            arguments += several
        try:
            return function(self.context, arguments)
        except (IndexError, TypeError, ValueError, AttributeError):
            return UNKNOWN  # arguments of kinds that the function can't be given

    def run_unseen(self, name: Name) -> None:
        """A function of the migrations that is called for its value may write to any table."""
        if any(r.volatility == "volatile" and r.origin is not None for r in visible_routines(self.context, name)):
            self.context.replay.filled.any = True

    def _sublink(self, fields: Node, scope: NameScope) -> Any:
        kind, node = unwrap(fields["subselect"])
        if kind != "SelectStmt":
            return UNKNOWN
        result = self.run_query(self, node, scope)
        match fields.get("subLinkType", "EXISTS_SUBLINK"):
            case "EXISTS_SUBLINK":
                return True if result.rows else UNKNOWN if result.possible else False
            case "EXPR_SUBLINK":
                if result.possible or len(result.rows) > 1:
                    return UNKNOWN
                return result.rows[0][0] if result.rows else None
            case "ARRAY_SUBLINK":
                return UNKNOWN if result.possible else [row[0] for row in result.rows]
            case "ANY_SUBLINK" | "ALL_SUBLINK" as link:
                left = self.value(fields.get("testexpr"), scope)
                operator = strings(fields.get("operName"))[-1] if fields.get("operName") else "="
                is_any = link == "ANY_SUBLINK"
                each = [binary(operator, left, row[0]) for row in result.rows]
                tests = [binary(operator, left, row[0] if row else UNKNOWN) for row in result.possible]
                each += [UNKNOWN for test in tests if test is not (not is_any)]
                return any_of(each) if is_any else all_of(each)
        return UNKNOWN

    def _inner(self, fields: Node, scope: NameScope) -> Any:
        return self.value(fields.get("arg"), scope)


def _as_arrays(fields: Node, left: Any, right: Any) -> tuple[Any, Any]:
    """Return the sides of || where one is an array: a literal beside it is read as an array too."""
    found = []
    for value, node in ((left, fields["lexpr"]), (right, fields["rexpr"])):
        if "A_Const" in node and isinstance(value, str):
            array = as_array(value)
            if array is UNKNOWN and not value.lstrip().startswith("{"):
                raise Refused("22P02", f'malformed array literal: "{value}"')
            found.append(array)
        else:
            found.append(value)
    return found[0], found[1]


_KINDS: dict[str, Callable[[Evaluator, Node, NameScope], Any]] = {
    "A_Const": Evaluator._constant,
    "ColumnRef": Evaluator._column,
    "ParamRef": Evaluator._parameter,
    "SQLValueFunction": Evaluator._name_of_session,
    "BoolExpr": Evaluator._bool,
    "NullTest": Evaluator._null_test,
    "BooleanTest": Evaluator._boolean_test,
    "CaseExpr": Evaluator._case,
    "CoalesceExpr": Evaluator._coalesce,
    "MinMaxExpr": Evaluator._min_max,
    "A_Expr": Evaluator._operator,
    "A_ArrayExpr": Evaluator._array,
    "RowExpr": Evaluator._row,
    "A_Indirection": Evaluator._indirection,
    "TypeCast": Evaluator._cast,
    "FuncCall": Evaluator._call,
    "SubLink": Evaluator._sublink,
    "CollateClause": Evaluator._inner,
    "NamedArgExpr": Evaluator._inner,
}
