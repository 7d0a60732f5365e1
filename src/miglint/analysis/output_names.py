"""The names of output columns without AS (FigureColname in parser/parse_target.c)."""

from __future__ import annotations

from ..syntax.source import Node
from ..syntax.tree import strings

_STRONG, _WEAK, _NONE = 2, 1, 0


def column_name(node: Node) -> str:
    """Return the name of an output column without AS."""
    if "ColumnRef" in node and (last := node["ColumnRef"]["fields"][-1].get("String")):
        return str(last["sval"])
    return _name(node)[0] or "?column?"


def _name(node: Node) -> tuple[str, int]:
    """Return a name and its strength: a weak one is replaced by what surrounds it."""
    match node:
        case {"ColumnRef": {"fields": parts}}:
            names = [n for n in strings(parts) if n != "*"]
            return (names[-1], _STRONG) if names else ("", _NONE)
        case {"A_Indirection": {"arg": argument, "indirection": steps}}:
            names = [s["String"]["sval"] for s in steps if "String" in s]
            return (names[-1], _STRONG) if names else _name(argument)
        case {"FuncCall": {"funcname": parts}}:
            return strings(parts)[-1], _STRONG
        case {"A_Expr": {"kind": "AEXPR_NULLIF"}}:
            return "nullif", _STRONG
        case {"TypeCast": {"arg": argument, "typeName": {"names": names}}}:
            name, strength = _name(argument)
            return (name, strength) if strength > _WEAK else (strings(names)[-1], _WEAK)
        case {"CollateClause": {"arg": argument}}:
            return _name(argument)
        case {"SubLink": sub}:
            return _sub_link(sub)
        case {"CaseExpr": case}:
            name, strength = _name(case.get("defresult", {}))
            return (name, strength) if strength > _WEAK else ("case", _WEAK)
        case {"A_ArrayExpr": _}:
            return "array", _STRONG
        case {"RowExpr": _}:
            return "row", _STRONG
        case {"CoalesceExpr": _}:
            return "coalesce", _STRONG
        case {"MinMaxExpr": {"op": op}}:
            return ("least" if op == "IS_LEAST" else "greatest"), _STRONG
        case {"GroupingFunc": _}:
            return "grouping", _STRONG
        case {"SQLValueFunction": {"op": op}}:
            return op.removeprefix("SVFOP_").removesuffix("_N").lower(), _STRONG
        case {"XmlExpr": {"op": op}}:
            return op.removeprefix("IS_").lower(), _STRONG
        case {"XmlSerialize": _}:
            return "xmlserialize", _STRONG
        case {"JsonObjectConstructor": _}:
            return "json_object", _STRONG
        case {"JsonArrayConstructor": _} | {"JsonArrayQueryConstructor": _}:
            return "json_array", _STRONG
        case {"JsonObjectAgg": _}:
            return "json_objectagg", _STRONG
        case {"JsonArrayAgg": _}:
            return "json_arrayagg", _STRONG
    return "", _NONE


def _sub_link(sub: Node) -> tuple[str, int]:
    match sub:
        case {"subLinkType": "EXISTS_SUBLINK"}:
            return "exists", _STRONG
        case {"subLinkType": "ARRAY_SUBLINK"}:
            return "array", _STRONG
        case {"subLinkType": "EXPR_SUBLINK", "subselect": {"SelectStmt": select}}:
            targets = _leftmost(select).get("targetList")
            if targets:
                target = targets[0]["ResTarget"]
                return (target["name"], _STRONG) if "name" in target else _name(target["val"])
    return "", _NONE


def _leftmost(select: Node) -> Node:
    """Return the SELECT that names the columns of a UNION."""
    while "larg" in select:
        select = select["larg"]
    return select
