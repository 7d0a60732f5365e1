"""What a partition has from its parent: keys, indexes, foreign keys, checks and row triggers; and ATTACH, DETACH.

PostgreSQL docs, 5.12.2; DefineRelation, ATExecAttachPartition and ATExecDetachPartition in commands/tablecmds.c.
"""

from __future__ import annotations

from ....catalog import Constraint, Index, IndexKey, Table
from ....catalog.changes import IndexCreated, TriggerCreated
from ....record import replace
from ....syntax.source import Node
from ....syntax.tree import without_places
from ...checks.expression_checks import stored_expression
from ...state.context import Context
from ..common.generated_names import index_column_names, join_columns, relation_name
from .column_definitions import with_column
from .constraints import fresh, inherit_check, put_constraint, refuse_missing_check
from .foreign_keys import key_to_partition, key_to_referenced_partitions
from .indexes import make_index
from .partition_bounds import check_bound
from .partition_rules import refuse_attach, refuse_columns


def translate(keys: tuple[int, ...], source: Table, target: Table) -> tuple[int, ...]:
    """Return column numbers of one table as those of the columns with the same names in another."""
    return tuple(c.attnum for name in source.names(keys) if (c := target.column(name)))


def _translated_keys(
    context: Context, keys: tuple[IndexKey, ...], source: Table, target: Table
) -> tuple[IndexKey, ...]:
    found = []
    for key in keys:
        if key.attnum:
            numbers = translate((key.attnum,), source, target)
            found.append(replace(key, attnum=numbers[0] if numbers else 0))
        elif key.expression:
            found.append(replace(key, expression=stored_expression(context, key.expression.node, target)))
    return tuple(found)


def _same(first: Index, keys: tuple[IndexKey, ...], second: Index) -> bool:
    """Return whether two indexes do the same (CompareIndexInfo)."""

    def shape(key: IndexKey) -> object:
        return key.attnum, key.opclass, without_places(key.expression.node) if key.expression else None

    return (
        first.method == second.method
        and first.unique == second.unique
        and [shape(k) for k in first.keys] == [shape(k) for k in keys]
        and (first.predicate is None) == (second.predicate is None)
    )


def index_to_partitions(context: Context, table: Table, index: Index) -> None:
    """An index made on a partitioned table is made on every partition too."""
    for child in context.catalog.children_of(table.oid):
        if child.is_partition and child.kind != "foreign table":
            clone_index(context, index, table, child, attach=True)


def clone_index(context: Context, index: Index, source: Table, target: Table, attach: bool) -> Index:
    """Make the same index on another table under a generated name; with `attach` as a part of it (of a partition),
    taking an equal index that is there already."""
    catalog = context.catalog
    keys = _translated_keys(context, index.keys, source, target)
    constraint = catalog.constraints.get(index.constraint) if index.constraint else None
    if attach:
        for own in catalog.indexes(target.oid):
            if own.parent is None and _same(own, keys, index) and (constraint is None or own.constraint is not None):
                context.put(replace(own, parent=index.oid))
                if constraint is not None and (part := catalog.constraints.get(own.constraint or 0)):
                    catalog.constraints.put(part.oid, replace(part, parent=constraint.oid, inherited=True))
                return own
    included = translate(index.included, source, target)
    predicate = stored_expression(context, index.predicate.node, target) if index.predicate else None
    clone = make_index(
        context,
        target,
        _clone_name(context, index, keys, included, constraint, target),
        keys,
        location=index.location if index.origin is context.statement else None,
        method=index.method,
        included=included,
        unique=index.unique,
        primary=index.primary,
        predicate=predicate,
        options=index.options,
        parent=index.oid if attach else None,
        constraint=catalog.new_oid() if constraint else None,
    )
    context.put(clone)
    if constraint is None or clone.constraint is None:
        context.emit(IndexCreated, target.oid, clone.location, index=clone)
    else:
        if index.primary:
            for key in keys:
                current = fresh(context, target)
                column = current.column(key.attnum)
                if column is not None and not column.not_null:
                    context.put(replace(current, columns=with_column(current, replace(column, not_null=True))))
        copy = replace(
            constraint,
            oid=clone.constraint,
            origin=context.statement,
            changed=context.statement,
            relation=target.oid,
            schema=target.schema,
            name=clone.name,
            columns=tuple(key.attnum for key in keys if key.attnum),
            index=clone.oid,
            inherited=attach,
            parent=constraint.oid if attach else None,
        )
        put_constraint(context, target, copy)
    if attach and target.kind == "partitioned table":
        index_to_partitions(context, fresh(context, target), clone)
    return clone


def _clone_name(
    context: Context,
    index: Index,
    keys: tuple[IndexKey, ...],
    included: tuple[int, ...],
    constraint: Constraint | None,
    target: Table,
) -> str:
    catalog = context.catalog
    if index.primary:
        return relation_name(catalog, target.schema, target.name, None, "pkey", constraint=True)
    elements: list[Node] = []
    for key in keys:
        if key.attnum:
            elements.append({"name": target.names((key.attnum,))[0]})
        else:
            elements.append({"expr": key.expression.node if key.expression else {}})
    elements += [{"name": name} for name in target.names(included)]
    label = "idx" if constraint is None else "excl" if constraint.kind == "exclude" else "key"
    columns = join_columns(index_column_names(elements))
    return relation_name(catalog, target.schema, target.name, columns, label, constraint=constraint is not None)


def fill_partition(context: Context, parent: Table, child: Table) -> None:
    """What a new or attached partition gets from its parent."""
    catalog = context.catalog
    for index in list(catalog.indexes(parent.oid)):
        clone_index(context, index, parent, fresh(context, child), attach=True)
    for constraint in catalog.constraints_of(parent.oid):
        if constraint.kind == "foreign key" and not (constraint.parent and _is_shadow(context, constraint)):
            key_to_partition(context, fresh(context, child), parent, constraint)
    for key in catalog.foreign_keys_to(parent.oid):
        key_to_referenced_partitions(context, key, fresh(context, child))
    for trigger in catalog.triggers_of(parent.oid):
        if trigger.level == "ROW":
            numbers = translate(trigger.columns, parent, child)
            copy = replace(
                trigger, oid=catalog.new_oid(), relation=child.oid, columns=numbers, parent=trigger.oid,
                origin=context.statement, changed=context.statement,
            )  # fmt: skip
            catalog.triggers.put(copy.oid, copy)
            context.emit(TriggerCreated, child.oid, trigger=copy)


def _is_shadow(context: Context, key: Constraint) -> bool:
    """Return whether a foreign key is the extra row for a partition of the table that its parent references."""
    parent = context.catalog.constraints.get(key.parent or 0)
    return parent is not None and parent.relation == key.relation


def attach_partition(
    context: Context, parent: Table, child: Table, location: int | None, bound: Node | None = None
) -> None:
    """ALTER TABLE ... ATTACH PARTITION."""
    if parent.kind != "partitioned table" and not parent.assumed:
        context.refuse("42P17", f'table "{parent.name}" is not partitioned', location, parent.oid, names=(parent.name,))
    refuse_attach(context, parent, child, location)
    if bound is not None:
        check_bound(context, parent, child.name, bound, location)
    refuse_columns(context, parent, child, location)
    child = fresh(context, child)
    columns = tuple(
        replace(c, inherited=True, identity=own.identity, not_null=c.not_null or own.not_null)
        if (own := parent.column(c.name))
        else c
        for c in child.columns
    )
    child = context.alter(child, parents=(*child.parents, parent.oid), is_partition=True, bound=bound, columns=columns)
    for check in context.catalog.constraints_of(parent.oid):
        if check.kind == "check":
            refuse_missing_check(context, child, check, location)
            inherit_check(context, child, parent, check)
    fill_partition(context, parent, child)


def detach_partition(context: Context, parent: Table, child: Table) -> None:
    """ALTER TABLE ... DETACH PARTITION: what the partition has from its parent is its own from now on."""
    catalog = context.catalog
    if parent.kind != "partitioned table" and not parent.assumed:
        context.refuse("42P17", f'table "{parent.name}" is not partitioned', oid=parent.oid, names=(parent.name,))
    if parent.oid not in child.parents and catalog.knows("columns", child):
        message = f'relation "{child.name}" is not a partition of relation "{parent.name}"'
        context.refuse("42P01", message, oid=child.oid, names=(child.name, parent.name))
    parents = tuple(oid for oid in child.parents if oid != parent.oid)
    columns = tuple(replace(c, inherited=False, identity=None) for c in child.columns)
    context.alter(child, parents=parents, is_partition=False, bound=None, columns=columns)
    for index in list(catalog.indexes(child.oid)):
        if index.parent is not None:
            context.put(replace(index, parent=None))
    for constraint in catalog.constraints_of(child.oid):
        if constraint.parent is not None and not _is_shadow(context, constraint):
            catalog.constraints.put(constraint.oid, replace(constraint, parent=None, inherited=False))
    for key in catalog.foreign_keys_to(child.oid):
        if key.parent is not None and _is_shadow(context, key):
            catalog.constraints.drop(key.oid)
    for trigger in catalog.triggers_of(child.oid):
        if trigger.parent is not None:
            catalog.triggers.drop(trigger.oid)
