"""The types of constants and of what the session knows (CURRENT_DATE, CURRENT_USER ...)."""

from __future__ import annotations

from ..catalog import DataType
from ..syntax.source import Node
from .analysis import Analysis
from .operator_types import BOOL
from .scope import UNKNOWN, Scope

_INT4, _INT8, _NUMERIC, _NAME = DataType("int4"), DataType("int8"), DataType("numeric"), DataType("name")
_VALUE_FUNCTIONS = {
    "CURRENT_DATE": "date", "CURRENT_TIME": "timetz", "CURRENT_TIME_N": "timetz", "CURRENT_TIMESTAMP": "timestamptz",
    "CURRENT_TIMESTAMP_N": "timestamptz", "LOCALTIME": "time", "LOCALTIME_N": "time", "LOCALTIMESTAMP": "timestamp",
    "LOCALTIMESTAMP_N": "timestamp",
}  # fmt: skip
_SESSION_VALUES = {function: DataType(type) for function, type in _VALUE_FUNCTIONS.items()}


def constant_type(fields: Node) -> DataType | None:
    """Return the type of an A_Const; a string is `unknown` until it meets another type."""
    if "sval" in fields or "isnull" in fields:
        return UNKNOWN
    if "ival" in fields:
        return _INT4
    if "boolval" in fields:
        return BOOL
    if "fval" in fields:
        return _number_type(fields["fval"]["fval"])
    return DataType("bit") if "bsval" in fields else None


def _number_type(text: str) -> DataType:
    """Return the type of a number that the parser's integers don't hold: -2147483648 is one that int4 does (make_const
    in parser/parse_node.c)."""
    try:
        value = int(text, 0 if text.lstrip("-")[1:2].isalpha() else 10) if len(text) < 70 else 2**63
    except ValueError:
        return _NUMERIC
    if -(2**31) <= value < 2**31:
        return _INT4
    return _INT8 if -(2**63) <= value < 2**63 else _NUMERIC


def session_value_type(fields: Node, scope: Scope, analysis: Analysis) -> DataType:
    """Return the type of a SQLValueFunction."""
    analysis.session_values.append(fields)
    return _SESSION_VALUES.get(fields["op"].removeprefix("SVFOP_"), _NAME)
