"""Enum values that were added in the open transaction: PostgreSQL refuses to use them before it commits (55P04)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...catalog import Table
from ...syntax.source import Node
from ...syntax.tree import constant_or, range_name, strings, walk
from ..lookup.named_types import lookup_type
from ..state.context import Context
from ..state.refused import Refused
from .absent_names import Where, same_place

_BODIES = frozenset({"CreateFunctionStmt", "DoStmt", "CommentStmt", "AlterEnumStmt", "CreateEnumStmt"})


def refuse_fresh_labels(context: Context) -> None:
    """55P04 where the statement brings one of the values to its type."""
    if context.statement.kind not in _BODIES:
        refuse_fresh(context, context.statement.node)


def refuse_fresh(context: Context, node: Node, where: Where = same_place) -> None:
    """55P04 where the tree of a statement or of a part of it brings one of the values to its type."""
    if not context.replay.fresh_labels.labels:
        return
    for oid, value, location in _uses(context, node):
        added = context.replay.fresh_labels.labels.get((oid, value))
        if added is not None:
            type_ = context.catalog.type(oid)
            message = f'unsafe use of new value "{value}" of enum type {type_.name if type_ else "?"}'
            place = added.place(None, "the value is added here")
            raise Refused("55P04", message, where(location), oid, related=(place,), names=(value,))


Use = tuple[int, str, int | None]

_TYPED = ("TypeCast", "A_Expr", "ColumnDef", "AlterTableCmd")


def _uses(context: Context, node: Node) -> Iterator[Use]:
    """Return the constants that are read as an enum: (type's oid, text, location)."""
    tables = [t for _, n in walk(node, ("RangeVar",)) if (t := _table(context, n))]
    own = node.get("relation") or node.get("table")
    target = _table(context, own) if isinstance(own, dict) and "relname" in own else None
    if target:
        tables.append(target)
    for kind, found in walk(node, _TYPED):
        match kind, found:
            case "TypeCast", {"arg": argument, "typeName": type_name}:
                if type_ := lookup_type(context, _name(type_name)):
                    yield from _constants(type_.oid, argument)
            case "A_Expr", {"lexpr": left, "rexpr": right}:
                for column, other in ((left, right), (right, left)):
                    if oid := _column_type(tables, column):
                        yield from _constants(oid, other)
            case "ColumnDef", {"typeName": type_name, "constraints": constraints}:
                if type_ := lookup_type(context, _name(type_name)):
                    for constraint in constraints:
                        yield from _constants(type_.oid, constraint["Constraint"].get("raw_expr"))
            case "AlterTableCmd", {"subtype": "AT_ColumnDefault", "name": name, "def": default} if target:
                yield from _constants(_oid(target, name), default)
    if target is not None:
        yield from _written(target, node)


def _written(table: Table, node: Node) -> Iterator[Use]:
    """Return what INSERT ... VALUES and UPDATE ... SET write into the table's columns."""
    match node:
        case {"selectStmt": {"SelectStmt": {"valuesLists": rows}}}:
            names = [c["ResTarget"]["name"] for c in node.get("cols", ())] or [c.name for c in table.columns]
            for row in rows:
                for name, value in zip(names, row["List"]["items"], strict=False):
                    yield from _constants(_oid(table, name), value)
        case {"targetList": targets}:
            for wrapped in targets:
                match wrapped:
                    case {"ResTarget": {"name": name, "val": value}}:
                        yield from _constants(_oid(table, name), value)


def _table(context: Context, range_var: Node) -> Table | None:
    found = context.find(range_name(range_var))
    return found if isinstance(found, Table) else None


def _name(type_name: Node) -> Any:
    from ...syntax.tree import list_name

    return list_name(type_name["names"])


def _column_type(tables: list[Table], node: Node) -> int:
    match node:
        case {"ColumnRef": {"fields": fields}}:
            name = strings(fields)[-1]
            return next((oid for table in tables if (oid := _oid(table, name))), 0)
    return 0


def _oid(table: Table, name: str) -> int:
    column = table.column(name)
    return column.type.oid if column and column.type else 0


def _constants(oid: int, node: Any) -> Iterator[Use]:
    """Return the text constants of a constant, list or array."""
    if not oid or node is None:
        return
    match node:
        case {"A_Const": {"sval": _} as const}:
            yield oid, str(constant_or(node, "")), const.get("location")
        case {"List": {"items": items}} | {"A_ArrayExpr": {"elements": items}}:
            for item in items:
                yield from _constants(oid, item)
        case {"TypeCast": {"arg": argument, "typeName": type_name}}:
            if strings(type_name["names"])[-1] not in ("text", "varchar"):
                yield from _constants(oid, argument)
