"""Trees -> SQL text. pglast's printers need its own node objects, which are built here from the plain trees."""

from __future__ import annotations

from typing import Any

from .source import Node
from .tree import unwrap
from .usual_sql import Unusual, usual_sql


def sql(node: Node) -> str:
    """Return the SQL text of a node with its wrapper ({"A_Expr": {...}}), on one line; comments are not kept."""
    try:
        return usual_sql(node)
    except Unusual:
        pass
    from pglast.stream import RawStream

    text: str = RawStream(special_functions=True)(_build(node))
    return text


def _build(node: Node) -> Any:
    """Return a wrapped node as pglast's object."""
    kind, fields = unwrap(node)
    return _object(kind, fields)


def _object(kind: str, fields: Node) -> Any:
    from pglast import ast

    if kind == "List":
        return tuple(_build(item) if item else None for item in fields.get("items", ()))
    if kind == "A_Const":
        return _constant(fields)
    made = getattr(ast, kind)()
    for name, value in fields.items():
        setattr(made, name, _value(type(made).__slots__[name].c_type, value))
    return made


def _constant(fields: Node) -> Any:
    from pglast import ast

    made = ast.A_Const()
    made.isnull = bool(fields.get("isnull"))
    match fields:
        case {"sval": value}:
            made.val = ast.String(value.get("sval", ""))
        case {"ival": value}:
            made.val = ast.Integer(value.get("ival", 0))
        case {"fval": value}:
            made.val = ast.Float(value.get("fval", "0"))
        case {"boolval": value}:
            made.val = ast.Boolean(value.get("boolval", False))
        case {"bsval": value}:
            made.val = ast.BitString(value.get("bsval", ""))
    return made


def _value(c_type: str, value: Any) -> Any:
    """Return a field's value as its slot wants it: nodes without a wrapper get the type of the slot."""
    from pglast import enums

    if isinstance(value, list):
        return tuple(_build(item) if item else None for item in value)
    if isinstance(value, dict):
        kind = c_type.removesuffix("*")
        return _build(value) if kind == "Node" or next(iter(value), "")[:1].isupper() else _object(kind, value)
    if isinstance(value, str) and hasattr(enums, c_type):
        return getattr(enums, c_type)[value]
    return value
