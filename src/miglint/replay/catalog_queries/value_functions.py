"""The functions that DO blocks call: texts, arrays, names of objects, definitions, privileges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...syntax.quoting import quote_identifier, quote_literal
from ..state.context import Context
from . import array_functions as arrays
from . import text_functions as texts
from .array_functions import as_array
from .definition_functions import (
    constraint_definition,
    function_definition,
    identity_arguments_of,
    index_definition,
    view_definition,
)
from .format_function import format_text
from .known_values import UNKNOWN, known
from .patterns import regexp_replaced, replaced, substring
from .registered_names import registered
from .value_texts import concat, output_of, quoted, text_of

Function = Callable[[Context, list[Any]], Any]


def _of_texts(function: Callable[..., Any]) -> Function:
    """Return a strict function of known values."""

    def apply(context: Context, args: list[Any]) -> Any:
        if any(a is None for a in args):
            return None
        return function(*args) if all(known(a) for a in args) else UNKNOWN

    return apply


def _of_array(function: Callable[..., Any]) -> Function:
    """Return a strict function of an array and of known values."""
    return _of_texts(lambda value, *args: UNKNOWN if (a := as_array(value)) is UNKNOWN else function(a, *args))


def _of_values(function: Callable[..., Any]) -> Function:
    """Return a function that sees NULL and what is not known."""
    return lambda _, args: function(*args)


def _to(type: str) -> Function:
    """Return to_regclass() and its like."""
    return lambda context, args: registered(context, args[0], type, missing_ok=True)


def _quoted_ident(text: Any) -> Any:
    return quoted(text_of(text), quote_identifier)


def _quoted_literal(text: Any) -> Any:
    return quoted(text_of(text), quote_literal)


def _quoted_nullable(text: Any) -> Any:
    return "NULL" if text is None else _quoted_literal(text)


def _concat(*values: Any) -> Any:
    return concat("" if value is None else output_of(value) for value in values)


def _concat_with(separator: Any, first: Any, *others: Any) -> Any:
    """Return concat_ws()."""
    if separator is None or not known(separator):
        return None if separator is None else UNKNOWN
    parts = [part for value in (first, *others) if value is not None for part in (output_of(value), separator)]
    return concat(parts[:-1])


def _format(*arguments: Any) -> Any:
    return format_text(list(arguments))


def _setting_of(context: Context, args: list[Any]) -> Any:
    name = args[0]
    if name == "server_version_num":
        return UNKNOWN
    return ", ".join(map(quote_identifier, context.session.path)) if name == "search_path" else UNKNOWN


def current_schema(context: Context) -> str | None:
    """Return the first schema of the search path that exists."""
    return next((s for s in context.session.schemas if context.catalog.schema(s)), None)


def _has_table_privilege(context: Context, args: list[Any]) -> Any:
    role, of, privilege = args if len(args) == 3 else (context.session.role, *args)
    found = registered(context, of, "regclass")
    relation = context.catalog.relation(found) if isinstance(found, int) else None
    if not (isinstance(role, str) and isinstance(privilege, str) and relation) or not context.catalog.knows(
        "grants", relation
    ):
        return UNKNOWN
    row = context.catalog.roles.get(role)
    if row is None:
        return UNKNOWN
    if "SUPERUSER" in row.attributes or relation.owner in context.catalog.roles_of(role):
        return True
    held = context.catalog.privileges(relation, role, context.replay.target.revoked)
    return any(p.strip().upper() in held for p in privilege.split(","))


VARIADIC = frozenset({"concat", "concat_ws", "format"})
"""The functions that take VARIADIC and an array in the place of several arguments."""

FUNCTIONS: dict[str, Function] = {
    "format": _of_values(_format),
    "concat": _of_values(_concat),
    "concat_ws": _of_values(_concat_with),
    "quote_ident": _of_values(_quoted_ident),
    "quote_literal": _of_values(_quoted_literal),
    "quote_nullable": _of_values(_quoted_nullable),
    "replace": _of_values(replaced),
    "regexp_replace": _of_values(regexp_replaced),
    "lower": _of_texts(str.lower),
    "upper": _of_texts(str.upper),
    "initcap": _of_texts(texts.capitalized),
    "length": _of_texts(len),
    "char_length": _of_texts(len),
    "character_length": _of_texts(len),
    "btrim": _of_texts(texts.trimmed),
    "ltrim": _of_texts(texts.left_trimmed),
    "rtrim": _of_texts(texts.right_trimmed),
    "lpad": _of_texts(texts.left_padded),
    "rpad": _of_texts(texts.right_padded),
    "left": _of_texts(texts.left),
    "right": _of_texts(texts.right),
    "position": _of_texts(texts.position),
    "strpos": _of_texts(texts.position),
    "split_part": _of_texts(texts.split_part),
    "substring": _of_texts(substring),
    "substr": _of_texts(texts.substring),
    "translate": _of_texts(texts.translated),
    "repeat": _of_texts(texts.repeated),
    "reverse": _of_texts(texts.reversed_text),
    "md5": _of_texts(texts.md5),
    "starts_with": _of_texts(str.startswith),
    "like_escape": _of_texts(texts.like_escape),
    "string_to_array": _of_values(arrays.string_to_array),
    "array_length": _of_array(arrays.length),
    "array_upper": _of_array(arrays.length),
    "array_lower": _of_array(arrays.lower_bound),
    "array_ndims": _of_array(arrays.dimension_count),
    "array_dims": _of_array(arrays.bounds),
    "cardinality": _of_array(arrays.cardinality),
    "array_to_string": _of_values(arrays.array_to_string),
    "array_append": _of_values(arrays.appended),
    "array_prepend": _of_values(arrays.prepended),
    "array_cat": _of_values(arrays.joined),
    "array_remove": _of_values(arrays.removed),
    "array_replace": _of_values(arrays.exchanged),
    "array_position": _of_values(arrays.position_of),
    "pg_get_constraintdef": constraint_definition,
    "pg_get_indexdef": index_definition,
    "pg_get_viewdef": view_definition,
    "pg_get_functiondef": function_definition,
    "pg_get_function_identity_arguments": identity_arguments_of,
    "pg_get_expr": lambda _, args: args[0],
    "to_regclass": _to("regclass"),
    "to_regtype": _to("regtype"),
    "to_regproc": _to("regproc"),
    "to_regprocedure": _to("regprocedure"),
    "to_regnamespace": _to("regnamespace"),
    "current_setting": _setting_of,
    "current_schema": lambda context, _: current_schema(context),
    "current_database": lambda *_: "postgres",
    "has_table_privilege": _has_table_privilege,
}
