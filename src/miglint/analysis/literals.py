"""String constants that certainly aren't values of their type: an enum's label, a uuid, a number, JSON, an array.

What a type's input function refuses is refused while the statement is analysed, whatever the rows are. Formats that
depend on settings, or that are written in rare ways, are taken to be right.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from sys import float_info
from typing import NamedTuple

from ..catalog import Catalog, DataType
from .array_literals import elements_of
from .coercion import element, plain
from .datetime_literals import is_wrong_interval, wrong_datetime


class BadLiteral(NamedTuple):
    """PostgreSQL's error for a constant."""

    sqlstate: str
    message: str


_SPACE = " \t\n\v\f\r"
INTEGERS = {"int2": 2**15, "int4": 2**31, "int8": 2**63}
"""The integer types, and how many values they have on either side of zero."""
_TRUTHS = ("true", "false", "yes", "no", "on", "off", "1", "0")
_HEX = frozenset("0123456789abcdefABCDEF")
_INTEGER = re.compile(r"[+-]?(?:[0-9]+(?:_[0-9]+)*|0[xX](?:_?[0-9a-fA-F]+)+|0[oO](?:_?[0-7]+)+|0[bB](?:_?[01]+)+)\Z")
_DIGITS = r"[0-9]+(?:_[0-9]+)*"
_NUMERIC = re.compile(rf"[+-]?(?:{_DIGITS}(?:\.(?:{_DIGITS})?)?|\.{_DIGITS})(?:[eE][+-]?{_DIGITS})?\Z")
_FLOAT = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\Z")
_ADDRESS = frozenset("0123456789abcdefABCDEF:./")
_OCTET = re.compile(r"0*[0-9]{1,3}\Z")
_MODIFIER = re.compile(r"-?[0-9]{1,8}\Z")
"""The number in varchar(50) or numeric(10, -2)."""
_EXACT = Context(prec=2100)
"""Digits enough for a plain number with the largest scale, 1000 (NUMERIC_MAX_DISPLAY_SCALE in utils/numeric.h)."""
_LARGEST = {"float4": 3.41e38, "float8": float_info.max}

Check = Callable[[str, str], BadLiteral | None]
"""Given the text and the spelled type."""


def bad_literal(text: str, type: DataType, catalog: Catalog) -> BadLiteral | None:
    """Return PostgreSQL's error for a constant that isn't a valid value of its type; None if it may be one."""
    seen = plain(type, catalog)
    if seen is None:
        return None
    if seen.is_array:
        return _bad_array(text, seen, catalog)
    if seen.oid:
        row = catalog.type(seen.oid)
        if row is None or row.kind != "enum" or row.origin is None or not row.labels or text in row.labels:
            return None
        return BadLiteral("22P02", f'invalid input value for enum {row.name}: "{text}"')
    check = _CHECKS.get(seen.name)
    return check(text, catalog.format_type(seen) or seen.name) if check else None


def is_checked(type: DataType) -> bool:
    """Return whether constants of a type are looked at: it saves looking at those of text, which are most."""
    return bool(type.oid) or type.is_array or type.name in _CHECKS


def _bad_array(text: str, type: DataType, catalog: Catalog) -> BadLiteral | None:
    found = elements_of(text)
    if found is None:
        return BadLiteral("22P02", f'malformed array literal: "{text}"')
    inner = element(type)
    if not is_checked(inner):
        return None
    return next((bad for part in found if (bad := bad_literal(part, inner, catalog))), None)


def _invalid(text: str, type: str) -> BadLiteral:
    return BadLiteral("22P02", f'invalid input syntax for type {type}: "{text}"')


def _uuid(text: str, type: str) -> BadLiteral | None:
    """32 hexadecimal digits, with a hyphen after any group of four but the last, and braces (adt/uuid.c)."""
    inner = text[1:-1] if text[:1] == "{" and text[-1:] == "}" else text
    at = count = 0
    while at < len(inner):
        if inner[at] == "-" and count and count % 4 == 0 and count < 32 and inner[at - 1] != "-":
            at += 1
        elif inner[at] in _HEX:
            at, count = at + 1, count + 1
        else:
            return _invalid(text, type)
    return None if count == 32 and not inner.endswith("-") else _invalid(text, type)


def _boolean(text: str, type: str) -> BadLiteral | None:
    """A beginning of one of the words, however much is written of it (adt/bool.c)."""
    word = text.strip(_SPACE).lower()
    fine = bool(word) and word != "o" and any(truth.startswith(word) for truth in _TRUTHS)
    return None if fine else _invalid(text, type)


def _integer(name: str) -> Check:
    limit = INTEGERS[name]

    def check(text: str, type: str) -> BadLiteral | None:
        """Any notation that some version reads: 0x1F and 1_000 since 16 (pg_strtoint64_safe in adt/numutils.c)."""
        word = text.strip(_SPACE)
        if not _INTEGER.match(word):
            return _invalid(text, type)
        digits = word.replace("_", "")
        value = int(digits, 0 if digits.lstrip("+-")[1:2].isalpha() else 10) if len(digits) < 70 else limit
        if -limit <= value < limit:
            return None
        return BadLiteral("22003", f'value "{text}" is out of range for type {type}')

    return check


def _oid(text: str, type: str) -> BadLiteral | None:
    """An integer of 32 bits with or without a sign (uint32in_subr in adt/numutils.c); rare notations are taken to be
    right, as strtoul reads them."""
    word = text.strip(_SPACE)
    number = word.lstrip("+-")
    if len(word) - len(number) > 1 or not number[:1].isdecimal():
        return _invalid(text, type)
    if number.isascii() and number.isdigit():
        value = int(word) if len(word) < 30 else 2**64
        return (
            None if -(2**31) <= value < 2**32 else BadLiteral("22003", f'value "{text}" is out of range for type oid')
        )
    return None if number[:1] == "0" else _invalid(text, type)


def _numeric(text: str, type: str) -> BadLiteral | None:
    word = text.strip(_SPACE)
    fine = _NUMERIC.match(word) or _INTEGER.match(word) or _is_named_number(word)
    fine = fine and not (word[:1] in ("+", "-") and word[1:].lower() == "nan")
    return None if fine else _invalid(text, type)


def _float(name: str) -> Check:
    def check(text: str, type: str) -> BadLiteral | None:
        """What strtod reads (adt/float.c); hexadecimal numbers are rare."""
        word = text.strip(_SPACE)
        if _is_named_number(word) or word.lstrip("+-")[:2].lower() == "0x":
            return None
        if not _FLOAT.match(word):
            return _invalid(text, type)
        if abs(float(word)) > _LARGEST[name]:
            return BadLiteral("22003", f'"{text}" is out of range for type {type}')
        return None

    return check


def _is_named_number(word: str) -> bool:
    return word.lower().lstrip("+-") in ("nan", "infinity", "inf")


def _json(text: str, type: str) -> BadLiteral | None:
    if text in ("{}", "[]"):
        return None
    from json import loads  # nothing else of a run needs it

    try:
        loads(text, parse_constant=_no_json, parse_int=str, parse_float=str)
    except RecursionError:
        return None
    except ValueError:
        return BadLiteral("22P02", "invalid input syntax for type json")
    return None


def _no_json(name: str) -> None:
    """NaN and Infinity, which Python's json reads."""
    raise ValueError(name)


def _datetime(text: str, type: str) -> BadLiteral | None:
    wrong = wrong_datetime(text, is_time=type.startswith("time ") or type == "time")
    if wrong == "field":
        return BadLiteral("22008", f'date/time field value out of range: "{text}"')
    return BadLiteral("22007", f'invalid input syntax for type {type}: "{text}"') if wrong else None


def _interval(text: str, type: str) -> BadLiteral | None:
    if not is_wrong_interval(text):
        return None
    return BadLiteral("22007", f'invalid input syntax for type {type}: "{text}"')


def _address(text: str, type: str) -> BadLiteral | None:
    """An IP address: its letters, and octets up to 255 (network_in in adt/network.c)."""
    wrong = not text or not _ADDRESS.issuperset(text)
    if not wrong and ":" not in text:
        octets = text.partition("/")[0].split(".")
        wrong = len(octets) > 4 or not all(_OCTET.match(part) and int(part) <= 255 for part in octets)
        wrong = wrong or (type == "inet" and "/" not in text and len(octets) < 4)
    return _invalid(text, type) if wrong else None


def _never(text: str, type: str) -> BadLiteral:
    """Types that have no input (pg_ndistinct_in in statistics/mvdistinct.c, PSEUDOTYPE_DUMMY_INPUT_FUNC)."""
    return BadLiteral("0A000", f"cannot accept a value of type {type}")


_INTERNAL = (
    "pg_node_tree", "pg_ndistinct", "pg_dependencies", "pg_mcv_list", "pg_brin_bloom_summary",
    "pg_brin_minmax_multi_summary", "gtsvector",
)  # fmt: skip


_CHECKS: dict[str, Check] = {
    "uuid": _uuid,
    "bool": _boolean,
    "json": _json,
    "jsonb": _json,
    "numeric": _numeric,
    "interval": _interval,
    "inet": _address,
    "cidr": _address,
    "oid": _oid,
    **dict.fromkeys(_INTERNAL, _never),
    **{name: _integer(name) for name in INTEGERS},
    **{name: _float(name) for name in _LARGEST},
    **dict.fromkeys(("date", "time", "timetz", "timestamp", "timestamptz"), _datetime),
}


# ---- what a value has to fit into when it is stored


def too_large(value: str, type: DataType, catalog: Catalog) -> BadLiteral | None:
    """Return PostgreSQL's error for a valid value that doesn't fit into a column: varchar(3), numeric(5,2), smallint.

    A cast cuts a text silently, and a default is not brought to its length before it is used.
    """
    row = catalog.type(type.oid) if type.oid else None
    if row is not None and row.kind == "domain" and row.base is not None and not type.is_array:
        return too_large(value, row.base, catalog)
    if type.oid or type.is_array:
        return None
    if type.name in ("varchar", "bpchar"):
        length = type.modifiers or ("1" if type.name == "bpchar" else "")
        if not _MODIFIER.match(length) or len(value.rstrip(" ")) <= int(length):
            return None
        return BadLiteral("22001", f"value too long for type {catalog.format_type(type)}")
    number = _decimal(value) if (type.name == "numeric" and type.modifiers) or type.name in INTEGERS else None
    if number is None:
        return None
    if (limit := INTEGERS.get(type.name)) is not None:
        whole = number.quantize(Decimal(1), ROUND_HALF_UP, _EXACT)
        fits = -limit <= whole < limit
        return None if fits else BadLiteral("22003", f"{catalog.format_type(type)} out of range")
    precision, _, scale = type.modifiers.partition(",")
    if not _MODIFIER.match(precision) or not _MODIFIER.match(scale):
        return None
    rounded = number.quantize(Decimal(1).scaleb(-int(scale)), ROUND_HALF_UP, _EXACT)
    if abs(rounded) < Decimal(10) ** (int(precision) - int(scale)):
        return None
    return BadLiteral("22003", "numeric field overflow")


def _decimal(value: str) -> Decimal | None:
    """Return a plain number of moderate size."""
    try:
        number = Decimal(value.strip(_SPACE)) if len(value) < 25 else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() and abs(number.adjusted()) < 25 else None
