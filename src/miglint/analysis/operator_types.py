"""The result types of operators, and the common type of several (PostgreSQL docs, 9 and 10.5)."""

from __future__ import annotations

from collections.abc import Iterable

from ..catalog import DataType
from .function_types import array, array_of, bare, element

BOOL = DataType("bool")
TEXT = DataType("text")

_BOOLEAN = frozenset(
    """= <> != < > <= >= ~ ~* !~ !~* ~~ !~~ ~~* !~~* @> <@ && ? ?| ?& @@ @? << >> &< &> -|- <<| |>> ^@ % <% %> ~=
    =~""".split()  # noqa: SIM905
)
_NUMBERS = ("int2", "int4", "int8", "numeric", "float4", "float8")
BOOLEAN_KINDS = frozenset(
    """AEXPR_OP_ANY AEXPR_OP_ALL AEXPR_DISTINCT AEXPR_NOT_DISTINCT AEXPR_IN AEXPR_LIKE AEXPR_ILIKE AEXPR_SIMILAR
    AEXPR_BETWEEN AEXPR_NOT_BETWEEN AEXPR_BETWEEN_SYM AEXPR_NOT_BETWEEN_SYM""".split()  # noqa: SIM905
)
MEANT = {
    "AEXPR_DISTINCT": "=",
    "AEXPR_NOT_DISTINCT": "=",
    "AEXPR_NULLIF": "=",
    "AEXPR_SIMILAR": "~",
    "AEXPR_BETWEEN": ">=",
    "AEXPR_NOT_BETWEEN": "<",
    "AEXPR_BETWEEN_SYM": ">=",
    "AEXPR_NOT_BETWEEN_SYM": "<",
}
"""The operator behind a keyword."""
_BITS = frozenset({"bit", "varbit"})
_STRINGS = frozenset({"text", "varchar", "bpchar", "name", "unknown", "citext"})
_TIMES = frozenset({"timestamptz", "timestamp", "date", "time", "timetz"})


def operator_type(operator: str, left: DataType | None, right: DataType | None) -> DataType | None:
    """Return the result type of an operator; None if it isn't known. A prefix operator has no `left`."""
    if operator in ("&&", "||") and _are_tsquery(left, right):
        return DataType("tsquery")
    if operator in _BOOLEAN and not (operator in ("%", "<<", ">>") and _is_number(left, right)):
        return BOOL
    if operator in ("->", "#>"):
        return left if left is not None and left.name in ("json", "jsonb") else None
    if operator in ("->>", "#>>"):
        return TEXT
    if right is None:
        return None
    if left is None:
        return None
    if operator == "||":
        return _joined(left, right)
    if operator == "#-" or (operator == "-" and left.name == "jsonb"):
        return DataType("jsonb")
    if left.is_array or right.is_array:
        return None
    a, b = left.name, right.name
    if a in _NUMBERS and b in _NUMBERS:
        return _number(operator, a, b)
    if (a in _NUMBERS and b == "unknown") or (a == "unknown" and b in _NUMBERS):
        known = a if a != "unknown" else b
        return DataType("float8" if operator == "^" and known != "numeric" else known)
    if operator in ("<<", ">>") and a in _BITS:
        return DataType("bit")
    return _time(operator, a, b) if operator in ("+", "-", "*", "/") else None


def prefix_type(operator: str, argument: DataType | None) -> DataType | None:
    """Return the result type of a prefix operator."""
    if operator in ("+", "-", "@", "~") and argument is not None and argument.name in (*_NUMBERS, "interval"):
        return bare(argument)
    return None


def _is_number(left: DataType | None, right: DataType | None) -> bool:
    return any(t is not None and (t.name in _NUMBERS or t.name in _BITS) for t in (left, right))


def _are_tsquery(left: DataType | None, right: DataType | None) -> bool:
    names = {t.name for t in (left, right) if t is not None}
    return "tsquery" in names and names <= {"tsquery", "unknown"}


def _number(operator: str, a: str, b: str) -> DataType | None:
    if operator == "^":
        return DataType("numeric" if "numeric" in (a, b) and not {a, b} & {"float4", "float8"} else "float8")
    if operator in ("<<", ">>"):
        return DataType(a)
    if operator in ("+", "-", "*", "/", "%", "&", "|", "#"):
        wide = max(a, b, key=_NUMBERS.index)
        return DataType("float8" if wide == "float4" and a != b else wide)
    return None


def _joined(left: DataType, right: DataType) -> DataType | None:
    """Return the type of ||: strings, arrays and JSON."""
    if left.is_array or right.is_array:
        return array_of([left, right])
    if "jsonb" in (left.name, right.name):
        return DataType("jsonb") if {left.name, right.name} <= {"jsonb", "unknown"} else None
    if left.name in _STRINGS or right.name in _STRINGS:
        both = {left.name, right.name}
        return None if both & {"tsvector", "bytea", "citext", "varbit", "bit"} else TEXT
    return DataType(left.name) if left.name == right.name and left.name in ("tsvector", "bytea") else None


def _time(operator: str, a: str, b: str) -> DataType | None:
    """Return the type of arithmetic with dates and intervals (PostgreSQL docs, table 9.32)."""
    if operator in ("*", "/"):
        return DataType("interval") if "interval" in (a, b) and {a, b} & {*_NUMBERS, "unknown"} else None
    if "interval" in (a, b) and "unknown" not in (a, b):
        other = b if a == "interval" else a
        if operator == "-" and b != "interval":
            return None
        return DataType("timestamp" if other == "date" else other) if other in _TIMES | {"interval"} else None
    if operator == "-":
        if a == b == "date":
            return DataType("int4")
        if b == "time" != a:
            return DataType("timestamp" if a == "date" else a) if a in _TIMES else None
        if a in _TIMES and b in _TIMES:
            return DataType("interval")
        return None
    if operator in ("+", "-") and "date" in (a, b) and {a, b} & {"int4", "int2"}:
        return DataType("date")
    return DataType("timestamp") if {a, b} == {"date", "time"} else None


def common_type(types: Iterable[DataType | None]) -> DataType | None:
    """Return the type that CASE, COALESCE, UNION and ARRAY return for several (PostgreSQL docs, 10.5).

    Modifiers stay if all have the same.
    """
    known: list[DataType] = []
    literal = False
    for type in types:
        if type is None:
            return None
        if type.name == "unknown":
            literal = True
        else:
            known.append(type)
    if not known:
        return DataType("unknown") if literal else TEXT
    first = known[0]
    if all(t == first for t in known):
        return bare(first) if literal else first
    plain = {bare(t) for t in known}
    if len(plain) == 1:
        return bare(first)
    if any(t.is_array or t.schema != "pg_catalog" for t in known):
        return None
    names = {t.name for t in known}
    if names <= set(_NUMBERS):
        return DataType(max(names, key=_NUMBERS.index))
    if names <= {"text", "varchar", "bpchar", "name"}:
        return bare(first)
    if names <= {"date", "timestamp", "timestamptz"}:
        return DataType("timestamptz" if "timestamptz" in names else "timestamp")
    return None


__all__ = [
    "BOOL",
    "BOOLEAN_KINDS",
    "MEANT",
    "TEXT",
    "array",
    "bare",
    "common_type",
    "element",
    "operator_type",
    "prefix_type",
]
