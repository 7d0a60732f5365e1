"""The SQL of the usual expressions and queries, as pglast prints it, without its printers: those take long to load and
a millisecond for each expression. What is not usual is left to them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from .quoting import is_plain
from .source import Node


class Unusual(Exception):  # noqa: N818 - said of the tree
    """There is something in the tree that only pglast's printers know how to print."""


def usual_sql(node: Node) -> str:
    """Return the SQL of a node with its wrapper, on one line; raises Unusual."""
    ((kind, fields),) = node.items()
    shape = _SHAPES.get(kind)
    if shape is None or not fields.keys() <= shape[0]:
        raise Unusual
    return shape[1](fields)


def _list(nodes: list[Node] | None, separator: str = ", ") -> str:
    return separator.join([usual_sql(node) for node in nodes or ()])


# ---- names and constants


@lru_cache(maxsize=1)
def _keywords() -> tuple[frozenset[str], frozenset[str]]:
    """Return those that can't name a column, and those that can't name a function."""
    from pglast import keywords

    never = keywords.RESERVED_KEYWORDS | keywords.TYPE_FUNC_NAME_KEYWORDS
    return frozenset(never), frozenset(never | keywords.COL_NAME_KEYWORDS)


def _name(name: str) -> str:
    if is_plain(name) and name not in _keywords()[0]:
        return name
    return '"' + name.replace('"', '""') + '"'


def _names(nodes: list[Node]) -> list[str]:
    """Return the names in a list of String nodes."""
    if any("String" not in node for node in nodes):
        raise Unusual
    return [node["String"]["sval"] for node in nodes]


def _column(fields: Node) -> str:
    return ".".join(["*" if "A_Star" in part else _name(part["String"]["sval"]) for part in fields["fields"]])


def _constant(fields: Node) -> str:
    match fields:
        case {"isnull": True}:
            return "NULL"
        case {"sval": value}:
            return "'" + str(value.get("sval", "")).replace("'", "''") + "'"
        case {"ival": value} if value.get("ival", 0) >= 0:
            return str(value.get("ival", 0))
        case {"fval": {"fval": str() as text}} if not text.startswith("-"):
            return text
        case {"boolval": value}:
            return "TRUE" if value.get("boolval") else "FALSE"
    raise Unusual


_TYPES = {
    "bool": "boolean", "float4": "real", "float8": "double precision", "int2": "smallint", "int4": "integer",
    "int8": "bigint", "numeric": "numeric", "varchar": "varchar", "timestamp": "timestamp",
    "timestamptz": "timestamp with time zone", "interval": "interval",
}  # fmt: skip
"""The types of pg_catalog that have a name in the grammar."""


def _cast(fields: Node) -> str:
    written = fields["typeName"]
    if not written.keys() <= {"names", "typemod", "arrayBounds", "location"}:
        raise Unusual
    names = _names(written["names"])
    bounds = written.get("arrayBounds", ())
    if names == ["char"] or any(bound != {"Integer": {"ival": -1}} for bound in bounds):
        raise Unusual
    if names[0] == "pg_catalog" and len(names) == 2:
        if names[1] not in _TYPES:
            raise Unusual
        spelled = _TYPES[names[1]]
    else:
        spelled = ".".join(map(_name, names))
    return f"CAST({usual_sql(fields['arg'])} AS {spelled}{'[]' * len(bounds)})"


def _session_value(fields: Node) -> str:
    operation: str = fields["op"].removeprefix("SVFOP_")
    if operation.endswith("_N"):
        raise Unusual
    return operation


# ---- calls and what looks like them


def _call(fields: Node) -> str:
    names = _names(fields["funcname"])
    if fields.get("funcformat") != "COERCE_EXPLICIT_CALL" or ".".join(names) in _keywords()[1]:
        raise Unusual
    arguments = "*" if fields.get("agg_star") else _list(fields.get("args"))
    return f"{'.'.join(map(_name, names))}({arguments})"


def _array(fields: Node) -> str:
    elements = fields.get("elements", [])
    if any("A_ArrayExpr" in element for element in elements):
        raise Unusual
    return f"ARRAY[{_list(elements)}]"


def _element(fields: Node) -> str:
    """Return an element of the array that a call returns."""
    match fields:
        case {"arg": {"FuncCall": _} as call, "indirection": [{"A_Indices": {"uidx": index, **more}}]} if not more:
            return f"(({usual_sql(call)}))[{usual_sql(index)}]"
    raise Unusual


def _case(fields: Node) -> str:
    words = ["CASE"]
    if "arg" in fields:
        words.append(usual_sql(fields["arg"]))
    for branch in fields["args"]:
        when = branch["CaseWhen"]
        words += ["WHEN", usual_sql(when["expr"]), "THEN", usual_sql(when["result"])]
    if "defresult" in fields:
        words += ["ELSE", usual_sql(fields["defresult"])]
    return " ".join([*words, "END"])


# ---- operators (PostgreSQL docs, 4.1.6 Operator Precedence)

_COMPARISON, _TEST, _OTHER, _SUM, _PRODUCT, _VALUE = range(1, 7)
_STRENGTHS = {
    "=": _COMPARISON, "<>": _COMPARISON, "<": _COMPARISON, ">": _COMPARISON, "<=": _COMPARISON, ">=": _COMPARISON,
    "+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "%": _PRODUCT,
}  # fmt: skip
_VALUES = frozenset(
    "ColumnRef A_Const FuncCall TypeCast CoalesceExpr A_ArrayExpr A_Indirection SQLValueFunction CaseExpr".split()  # noqa: SIM905
)


def _strength(node: Node) -> int:
    """Return how strongly an operand binds; 0 if this module doesn't know."""
    ((kind, fields),) = node.items()
    if kind in _VALUES or (kind == "SubLink" and fields.get("subLinkType") in _LINKS):
        return _VALUE
    if kind == "A_Expr" and fields.get("kind") == "AEXPR_OP" and "lexpr" in fields and len(fields["name"]) == 1:
        return _STRENGTHS.get(fields["name"][0]["String"]["sval"], _OTHER)
    return _VALUE if kind == "A_Expr" and fields.get("kind") == "AEXPR_NULLIF" else 0


def _operand(node: Node, least: int) -> str:
    """Return an operand that needs no parentheses."""
    if _strength(node) < least:
        raise Unusual
    return usual_sql(node)


_WORDS = {
    "AEXPR_LIKE": {"~~": "LIKE", "!~~": "NOT LIKE"}, "AEXPR_ILIKE": {"~~*": "ILIKE", "!~~*": "NOT ILIKE"},
    "AEXPR_IN": {"=": "IN", "<>": "NOT IN"}, "AEXPR_DISTINCT": {"=": "IS DISTINCT FROM"},
    "AEXPR_NOT_DISTINCT": {"=": "IS NOT DISTINCT FROM"}, "AEXPR_BETWEEN": {"BETWEEN": "BETWEEN"},
}  # fmt: skip


def _operation(fields: Node) -> str:
    kind, name = fields["kind"], fields["name"]
    if len(name) != 1 or "lexpr" not in fields:
        raise Unusual
    operator: str = name[0]["String"]["sval"]
    left, right = fields["lexpr"], fields["rexpr"]
    if kind == "AEXPR_OP":
        own = _STRENGTHS.get(operator, _OTHER)
        first = _operand(left, own if own > _COMPARISON else own + 1)
        return f"{first} {operator} {_operand(right, own + 1)}"
    if kind == "AEXPR_NULLIF":
        return f"NULLIF({usual_sql(left)}, {usual_sql(right)})"
    if kind == "AEXPR_OP_ANY" and "~" not in operator:
        return f"{_operand(left, _VALUE)} {operator} ANY({usual_sql(right)})"
    word = _WORDS.get(kind, {}).get(operator)
    if word is None:
        raise Unusual
    if kind == "AEXPR_IN":
        return f"{_operand(left, _OTHER)} {word} ({_list(right['List']['items'])})"
    if kind == "AEXPR_BETWEEN":
        lower, upper = right["List"]["items"]
        return f"{_operand(left, _VALUE)} {word} {_operand(lower, _VALUE)} AND {_operand(upper, _VALUE)}"
    least = _VALUE if "DISTINCT" in kind else _OTHER
    return f"{_operand(left, least)} {word} {_operand(right, least)}"


def _logic(fields: Node) -> str:
    operator = fields["boolop"].removesuffix("_EXPR")
    parts = [f"({usual_sql(a)})" if _is_and_or(a) else usual_sql(a) for a in fields["args"]]
    if operator == "NOT":
        return f"NOT{parts[0]}" if _is_and_or(fields["args"][0]) else f"NOT {parts[0]}"
    return f" {operator} ".join(parts)


def _is_and_or(node: Node) -> bool:
    return "BoolExpr" in node and node["BoolExpr"]["boolop"] != "NOT_EXPR"


def _null_test(fields: Node) -> str:
    word = "IS NULL" if fields["nulltesttype"] == "IS_NULL" else "IS NOT NULL"
    return f"{_operand(fields['arg'], _OTHER)} {word}"


_LINKS = {"EXPR_SUBLINK": "", "EXISTS_SUBLINK": "EXISTS ", "ARRAY_SUBLINK": "ARRAY"}


def _sub_link(fields: Node) -> str:
    kind, select = fields["subLinkType"], f"({usual_sql(fields['subselect'])})"
    if kind in _LINKS:
        return _LINKS[kind] + select
    if kind == "ANY_SUBLINK" and "operName" not in fields:
        return f"{_operand(fields['testexpr'], _OTHER)} IN {select}"
    raise Unusual


# ---- queries


def _select(fields: Node) -> str:
    if fields.get("op") != "SETOP_NONE" or fields.get("distinctClause", [{}]) != [{}]:
        raise Unusual
    words = ["SELECT DISTINCT" if "distinctClause" in fields else "SELECT"]
    if "targetList" in fields:
        words.append(_list(fields["targetList"]))
    if "fromClause" in fields:
        words += ["FROM", _list(fields["fromClause"])]
    if "whereClause" in fields:
        words += ["WHERE", usual_sql(fields["whereClause"])]
    if "limitCount" in fields:
        count = fields["limitCount"].get("A_Const", {})
        if "ival" not in count or fields.get("limitOption") != "LIMIT_OPTION_COUNT":
            raise Unusual
        words += ["LIMIT", _constant(count)]
    return " ".join(words)


def _target(fields: Node) -> str:
    value = usual_sql(fields["val"])
    return f"{value} AS {_name(fields['name'])}" if "name" in fields else value


def _relation(fields: Node) -> str:
    if not fields.get("inh"):
        raise Unusual
    name = _name(fields["relname"])
    if "schemaname" in fields:
        name = f"{_name(fields['schemaname'])}.{name}"
    alias = fields.get("alias")
    if alias is None:
        return name
    if "colnames" in alias:
        raise Unusual
    return f"{name} AS {_name(alias['aliasname'])}"


def _join(fields: Node) -> str:
    kind = {"JOIN_INNER": "INNER JOIN", "JOIN_LEFT": "LEFT JOIN"}.get(fields["jointype"])
    if kind is None or "quals" not in fields or "JoinExpr" in fields["rarg"]:
        raise Unusual
    return f"{usual_sql(fields['larg'])} {kind} {usual_sql(fields['rarg'])} ON {usual_sql(fields['quals'])}"


def _shape(names: str, printer: Callable[[Any], str]) -> tuple[frozenset[str], Callable[[Any], str]]:
    return frozenset([*names.split(), "location"]), printer


_SHAPES = {
    "ColumnRef": _shape("fields", _column),
    "A_Const": _shape("isnull sval ival fval boolval", _constant),
    "TypeCast": _shape("arg typeName", _cast),
    "SQLValueFunction": _shape("op typmod", _session_value),
    "FuncCall": _shape("funcname args agg_star funcformat", _call),
    "CoalesceExpr": _shape("args", lambda fields: f"COALESCE({_list(fields['args'])})"),
    "A_ArrayExpr": _shape("elements list_start list_end", _array),
    "A_Indirection": _shape("arg indirection", _element),
    "CaseExpr": _shape("arg args defresult", _case),
    "A_Expr": _shape("kind name lexpr rexpr rexpr_list_start rexpr_list_end", _operation),
    "BoolExpr": _shape("boolop args", _logic),
    "NullTest": _shape("arg nulltesttype argisrow", _null_test),
    "SubLink": _shape("subLinkType testexpr operName subselect", _sub_link),
    "SelectStmt": _shape(
        "op distinctClause targetList fromClause whereClause limitCount limitOption groupDistinct all", _select
    ),
    "ResTarget": _shape("val name", _target),
    "RangeVar": _shape("schemaname relname inh relpersistence alias", _relation),
    "JoinExpr": _shape("jointype larg rarg quals", _join),
}
"""Of each usual kind of node the fields that it may have, and what prints it."""
