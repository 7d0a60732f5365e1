"""Questions that rules ask of an expression's tree alone, without the catalog."""

from __future__ import annotations

from typing import Any

from ..syntax.source import Node
from ..syntax.tree import Name, calls, constant_or, list_name, walk

# An expression without any of these has the same value each time.
_VARIABLE = frozenset(
    {"ColumnRef", "FuncCall", "SubLink", "ParamRef", "SQLValueFunction", "SelectStmt", "CurrentOfExpr", "A_Star"}
)


def calls_in(node: Node) -> list[Name]:
    """Return the names of all functions called in `node`, sub-selects included, in the order of the text."""
    return [name for name, _ in calls(node)]


def is_constant(node: Node) -> bool:
    """Return whether an expression has no columns, calls, parameters or sub-selects: `true`, `1 = 1`, `'a'::text`."""
    return not any(kind in _VARIABLE for kind, _ in walk(node))


def unwrapped(node: Node) -> Node:
    """Return the expression inside casts, COLLATE and sub-selects that only fetch it: f() of (select f())::text."""
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
    """Return whether an expression is a call of `function`, seen through casts and sub-selects.

    Names are as the statement writes them: `uid()` is Name(None, "uid"), whatever the search path makes of it.
    """
    match unwrapped(node):
        case {"FuncCall": {"funcname": parts}}:
            return list_name(parts) == function
    return False


def tests_not_null_of(node: Node, function: Name) -> bool:
    """Return whether an expression contains `function() IS NOT NULL` or `NOT (function() IS NULL)`."""
    return any(_is_not_null_test(kind, fields, function) for kind, fields in walk(node, _TESTS))


_TESTS = frozenset({"A_Expr", "BoolExpr", "NullTest"})


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


def conjuncts(node: Node) -> list[Node]:
    """Return the operands of AND, however nested; any other expression is returned as the only one."""
    match node:
        case {"BoolExpr": {"boolop": "AND_EXPR", "args": list(arguments)}}:
            return [part for argument in arguments for part in conjuncts(argument)]
    return [node]


def is_true(node: Node) -> bool:
    """Return whether an expression is true without looking at a row: `true`, `1 = 1`, `true OR x`, `(select true)`."""
    match unwrapped(node):
        case {"A_Const": {"boolval": {"boolval": True}}}:
            return True
        case {"A_Expr": {"kind": "AEXPR_OP", "name": [{"String": {"sval": "="}}], "lexpr": left, "rexpr": right}}:
            value = constant_or(left)
            return value is not None and value == constant_or(right)
        case {"BoolExpr": {"boolop": "AND_EXPR", "args": list(arguments)}}:
            return all(is_true(argument) for argument in arguments)
        case {"BoolExpr": {"boolop": "OR_EXPR", "args": list(arguments)}}:
            return any(is_true(argument) for argument in arguments)
    return False


def normal_form(node: Any) -> Any:
    """Return a tree that is equal for equivalent expressions.

    Casts, sub-selects around a call and the order of the operands of =, AND and OR don't count; operands are sorted by
    how Python prints their trees.
    """
    if type(node) is list:
        return [normal_form(each) for each in node]
    if type(node) is not dict:
        return node
    if not next(iter(node), "a")[0].isupper():  # the fields of a node: only its type begins with a capital letter
        return {key: normal_form(value) for key, value in node.items() if key not in _UNSEEN}
    match unwrapped(node):
        case {"A_Expr": {"kind": "AEXPR_OP", "name": [{"String": {"sval": "="}}], "lexpr": left, "rexpr": right}}:
            return ["=", *sorted([normal_form(left), normal_form(right)], key=repr)]
        case {"BoolExpr": {"boolop": ("AND_EXPR" | "OR_EXPR") as operator, "args": list(arguments)}}:
            return [operator, *sorted(map(normal_form, arguments), key=repr)]
        case {"A_Const": _} as value:
            return ["constant", repr(constant_or(value))]
        case seen:
            return {key: normal_form(value) for key, value in seen.items() if key not in _UNSEEN}


_UNSEEN = frozenset({"location", "funcformat"})
