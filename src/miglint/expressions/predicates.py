"""What an expression tests: predicates of policies, views and constraints."""

from __future__ import annotations

from ..source import Node
from ..tree import Name, list_name, walk


def tests_not_null_of(node: Node, function: Name) -> bool:
    """Whether `node` tests the value of a call of `function` with IS NOT NULL, anywhere in it.

    Casts and sub-selects around the call are seen through: (select auth.uid())::text IS NOT NULL counts.
    """
    for kind, fields in walk(node):
        if kind == "NullTest" and fields.get("nulltesttype") == "IS_NOT_NULL" and _calls(fields["arg"], function):
            return True
    return False


def _calls(node: Node, function: Name) -> bool:
    match node:
        case {"FuncCall": {"funcname": parts}}:
            return list_name(parts) == function
        case {"TypeCast": {"arg": inner}} | {"CollateClause": {"arg": inner}}:
            return _calls(inner, function)
        case {
            "SubLink": {
                "subLinkType": "EXPR_SUBLINK",
                "subselect": {"SelectStmt": {"targetList": [{"ResTarget": {"val": inner}}]}},
            }
        }:
            return _calls(inner, function)
    return False
