"""Composite types: CREATE TYPE ... AS (...) and ALTER TYPE on its attributes."""

from __future__ import annotations

from ....catalog import Column, Type
from ....catalog.changes import ColumnAdded, TypeCreated
from ....record import replace
from ....syntax.source import Node
from ....syntax.tree import Name, clip, range_name
from ...checks.pseudo_types import refuse_pseudo_type
from ...checks.type_lookup import resolve_type
from ...lookup.named_types import lookup_type
from ...state.context import Context
from ..common.dependents import DropTarget
from ..common.drop_objects import drop
from ..common.row_types import refuse_row_type_users, typed_tables
from .new_types import new_type_name, put_type


def create_composite(context: Context, node: Node) -> None:
    """CREATE TYPE name AS (attributes)."""
    target = node["typevar"]
    name = Name(target.get("schemaname"), target["relname"])
    schema, own = new_type_name(context, name, target.get("location"))
    columns: list[Column] = []
    for number, wrapped in enumerate(node.get("coldeflist", ()), 1):
        columns.append(_attribute(context, wrapped["ColumnDef"], number))
    put_type(context, schema, own, "composite", target.get("location"), TypeCreated, columns=tuple(columns))


def _attribute(context: Context, definition: Node, number: int) -> Column:
    type = resolve_type(context, definition["typeName"])
    refuse_pseudo_type(context, clip(definition["colname"]), type, definition.get("location"))
    return Column(
        attnum=number,
        name=clip(definition["colname"]),
        type=type,
        origin=context.statement,
        changed=context.statement,
        location=definition.get("location"),
    )


def alter_composite(context: Context, node: Node) -> None:
    """ALTER TYPE ... ADD, DROP, ALTER ATTRIBUTE."""
    name = range_name(node["relation"])
    found = lookup_type(context, name)
    row = context.catalog.type(found.oid) if found and found.oid else None
    if row is None:
        if found is None and not node.get("missing_ok"):
            spelled = f"{name.schema or 'public'}.{name.name}"
            context.note_assumption("type", spelled, "42P01", node["relation"].get("location"))
        return
    for wrapped in node.get("cmds", ()):
        row = _alter(context, row, wrapped["AlterTableCmd"])
    row = replace(row, changed=context.statement)
    context.catalog.types.put(row.oid, row)


def _alter(context: Context, row: Type, command: Node) -> Type:
    name = clip(command.get("name") or command.get("def", {}).get("ColumnDef", {}).get("colname", ""))
    cascade = command.get("behavior") == "DROP_CASCADE"
    attribute = next((c for c in row.columns if c.name == name), None)
    match command["subtype"]:
        case "AT_AddColumn":
            definition = command["def"]["ColumnDef"]
            if attribute is not None:
                message = f'column "{name}" of relation "{row.name}" already exists'
                context.refuse("42701", message, definition.get("location"), row.oid, names=(name, row.name))
            number = max((c.attnum for c in row.columns), default=0) + 1
            added = _attribute(context, definition, number)
            for table in typed_tables(context, row, cascade):
                own = replace(added, attnum=table.next_attnum)
                after = context.alter(table, columns=(*table.columns, own), next_attnum=own.attnum + 1)
                context.emit(ColumnAdded, table.oid, added.location, table=after, column=own)
            return replace(row, columns=(*row.columns, added))
        case "AT_DropColumn" | "AT_AlterColumnType" if attribute is None:
            if not command.get("missing_ok"):
                message = f'column "{name}" of relation "{row.name}" does not exist'
                context.refuse("42703", message, oid=row.oid, names=(name, row.name))
        case "AT_DropColumn":
            for table in typed_tables(context, row, cascade):
                if (old := table.column(name)) is not None:
                    drop(context, [DropTarget("column", table.oid, old.attnum)], True)
            return replace(row, columns=tuple(c for c in row.columns if c is not attribute))
        case "AT_AlterColumnType":
            refuse_row_type_users(context, row)
            type = resolve_type(context, command["def"]["ColumnDef"]["typeName"])
            for table in typed_tables(context, row, cascade):
                own_columns = [replace(c, type=type) if c.name == name else c for c in table.columns]
                context.alter(table, columns=tuple(own_columns))
            columns = tuple(replace(c, type=type) if c is attribute else c for c in row.columns)
            return replace(row, columns=columns)
    return row
