"""The functions that DO blocks call: texts, arrays, names of objects, definitions, and aggregates."""

# ruff: noqa: ARG005 - all of one family have one signature

from __future__ import annotations

from collections.abc import Callable
from functools import cmp_to_key
from typing import TYPE_CHECKING, Any

from ..catalog import Constraint, Index, Relation, Routine, Table, View
from ..quoting import quote_identifier, quote_literal, quote_name
from ..source import Node
from ..tree import Name, list_name
from .catalog_tables import identity_arguments, index_sketch, sketch
from .plpgsql_values import (
    UNKNOWN,
    Partial,
    Reg,
    Sketch,
    compare,
    concat,
    format_text,
    known,
    quoted,
    text_of,
    truth,
)

if TYPE_CHECKING:
    from .context import Context
    from .plpgsql_expressions import Evaluator, Scope

Function = Callable[["Context", list[Any]], Any]


# ---- names of objects


def parsed_name(text: str) -> Name | None:
    """The name in a text such as public."Contact Notes"; None for anything else."""
    from .plpgsql_expressions import expression_tree

    match expression_tree(text):
        case {"ColumnRef": {"fields": parts}} if all("String" in part for part in parts):
            return list_name(parts)
    return None


def registered(context: Context, value: Any, type: str, missing_ok: bool = False) -> Any:
    """A text or an oid as regclass, regtype, regproc, regprocedure, regnamespace or regrole; None (with missing_ok) or
    UNKNOWN where there is no such object."""
    if value is None or isinstance(value, Reg) or not known(value):
        return value if value is None or isinstance(value, Reg) else UNKNOWN
    if isinstance(value, int):
        return _by_oid(context, value, type)
    absent = None if missing_ok else UNKNOWN
    if not isinstance(value, str):
        return UNKNOWN
    match type:
        case "regclass":
            name = parsed_name(value)
            relation = context.find(name) if name else None
            if relation:
                return Reg(relation.oid, _visible(context, relation))
            if name and name.schema in ("pg_catalog", "information_schema"):
                return UNKNOWN
            return absent
        case "regnamespace":
            schema = context.catalog.schema(value)
            return Reg(schema.oid, quote_identifier(schema.name)) if schema else absent
        case "regtype":
            from .type_lookup import lookup_type

            name = parsed_name(value)
            found = lookup_type(context, name) if name else None
            if found is None:
                return absent if name else UNKNOWN
            return Reg(found.oid, context.catalog.format_type(found) or "") if found.oid else UNKNOWN
        case "regproc" | "regprocedure":
            return _routine(context, value, absent)
    return UNKNOWN


def _routine(context: Context, text: str, absent: Any) -> Any:
    """A routine by its name or signature."""
    from ..parse import parse_statements
    from .routine_lookup import find_routine, visible_routines

    if "(" not in text:
        name = parsed_name(text)
        found = visible_routines(context, name) if name else []
        return Reg(found[0].oid, _signature(context, found[0])) if len(found) == 1 else absent if not found else UNKNOWN
    try:
        ((_, drop),) = parse_statements("DROP FUNCTION " + text)
        routine = find_routine(context, drop["objects"][0]["ObjectWithArgs"])
    except (ValueError, KeyError, IndexError):
        return UNKNOWN
    return Reg(routine.oid, _signature(context, routine)) if routine else absent


def _signature(context: Context, routine: Routine) -> str:
    from .routine_lookup import visible_routines

    types = ",".join(context.catalog.format_type(t) or "?" for t in routine.input_types)
    visible = any(r.oid == routine.oid for r in visible_routines(context, Name(None, routine.name)))
    return f"{quote_name(None if visible else routine.schema, routine.name)}({types})"


def _visible(context: Context, relation: Relation) -> str:
    """A relation's name as regclass prints it: with its schema only where the search path does not find it."""
    bare = context.find(Name(None, relation.name))
    return quote_name(None if bare is not None and bare.oid == relation.oid else relation.schema, relation.name)


def _by_oid(context: Context, oid: int, type: str) -> Any:
    catalog = context.catalog
    match type:
        case "regclass" if relation := catalog.relation(oid):
            return Reg(oid, _visible(context, relation))
        case "regproc" if routine := catalog.routine(oid):
            return Reg(oid, quote_name(routine.schema, routine.name))
        case "regprocedure" if routine := catalog.routine(oid):
            return Reg(oid, _signature(context, routine))
        case "regtype" if found := catalog.type(oid):
            return Reg(oid, quote_name(found.schema, found.name))
        case "regnamespace":
            for schema in catalog.schemas:
                if schema.oid == oid:
                    return Reg(oid, quote_identifier(schema.name))
    return UNKNOWN


def _to(type: str) -> Function:
    return lambda context, args: registered(context, args[0], type, missing_ok=True)


# ---- definitions


def _constraint_definition(context: Context, args: list[Any]) -> Any:
    constraint = context.catalog.constraints.get(args[0])
    if not isinstance(constraint, Constraint):
        return UNKNOWN
    table = context.catalog.relation(constraint.relation)
    names = ", ".join(table.names(constraint.columns)) if isinstance(table, Table) else ""
    if constraint.kind == "check":
        body = sketch(context, constraint.expression.node) if constraint.expression else ""
        return Sketch(f"CHECK {body}")
    if constraint.kind == "foreign key":
        target = context.catalog.relation(constraint.ref_relation or 0)
        if not isinstance(target, Table):
            return UNKNOWN
        return Sketch(f"FOREIGN KEY {names} REFERENCES {target.name} {', '.join(target.names(constraint.ref_columns))}")
    return Sketch(f"{constraint.kind.upper()} {names}")


def _index_definition(context: Context, args: list[Any]) -> Any:
    index = context.catalog.relation(args[0])
    on = context.catalog.relation(index.table) if isinstance(index, Index) else None
    return index_sketch(context, index, on) if isinstance(index, Index) and on else UNKNOWN


def _view_definition(context: Context, args: list[Any]) -> Any:
    found = registered(context, args[0], "regclass")
    view = context.catalog.relation(found) if isinstance(found, int) else None
    return sketch(context, view.query.node) if isinstance(view, View) else UNKNOWN


def _function_definition(context: Context, args: list[Any]) -> Any:
    """pg_get_functiondef, but for the defaults of arguments, which read NULL."""
    routine = context.catalog.routine(args[0])
    if routine is None or routine.body is None or routine.returns is None or routine.kind != "function":
        return UNKNOWN
    catalog = context.catalog
    arguments: list[str] = []
    outputs: list[str] = []
    for argument in routine.arguments:
        words = [argument.mode] if argument.mode not in ("IN", "TABLE") else []
        words += [quote_identifier(argument.name)] if argument.name else []
        words += [catalog.format_type(argument.type) or "?"]
        words += ["DEFAULT NULL"] if argument.has_default else []
        (outputs if argument.mode == "TABLE" else arguments).append(" ".join(words))
    returns = f"TABLE({', '.join(outputs)})" if outputs else catalog.format_type(routine.returns) or "?"
    words = [] if routine.volatility == "volatile" else [routine.volatility.upper()]
    words += ["STRICT"] if routine.strict else []
    words += ["SECURITY DEFINER"] if routine.security_definer else []
    lines = [
        f"CREATE OR REPLACE FUNCTION {quote_name(routine.schema, routine.name)}({', '.join(arguments)})",
        f" RETURNS {'SETOF ' if routine.returns_set and not outputs else ''}{returns}",
        f" LANGUAGE {routine.language}",
        *([" " + " ".join(words)] if words else []),
        *(f" SET {name} TO {_setting(value)}" for name, _, value in (c.partition("=") for c in routine.config)),
        f"AS $function${routine.body}$function$\n",
    ]
    return "\n".join(lines)


def _setting(value: str) -> str:
    names = [part.strip().strip('"') for part in value.split(",")]
    return ", ".join(quote_literal(name) for name in names)


def _identity_arguments(context: Context, args: list[Any]) -> Any:
    routine = context.catalog.routine(args[0])
    return identity_arguments(context, routine) if routine else UNKNOWN


# ---- texts and arrays


def _replace(context: Context, args: list[Any]) -> Any:
    text, old, new = args
    if text is None or old is None or new is None:
        return None
    if all(isinstance(a, str) and known(a) for a in args):
        return text.replace(old, new) if old else text
    return Partial((text.pieces[0], "")) if isinstance(text, Partial) and old not in text.pieces[0] else UNKNOWN


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


def _array_to_string(value: list[Any], separator: str, null: str | None = None) -> Any:
    texts = [null if v is None else text_of(v) for v in value]
    parts = [part for t in texts if t is not None for part in (t, separator)]
    return concat(parts[:-1])


def _position(text: str, part: str) -> int:
    return text.find(part) + 1


def _split_part(text: str, separator: str, number: int) -> str:
    parts = text.split(separator)
    return parts[number - 1] if 0 < number <= len(parts) else ""


def _substring(text: str, start: int, length: int | None = None) -> str:
    end = None if length is None else max(start - 1 + length, 0)
    return text[max(start - 1, 0) : end]


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
    "replace": _replace,
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
    "string_to_array": _plain(lambda text, separator: text.split(separator) if text else []),
    "array_length": _plain(_array_length),
    "cardinality": _plain(len),
    "array_to_string": _plain(_array_to_string),
    "array_append": _append,
    "array_position": _plain(lambda array, item: array.index(item) + 1 if item in array else None),
    "pg_get_constraintdef": _constraint_definition,
    "pg_get_indexdef": _index_definition,
    "pg_get_viewdef": _view_definition,
    "pg_get_functiondef": _function_definition,
    "pg_get_function_identity_arguments": _identity_arguments,
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

# ---- aggregates

AGGREGATES = frozenset({"count", "string_agg", "array_agg", "bool_and", "bool_or", "every", "min", "max", "sum"})


def aggregate(evaluator: Evaluator, name: str, fields: Node, scope: Scope) -> Any:
    """An aggregate over the group of a query; UNKNOWN where a row of it may or may not be there."""
    if scope.group is None or "over" in fields:
        return UNKNOWN
    rows = scope.group
    if condition := fields.get("agg_filter"):
        kept = [(row, truth(evaluator.value(condition, row))) for row in rows]
        if any(test is UNKNOWN for _, test in kept):
            return UNKNOWN
        rows = [row for row, test in kept if test is True]
    if fields.get("agg_star"):
        return len(rows)
    if order := fields.get("agg_order"):
        rows = ordered(evaluator, rows, order)
    arguments = fields.get("args") or [{}]
    values = [evaluator.value(arguments[0], row) for row in rows]
    if name != "array_agg":
        values = [value for value in values if value is not None]
    if fields.get("agg_distinct"):
        values = list(dict.fromkeys(v for v in values if not isinstance(v, (list, dict))))
    if name == "array_agg":
        return values or None
    if name == "count":
        return UNKNOWN if any(v is UNKNOWN for v in values) else len(values)
    if not values:
        return None
    if name == "string_agg":
        separator = evaluator.value(arguments[1], rows[0])
        return _array_to_string(values, separator) if isinstance(separator, str) else UNKNOWN
    if not all(known(value) for value in values):
        return UNKNOWN
    try:
        match name:
            case "bool_and" | "every":
                return all(values)
            case "bool_or":
                return any(values)
            case "min":
                return min(values)
            case "max":
                return max(values)
            case "sum":
                return sum(values)
    except TypeError:
        pass
    return UNKNOWN


def ordered(evaluator: Evaluator, rows: list[Scope], keys: list[Node]) -> list[Scope]:
    """Rows sorted by SortBy nodes; rows with unknown keys keep their places."""
    for key in reversed(keys):
        by = key["SortBy"]
        down = by.get("sortby_dir") == "SORTBY_DESC"
        valued = [(evaluator.value(by["node"], row), row) for row in rows]
        valued.sort(key=cmp_to_key(_by_value), reverse=down)
        rows = [row for _, row in valued]
    return rows


def _by_value(left: tuple[Any, Scope], right: tuple[Any, Scope]) -> int:
    return _order(left[0], right[0])


def _order(left: Any, right: Any) -> int:
    if left is None or right is None:
        return (left is None) - (right is None)
    return -1 if compare("<", left, right) is True else 1 if compare(">", left, right) is True else 0
