"""Questions that rules ask of an expression's tree alone, without the catalog."""

from __future__ import annotations

from ..source import Node
from ..tree import Name, calls, list_name, walk

# What an expression without any of these gives the same value each time.
_VARIABLE = frozenset(
    {"ColumnRef", "FuncCall", "SubLink", "ParamRef", "SQLValueFunction", "SelectStmt", "CurrentOfExpr", "A_Star"}
)


def calls_in(node: Node) -> list[Name]:
    """The names of all functions called in `node`, sub-selects included, in the order of the text."""
    return [name for name, _ in calls(node)]


def is_constant(node: Node) -> bool:
    """Whether an expression has no columns, calls, parameters or sub-selects: `true`, `1 = 1`, `'a'::text`."""
    return not any(kind in _VARIABLE for kind, _ in walk(node))


def unwrapped(node: Node) -> Node:
    """The expression inside casts, COLLATE and sub-selects that only fetch it: f() of (select f())::text."""
    while True:
        match node:
            case {"TypeCast": {"arg": inner}} | {"CollateClause": {"arg": inner}}:
                node = inner
            case {"SubLink": {"subLinkType": "EXPR_SUBLINK", "subselect": {"SelectStmt": select}}}:
                targets = select.get("targetList") or []
                if len(targets) != 1 or "fromClause" in select or "whereClause" in select:
                    return node
                node = targets[0]["ResTarget"]["val"]
            case _:
                return node


def is_call(node: Node, function: Name) -> bool:
    """Whether an expression is a call of `function`, seen through casts and sub-selects."""
    match unwrapped(node):
        case {"FuncCall": {"funcname": parts}}:
            return list_name(parts) == function
    return False


def tests_not_null_of(node: Node, function: Name) -> bool:
    """Whether `function() IS NOT NULL`, or `NOT (function() IS NULL)`, stands anywhere in an expression."""
    return any(_is_not_null_test(kind, fields, function) for kind, fields in walk(node))


def _is_not_null_test(kind: str, fields: Node, function: Name) -> bool:
    match kind, fields:
        case "NullTest", {"nulltesttype": "IS_NOT_NULL", "arg": argument}:
            return is_call(argument, function)
        case "BoolExpr", {"boolop": "NOT_EXPR", "args": [{"NullTest": {"nulltesttype": "IS_NULL", "arg": argument}}]}:
            return is_call(argument, function)
        case "A_Expr", {"kind": "AEXPR_DISTINCT", "lexpr": left, "rexpr": right}:
            return (is_call(left, function) and _is_null(right)) or (is_call(right, function) and _is_null(left))
    return False


def _is_null(node: Node) -> bool:
    match unwrapped(node):
        case {"A_Const": {"isnull": True}}:
            return True
    return False
