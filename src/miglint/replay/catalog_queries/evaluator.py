"""Expressions of PL/pgSQL and of catalog queries -> values; what can't be known is UNKNOWN, never an exception but a
refusal that PostgreSQL would give too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...syntax.source import Node
from ...syntax.tree import Name, list_name, strings, unwrap
from ..state.context import Context
from .aggregates import AGGREGATES, aggregate
from .known_values import UNKNOWN, Record, all_of, any_of, array_of, compare, known, negate, text_of, truth
from .name_scope import Scope, expression_tree
from .patterns import like
from .registered_names import registered
from .value_functions import FUNCTIONS
from .value_operators import binary, is_null, is_truth


class Evaluator:
    """Evaluates trees in a scope. `context` gives the catalog and the search path. `fresh` takes the tables that
    nothing has written to as empty; `met_empty` says that a query read one. `caller` gives the value of a call of the
    migrations' own routines, and `runs` tells whether what the call does is done."""

    def __init__(self, context: Context, fresh: bool = False) -> None:
        self.context = context
        self.steps = 0
        self.fresh = fresh
        self.met_empty = False
        self.caller: Callable[[Node, Scope], Any] | None = None
        self.runs = False

    def text(self, text: str, scope: Scope) -> Any:
        """The value of an expression's text."""
        if text.lower() in scope.variables:
            return scope.variables[text.lower()]
        node = expression_tree(text)
        return UNKNOWN if node is None else self.value(node, scope)

    def value(self, node: Node | None, scope: Scope) -> Any:
        """The value of a tree."""
        for kind in node or ():
            evaluate = _KINDS.get(kind)
            return evaluate(self, node[kind], scope) if node and evaluate else UNKNOWN
        return UNKNOWN

    def values(self, nodes: list[Node] | None, scope: Scope) -> list[Any]:
        return [self.value(node, scope) for node in nodes or ()]

    # ---- leaves

    def _constant(self, fields: Node, scope: Scope) -> Any:
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
                text = value.get("fval", "0")
                return int(text) if text.isdigit() else float(text)
        return UNKNOWN

    def _column(self, fields: Node, scope: Scope) -> Any:
        parts = strings(fields["fields"])
        if len(parts) == 2 and parts[0] in scope.rows:
            return scope.rows[parts[0]].get(parts[1], UNKNOWN)
        return UNKNOWN if parts[-1] == "*" else scope.look_up(parts)

    def _parameter(self, fields: Node, scope: Scope) -> Any:
        number = fields.get("number", 0)
        return scope.parameters[number - 1] if 0 < number <= len(scope.parameters) else UNKNOWN

    def _name_of_session(self, fields: Node, scope: Scope) -> Any:
        session = self.context.session
        match fields.get("op"):
            case "SVFOP_CURRENT_USER" | "SVFOP_CURRENT_ROLE" | "SVFOP_USER":
                return session.role
            case "SVFOP_SESSION_USER":
                return session.login
            case "SVFOP_CURRENT_SCHEMA":
                return next((s for s in session.schemas if self.context.catalog.schema(s)), None)
        return UNKNOWN

    # ---- logic

    def _bool(self, fields: Node, scope: Scope) -> Any:
        args = fields.get("args", [])
        match fields.get("boolop", "AND_EXPR"):
            case "AND_EXPR":
                return all_of(self.value(a, scope) for a in args)
            case "OR_EXPR":
                return any_of(self.value(a, scope) for a in args)
        return negate(self.value(args[0], scope))

    def _null_test(self, fields: Node, scope: Scope) -> Any:
        return is_null(self.value(fields.get("arg"), scope), fields.get("nulltesttype", "IS_NULL") == "IS_NULL")

    def _boolean_test(self, fields: Node, scope: Scope) -> Any:
        return is_truth(self.value(fields.get("arg"), scope), fields.get("booltesttype", "IS_TRUE"))

    def _case(self, fields: Node, scope: Scope) -> Any:
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

    def _coalesce(self, fields: Node, scope: Scope) -> Any:
        for arg in fields.get("args", []):
            value = self.value(arg, scope)
            if value is not None:
                return value
        return None

    def _min_max(self, fields: Node, scope: Scope) -> Any:
        values = [v for v in self.values(fields.get("args"), scope) if v is not None]
        if not values or not all(known(v) for v in values):
            return UNKNOWN if values else None
        try:
            return max(values) if fields.get("op", "IS_GREATEST") == "IS_GREATEST" else min(values)
        except TypeError:
            return UNKNOWN

    # ---- operators

    def _operator(self, fields: Node, scope: Scope) -> Any:
        kind = fields.get("kind", "AEXPR_OP")
        operator = fields["name"][-1]["String"]["sval"]
        if kind == "AEXPR_OP" and "lexpr" in fields:
            return binary(operator, self.value(fields["lexpr"], scope), self.value(fields.get("rexpr"), scope))
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
        match kind:
            case "AEXPR_LIKE" | "AEXPR_ILIKE":
                found = like(left, right, kind == "AEXPR_ILIKE")
                return negate(found) if operator.startswith("!") else found
            case "AEXPR_OP_ANY" | "AEXPR_OP_ALL":
                if isinstance(right, str):
                    right = array_of(right)
                if right is None:
                    return None
                if not isinstance(right, list):
                    return UNKNOWN
                each = [binary(operator, left, item) for item in right]
                return any_of(each) if kind == "AEXPR_OP_ANY" else all_of(each)
            case "AEXPR_DISTINCT" | "AEXPR_NOT_DISTINCT":
                if left is None or right is None:
                    other = right if left is None else left
                    same = UNKNOWN if other is UNKNOWN else other is None
                else:
                    same = compare("=", left, right)
                return same if kind == "AEXPR_NOT_DISTINCT" else negate(same)
            case "AEXPR_NULLIF":
                same = compare("=", left, right)
                return UNKNOWN if same is UNKNOWN else None if same is True else left
            case "AEXPR_OP":
                return -right if operator == "-" and isinstance(right, (int, float)) else UNKNOWN
        return UNKNOWN

    # ---- composed

    def _array(self, fields: Node, scope: Scope) -> Any:
        return self.values(fields.get("elements"), scope)

    def _row(self, fields: Node, scope: Scope) -> Any:
        return Record({f"f{i}": v for i, v in enumerate(self.values(fields.get("args"), scope), 1)})

    def _indirection(self, fields: Node, scope: Scope) -> Any:
        value = self.value(fields.get("arg"), scope)
        for step in fields.get("indirection", []):
            match step:
                case {"A_Indices": {"uidx": index}} if isinstance(value, list) and "lidx" not in step["A_Indices"]:
                    number = self.value(index, scope)
                    if not isinstance(number, int):
                        return UNKNOWN
                    value = value[number - 1] if 0 < number <= len(value) else None
                case {"String": {"sval": name}} if isinstance(value, Record):
                    value = value.get(name, UNKNOWN)
                case _:
                    return None if value is None else UNKNOWN
        return value

    def _cast(self, fields: Node, scope: Scope) -> Any:
        value = self.value(fields.get("arg"), scope)
        type_name = fields["typeName"]
        name = list_name(type_name["names"]).name
        if type_name.get("arrayBounds"):
            return array_of(value) if isinstance(value, str) and known(value) else value
        return self.cast(value, name)

    def cast(self, value: Any, name: str) -> Any:
        """A value as another type."""
        if name.startswith("reg"):
            return registered(self.context, value, name)
        match name:
            case "text" | "varchar" | "name" | "bpchar" | "unknown":
                return text_of(value)
            case "int4" | "int8" | "int2" | "oid" | "numeric" if isinstance(value, str) and known(value):
                try:
                    return int(value)
                except ValueError:
                    return UNKNOWN
            case "oid" if isinstance(value, int):
                return int(value)
            case "bool":
                return truth(value)
        return value

    def _call(self, fields: Node, scope: Scope) -> Any:
        name = list_name(fields["funcname"])
        if name.name in AGGREGATES and name.schema in (None, "pg_catalog"):
            return aggregate(self, name.name, fields, scope)
        function = FUNCTIONS.get(name.name) if name.schema in (None, "pg_catalog") else None
        if function is None:
            if self.caller is not None:
                return self.caller(fields, scope)
            self.run_unseen(name)
            return UNKNOWN
        try:
            return function(self.context, self.values(fields.get("args"), scope))
        except (
            IndexError,
            TypeError,
            ValueError,
            AttributeError,
        ):  # arguments of kinds that the function can't be given
            return UNKNOWN

    def run_unseen(self, name: Name) -> None:
        """A function of the migrations that is called for its value may write to any table."""
        from ..statements.routine_lookup import visible_routines

        if any(r.volatility == "volatile" and r.origin is not None for r in visible_routines(self.context, name)):
            self.context.replay.filled.any = True

    def _sublink(self, fields: Node, scope: Scope) -> Any:
        from .catalog_query import run_query

        kind, node = unwrap(fields["subselect"])
        if kind != "SelectStmt":
            return UNKNOWN
        result = run_query(self, node, scope)
        match fields.get("subLinkType", "EXISTS_SUBLINK"):
            case "EXISTS_SUBLINK":
                return True if result.rows else UNKNOWN if result.maybe else False
            case "EXPR_SUBLINK":
                if result.maybe or len(result.rows) > 1:
                    return UNKNOWN
                return result.rows[0][0] if result.rows else None
            case "ARRAY_SUBLINK":
                return UNKNOWN if result.maybe else [row[0] for row in result.rows]
            case "ANY_SUBLINK" | "ALL_SUBLINK" as link:
                left = self.value(fields.get("testexpr"), scope)
                operator = strings(fields.get("operName"))[-1] if fields.get("operName") else "="
                each = [binary(operator, left, row[0]) for row in result.rows]
                each += [UNKNOWN for row in result.maybe if binary(operator, left, row[0]) is not False]
                return any_of(each) if link == "ANY_SUBLINK" else all_of(each)
        return UNKNOWN

    def _inner(self, fields: Node, scope: Scope) -> Any:
        return self.value(fields.get("arg"), scope)


_KINDS: dict[str, Callable[[Evaluator, Node, Scope], Any]] = {
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
