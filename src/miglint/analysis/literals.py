"""Constants that aren't valid values of their type: an enum's label, a uuid, a number, JSON (22P02)."""

from __future__ import annotations

from ..catalog import Catalog, DataType
from .coercion import plain

_INTEGERS = frozenset({"int2", "int4", "int8"})
_NUMBERS = _INTEGERS | {"numeric", "float4", "float8"}
_TRUTHS = ("true", "false", "yes", "no", "on", "off", "1", "0")
_HEX = frozenset("0123456789abcdefABCDEF")
READ = frozenset({"uuid", "bool", "json", "jsonb"}) | _NUMBERS
"""Types of pg_catalog whose constants are looked at."""


def is_invalid(text: str, type: DataType, catalog: Catalog) -> str:
    """Return PostgreSQL's error for a constant that isn't a valid value of its type; "" if it may be one."""
    seen = plain(type, catalog)
    if seen is None or seen.is_array:
        return ""
    if seen.oid:
        row = catalog.type(seen.oid)
        if row is None or row.kind != "enum" or row.origin is None or not row.labels or text in row.labels:
            return ""
        return f'invalid input value for enum {row.name}: "{text}"'
    if seen.name in READ and not _MAY_BE[seen.name](text):
        return f'invalid input syntax for type {catalog.format_type(seen)}: "{text}"'
    return ""


def _may_be_uuid(text: str) -> bool:
    """Return whether a text is 32 hexadecimal digits, with hyphens between groups of four, and braces (adt/uuid.c)."""
    inner = text[1:-1] if text[:1] == "{" and text[-1:] == "}" else text
    digits = inner.replace("-", "")
    return len(digits) == 32 and all(c in _HEX for c in digits)


def _may_be_bool(text: str) -> bool:
    """Return a beginning of one of the words, however much is written of it (adt/bool.c)."""
    word = text.strip().lower()
    return bool(word) and word != "o" and any(truth.startswith(word) for truth in _TRUTHS)


def _may_be_integer(text: str) -> bool:
    """Return a number in any notation that some version reads: 0x1F and 1_000 since 16."""
    digits = text.strip().lstrip("+-")
    return digits[:1].isdigit() and (digits[:2].lower() in ("0x", "0o", "0b") or digits.replace("_", "").isdigit())


def _may_be_number(text: str) -> bool:
    word = text.strip().lower().lstrip("+-")
    return word[:1].isdigit() or word[:1] == "." or word in ("nan", "infinity", "inf")


def _may_be_json(text: str) -> bool:
    from json import loads  # nothing else of a run needs it, and orjson knows no NaN

    try:
        loads(text)
    except ValueError:
        return False
    except RecursionError:
        return True
    return True


_MAY_BE = {
    "uuid": _may_be_uuid,
    "bool": _may_be_bool,
    "json": _may_be_json,
    "jsonb": _may_be_json,
    **dict.fromkeys(_INTEGERS, _may_be_integer),
    **dict.fromkeys(_NUMBERS - _INTEGERS, _may_be_number),
}
