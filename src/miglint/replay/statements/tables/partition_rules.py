"""What a partition or an inheriting table may not be, and what its parent forbids (commands/tablecmds.c)."""

from __future__ import annotations

from ....analysis.coercion import is_other, plain
from ....analysis.column_references import SYSTEM_COLUMNS
from ....catalog import Column, Table
from ....syntax.source import Node
from ...checks.expression_checks import check_expression
from ...checks.purposes import PARTITION_KEY
from ...checks.type_errors import is_certain
from ...state.context import Context
from ..common.transition_tables import refuse_row_transitions
from .index_methods import refuse_opclass


def refuse_parents(context: Context, node: Node, parents: list[Table], temporary: bool) -> None:
    """Refuse CREATE TABLE ... INHERITS and PARTITION OF where a parent takes no children of this kind."""
    partition = node.get("partbound") is not None
    target = node["relation"].get("location")
    if parents and not partition and node.get("partspec"):
        context.refuse("42P17", "cannot create partitioned table as inheritance child", target)
    for at, parent in enumerate(parents):
        if parent.assumed or context.replay.in_prelude:
            continue
        if parent in parents[:at]:
            message = f'relation "{parent.name}" would be inherited from more than once'
            context.refuse("42P07", message, target, parent.oid, names=(parent.name,))
        if not partition:
            _refuse_partitioned_parent(context, parent, target)
        elif parent.kind != "partitioned table":
            context.refuse("42P17", f'"{parent.name}" is not partitioned', target, parent.oid, names=(parent.name,))
        elif temporary and parent.persistence != "t":
            message = f'cannot create a temporary relation as partition of permanent relation "{parent.name}"'
            context.refuse("42809", message, target, parent.oid, names=(parent.name,))
        if parent.persistence == "t" and not temporary:
            what = "create a permanent relation as partition of" if partition else "inherit from"
            message = f'cannot {what} temporary relation "{parent.name}"'
            context.refuse("42809", message, target, parent.oid, names=(parent.name,))


def _refuse_partitioned_parent(context: Context, parent: Table, location: int | None) -> None:
    if parent.kind == "partitioned table" or parent.is_partition:
        kind = "partitioned table" if parent.kind == "partitioned table" else "partition"
        message = f'cannot inherit from {kind} "{parent.name}"'
        context.refuse("42809", message, location, parent.oid, names=(parent.name,))


def refuse_attach(context: Context, parent: Table, child: Table, location: int | None) -> None:
    """Refuse a table that can't become a partition, whatever its bound (ATExecAttachPartition)."""

    def refuse(sqlstate: str, message: str, *names: str) -> None:
        context.refuse(sqlstate, message, location, child.oid, reason="other", names=names)

    if child.is_partition:
        refuse("42809", f'"{child.name}" is already a partition', child.name)
    if child.assumed or parent.assumed:
        return
    if child.parents:
        refuse("42809", "cannot attach inheritance child as partition", child.name)
    if child.kind == "table" and context.catalog.children_of(child.oid):
        refuse("42809", "cannot attach inheritance parent as partition", child.name)
    if is_below(context, parent, child):
        refuse("42P07", "circular inheritance not allowed", child.name)
    if child.persistence == "t" and parent.persistence != "t":
        message = f'cannot attach a temporary relation as partition of permanent relation "{parent.name}"'
        refuse("42809", message, parent.name)
    if parent.persistence == "t" and child.persistence != "t":
        message = f'cannot attach a permanent relation as partition of temporary relation "{parent.name}"'
        refuse("42809", message, parent.name)
    if not context.catalog.knows("columns", child) or not context.catalog.knows("columns", parent):
        return
    refuse_row_transitions(context, child, "a partition")
    for column in child.columns:
        if column.identity:
            message = f'table "{child.name}" being attached contains an identity column "{column.name}"'
            refuse("55000", message, child.name, column.name)
        if parent.column(column.name) is None:
            message = f'table "{child.name}" contains column "{column.name}" not found in parent "{parent.name}"'
            refuse("42804", message, child.name, column.name, parent.name)


def refuse_columns(context: Context, parent: Table, child: Table, location: int | None = None) -> None:
    """Refuse (42804) a child whose columns aren't its new parent's (MergeAttributesIntoExisting)."""
    if not context.catalog.knows("columns", child):
        return
    for column in parent.columns:
        own = child.column(column.name)
        message = ""
        if own is None:
            message = f'child table is missing column "{column.name}"'
        elif is_other(own.type, column.type, context.catalog) or _has_other_length(context, own, column):
            message = f'child table "{child.name}" has different type for column "{column.name}"'
        elif column.not_null and column.not_null_inherits and not own.not_null and column.origin is not None:
            message = f'column "{column.name}" in child table must be marked NOT NULL'
        elif column.generated and not own.generated:
            message = f'column "{column.name}" in child table must be a generated column'
        elif own.generated and not column.generated:
            message = f'column "{column.name}" in child table must not be a generated column'
        if message:
            names = (child.name, column.name)
            context.refuse("42804", message, location, child.oid, reason="other", names=names)


def _has_other_length(context: Context, first: Column, second: Column) -> bool:
    if first.type is None or second.type is None or first.type.modifiers == second.type.modifiers:
        return False
    return plain(first.type, context.catalog) is not None and is_certain(context)


def is_below(context: Context, table: Table, above: Table) -> bool:
    """Return whether a table is another one or inherits from it."""
    if table.oid == above.oid:
        return True
    parents = [found for oid in table.parents if (found := context.catalog.table(oid))]
    return any(is_below(context, parent, above) for parent in parents)


def refuse_inherit(context: Context, parent: Table, child: Table) -> None:
    """Refuse ALTER TABLE ... INHERIT of and to partitions, and in a circle."""
    if parent.assumed or child.assumed:
        return
    refuse_partition_change(context, child)
    _refuse_partitioned_parent(context, parent, None)
    if parent.persistence == "t" and child.persistence != "t":
        message = f'cannot inherit from temporary relation "{parent.name}"'
        context.refuse("42809", message, oid=child.oid, names=(parent.name,))
    refuse_row_transitions(context, child, "an inheritance child")
    if is_below(context, parent, child):
        context.refuse("42P07", "circular inheritance not allowed", oid=child.oid, names=(parent.name, child.name))


def refuse_partition_change(context: Context, child: Table) -> None:
    """Refuse (42809) INHERIT and NO INHERIT of a partition or a partitioned table."""
    if child.is_partition or child.kind == "partitioned table":
        kind = "a partition" if child.is_partition else "partitioned table"
        message = f"cannot change inheritance of {kind}"
        context.refuse("42809", message, oid=child.oid, names=(child.name,))


# ---- partition keys


def check_key(context: Context, table: Table, spec: Node) -> None:
    """Refuse a PARTITION BY over what can't be a key (ComputePartitionAttrs)."""
    elements = [wrapped["PartitionElem"] for wrapped in spec.get("partParams", ())]
    is_list = spec.get("strategy") == "PARTITION_STRATEGY_LIST"
    method = "hash" if spec.get("strategy") == "PARTITION_STRATEGY_HASH" else "btree"
    if is_list and len(elements) > 1:
        message = 'cannot use "list" partition strategy with more than one column'
        context.refuse("42P17", message, elements[1].get("location"), table.oid)
    for element in elements:
        name, location = element.get("name"), element.get("location")
        if name is None:
            _check_key_expression(context, table, element)
            continue
        if name in SYSTEM_COLUMNS:
            message = f'cannot use system column "{name}" in partition key'
            context.refuse("42P17", message, location, table.oid, names=(name,))
        column = table.column(name)
        if column is not None and column.generated:
            message = "cannot use generated column in partition key"
            context.refuse("42P17", message, location, table.oid, names=(name,))
        if column is not None and "opclass" not in element:
            refuse_opclass(context, column.type, method)


def _check_key_expression(context: Context, table: Table, element: Node) -> None:
    if "A_Const" in element["expr"]:
        message = "cannot use constant expression as partition key"
        context.refuse("42P17", message, element.get("location"), table.oid)
    check_expression(context, element["expr"], table, PARTITION_KEY)


def refuse_key_column(context: Context, table: Table, column: Column, verb: str) -> None:
    """Refuse (42P16) to drop or alter a column of the table's own partition key."""
    if column.attnum in table.partition_keys:
        message = (
            f'cannot {verb} column "{column.name}" because it is part of the partition key of relation "{table.name}"'
        )
        context.refuse("42P16", message, oid=table.oid, names=(column.name, table.name))


def is_inherited(context: Context, table: Table, name: str) -> bool:
    """Return whether a parent has a column of this name, so that the column can't change in the table alone."""
    parents = (context.catalog.table(oid) for oid in table.parents)
    return any(parent is not None and parent.column(name) is not None for parent in parents)


def refuse_alone(context: Context, table: Table, message: str) -> None:
    """Refuse (42P16) a change with ONLY of a table that others inherit from."""
    if context.catalog.children_of(table.oid):
        context.refuse("42P16", message, oid=table.oid, names=(table.name,))
