"""Values that a statement puts into columns: constants that don't fit, and columns that only PostgreSQL fills."""

from __future__ import annotations

from ....analysis.literals import bad_literal, is_checked, too_large
from ....catalog import Column, Table
from ....syntax.source import Node
from ....syntax.tree import clip
from ...checks.type_errors import is_certain, refuse_constant
from ...state.context import Context
from ...state.refused import Refused

_SIZED = frozenset({"int2", "int4", "int8"})


def refuse_literal(context: Context, column: Column, constant: Node) -> None:
    """Refuse a constant that isn't a value of the column's type, or that no assignment converts to it."""
    if column.type is not None and "isnull" not in constant and (is_checked(column.type) or "sval" not in constant):
        refuse_constant(context, constant, column, "")


def has_size(column: Column) -> bool:
    """Return whether a value of the column's type may be too large for the column."""
    type = column.type
    return type is not None and bool(type.modifiers or type.oid or type.name in _SIZED)


def refuse_size(context: Context, column: Column, constant: Node) -> None:
    """Refuse (22001, 22003) a constant that is a value of the column's type but too large for the column."""
    type = column.type
    if type is None or not has_size(column):
        return
    value = _text(constant)
    if not value or ("sval" in constant and bad_literal(value, type, context.catalog) is not None):
        return
    bad = too_large(value, type, context.catalog)
    if bad is not None and is_certain(context):
        raise Refused(bad.sqlstate, bad.message, constant.get("location"), names=(column.name,))


def _text(constant: Node) -> str:
    """Return a string or number as text."""
    match constant:
        case {"sval": value}:
            return str(value.get("sval", ""))
        case {"fval": value}:
            return str(value.get("fval", ""))
        case {"ival": value}:
            return str(value.get("ival", 0))
    return ""


def check_set(context: Context, table: Table, targets: list[Node]) -> None:
    """Refuse what SET can't do whatever the rows are: two values for one column (42601), a value for a column that
    PostgreSQL fills (428C9), and constants that don't fit."""
    pairs = _set_columns(context, table, targets)
    constants = [(column, value["A_Const"]) for column, value, _ in pairs if "A_Const" in value]
    for column, constant in constants:
        refuse_literal(context, column, constant)
    for column, value, location in pairs:
        if is_filled(column) and not _is_default(value):
            message = f'column "{column.name}" can only be updated to DEFAULT'
            context.refuse("428C9", message, location, table.oid, names=(column.name,))
    for column, constant in constants:
        refuse_size(context, column, constant)


def _set_columns(context: Context, table: Table, targets: list[Node]) -> list[tuple[Column, Node, int | None]]:
    """Return the columns that SET names, with their values and places."""
    found: dict[str, tuple[Column, Node, int | None]] = {}
    for wrapped in targets:
        target = wrapped["ResTarget"]
        if "name" not in target or "indirection" in target:
            continue
        name, location = clip(target["name"]), target.get("location")
        if name in found:
            message = f'multiple assignments to same column "{name}"'
            context.refuse("42601", message, location, table.oid, names=(name,))
        if column := table.column(name):
            found[name] = column, target.get("val", {}), location
    return list(found.values())


def _is_default(value: Node) -> bool:
    """Return whether a value is DEFAULT, also as a part of (a, b) = (DEFAULT, 1)."""
    match value:
        case {"MultiAssignRef": {"source": {"RowExpr": {"args": parts}}, "colno": number}}:
            return number <= len(parts) and "SetToDefault" in parts[number - 1]
    return "SetToDefault" in value


def is_filled(column: Column) -> bool:
    """Return whether only PostgreSQL writes a column."""
    return bool(column.generated) or column.identity == "ALWAYS"
