"""The functions that DO blocks call: texts, arrays, names of objects, definitions, privileges."""

# ruff: noqa: ARG005 - all of one family have one signature

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ...syntax.quoting import quote_identifier, quote_literal
from ..state.context import Context
from .definition_functions import (
    constraint_definition,
    function_definition,
    identity_arguments_of,
    index_definition,
    view_definition,
)
from .known_values import UNKNOWN, array_to_string, concat, format_text, known, quoted, text_of
from .patterns import regexp_replaced, replaced
from .registered_names import registered

Function = Callable[["Context", list[Any]], Any]


def _to(type: str) -> Function:
    return lambda context, args: registered(context, args[0], type, missing_ok=True)


def _plain(function: Callable[..., Any]) -> Function:
    """A strict function of known values."""

    def apply(context: Context, args: list[Any]) -> Any:
        if any(a is None for a in args):
            return None
        if not all(known(a) for a in args):
            return UNKNOWN
        return function(*args)

    return apply


def _array_length(value: list[Any], dimension: int = 1) -> Any:
    return len(value) or None


def _position(text: str, part: str) -> int:
    return text.find(part) + 1


def _split_part(text: str, separator: str, number: int) -> str:
    parts = text.split(separator)
    return parts[number - 1] if 0 < number <= len(parts) else ""


def _substring(text: str, start: int, length: int | None = None) -> str:
    end = None if length is None else max(start - 1 + length, 0)
    return text[max(start - 1, 0) : end]


def _like_escape(pattern: str, escape: str) -> str:
    """A pattern of LIKE with the backslash as its escape character, which PostgreSQL makes of LIKE ... ESCAPE."""
    if not escape:
        return pattern.replace("\\", "\\\\")
    escaped = re.compile(rf"{re.escape(escape)}(.?)|\\", re.S)
    return escaped.sub(lambda found: "\\\\" if found[1] is None else "\\" + found[1], pattern)


def _append(context: Context, args: list[Any]) -> Any:
    array, item = args
    return UNKNOWN if array is UNKNOWN else [*(array or []), item]


def _setting_of(context: Context, args: list[Any]) -> Any:
    name = args[0]
    if name == "server_version_num":
        return UNKNOWN
    return ", ".join(context.session.path) if name == "search_path" else UNKNOWN


def _schema_now(context: Context, args: list[Any]) -> Any:
    return next((s for s in context.session.schemas if context.catalog.schema(s)), None)


def _has_table_privilege(context: Context, args: list[Any]) -> Any:
    role, of, privilege = args if len(args) == 3 else (context.session.role, *args)
    found = registered(context, of, "regclass")
    relation = context.catalog.relation(found) if isinstance(found, int) else None
    if not (isinstance(role, str) and isinstance(privilege, str) and relation) or not context.catalog.knows(
        "grants", relation
    ):
        return UNKNOWN
    if relation.owner == role or role in ("postgres", "supabase_admin"):
        return True
    held = context.catalog.privileges(relation, role, context.replay.target.revoked)
    return any(p.strip().upper() in held for p in privilege.split(","))


FUNCTIONS: dict[str, Function] = {
    "format": lambda context, args: format_text(args),
    "concat": lambda context, args: concat("" if a is None else a for a in args),
    "quote_ident": lambda context, args: quoted(text_of(args[0]), quote_identifier),
    "quote_literal": lambda context, args: quoted(text_of(args[0]), quote_literal),
    "quote_nullable": lambda context, args: "NULL" if args[0] is None else quoted(text_of(args[0]), quote_literal),
    "replace": lambda context, args: replaced(*args),
    "regexp_replace": lambda context, args: regexp_replaced(*args),
    "lower": _plain(str.lower),
    "upper": _plain(str.upper),
    "length": _plain(len),
    "char_length": _plain(len),
    "btrim": _plain(str.strip),
    "ltrim": _plain(str.lstrip),
    "rtrim": _plain(str.rstrip),
    "left": _plain(lambda text, n: text[:n]),
    "right": _plain(lambda text, n: text[-n:] if n else ""),
    "position": _plain(_position),
    "strpos": _plain(_position),
    "split_part": _plain(_split_part),
    "substring": _plain(_substring),
    "substr": _plain(_substring),
    "starts_with": _plain(str.startswith),
    "like_escape": _plain(_like_escape),
    "string_to_array": _plain(lambda text, separator: text.split(separator) if text else []),
    "array_length": _plain(_array_length),
    "cardinality": _plain(len),
    "array_to_string": _plain(array_to_string),
    "array_append": _append,
    "array_position": _plain(lambda array, item: array.index(item) + 1 if item in array else None),
    "pg_get_constraintdef": constraint_definition,
    "pg_get_indexdef": index_definition,
    "pg_get_viewdef": view_definition,
    "pg_get_functiondef": function_definition,
    "pg_get_function_identity_arguments": identity_arguments_of,
    "pg_get_expr": lambda context, args: args[0],
    "to_regclass": _to("regclass"),
    "to_regtype": _to("regtype"),
    "to_regproc": _to("regproc"),
    "to_regprocedure": _to("regprocedure"),
    "to_regnamespace": _to("regnamespace"),
    "current_setting": _setting_of,
    "current_schema": _schema_now,
    "current_database": lambda context, args: "postgres",
    "has_table_privilege": _has_table_privilege,
}
