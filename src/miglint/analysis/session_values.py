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
        text = fields["fval"]["fval"]
        return _INT8 if text.isdigit() and int(text) < 2**63 else _NUMERIC
    return DataType("bit") if "bsval" in fields else None


def session_value_type(fields: Node, scope: Scope, analysis: Analysis) -> DataType:
    """Return the type of a SQLValueFunction."""
    analysis.session_values.append(fields)
    return _SESSION_VALUES.get(fields["op"].removeprefix("SVFOP_"), _NAME)
