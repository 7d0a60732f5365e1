"""CREATE TABLE ... (LIKE other INCLUDING ...): what is copied at once and what after the table is made.

PostgreSQL docs, CREATE TABLE; transformTableLikeClause and expandTableLikeClause in parser/parse_utilcmd.c.
"""

from __future__ import annotations

from ....catalog import Column, Comment, Table, Type, View
from ....record import Value, replace
from ....syntax.source import Node
from ....syntax.tree import range_name
from ...checks.assumptions import relation_of
from ...checks.expression_checks import stored_expression
from ...lookup.named_types import lookup_type
from ...state.context import Context
from .column_definitions import Home, Parts, add_identity_sequence
from .constraints import columns_read, fresh, put_constraint
from .partitions import clone_index

# enum TableLikeOption in nodes/parsenodes.h
COMMENTS, CONSTRAINTS, DEFAULTS, GENERATED, IDENTITY, INDEXES = 1 << 0, 1 << 2, 1 << 3, 1 << 4, 1 << 5, 1 << 6


class Like(Value):
    """A LIKE clause: the table, view or composite type that it copies, and what is included."""

    source: Table | View | Type
    options: int


def like_columns(context: Context, home: Home, node: Node, attnum: int, parts: Parts) -> tuple[Like, list[Column]]:
    """Return the clause and the columns that it copies, numbered from `attnum`."""
    source = _composite(context, node["relation"]) or relation_of(context, node["relation"])
    if not isinstance(source, (Table, View, Type)):
        name = source.name if source else ""
        context.refuse(
            "42809", f'relation "{name}" is invalid in LIKE clause', node["relation"].get("location"), names=(name,)
        )
    options = node.get("options", 0)
    columns = []
    for number, column in enumerate(source.columns, attnum):
        copy = replace(
            column,
            attnum=number,
            default=None,
            identity=None,
            generated=None,
            inherited=False,
            acl=type(column.acl)(),
            origin=context.statement,
            changed=context.statement,
            location=node["relation"].get("location"),
        )
        if column.generated:
            if options & GENERATED and column.default:
                copy = replace(copy, generated=column.generated)
                parts.generated[copy.name] = column.default.node
        elif column.default and options & DEFAULTS:
            copy = replace(copy, default=column.default)
        if column.identity and options & IDENTITY:
            add_identity_sequence(context, home, copy, None, copy.location)
            copy = replace(copy, identity=column.identity)
        columns.append(copy)
    return Like(source, options), columns


def _composite(context: Context, range_var: Node) -> Type | None:
    """Return the composite type of a name, if no relation has it."""
    name = range_name(range_var)
    if context.find(name) is not None or (found := lookup_type(context, name)) is None:
        return None
    row = context.catalog.type(found.oid)
    return row if row is not None and row.kind == "composite" else None


def expand_like(context: Context, like: Like, table: Table) -> None:
    """Checks, indexes and comments of a LIKE clause, once the table is there."""
    source, options, catalog = like.source, like.options, context.catalog
    if not isinstance(source, Table):
        return
    if options & CONSTRAINTS:
        for check in catalog.constraints_of(source.oid):
            if check.kind != "check" or check.expression is None:
                continue
            expression = stored_expression(context, check.expression.node, table)
            columns = columns_read(check.expression.node, table)
            copy = replace(
                check,
                oid=catalog.new_oid(),
                origin=context.statement,
                changed=context.statement,
                relation=table.oid,
                schema=table.schema,
                columns=columns,
                expression=expression,
                validated=True,
                inherited=False,
                parent=None,
                location=None,
            )
            put_constraint(context, table, copy)
    if options & INDEXES:
        for index in list(catalog.indexes(source.oid)):
            clone_index(context, index, source, fresh(context, table), attach=False)
    if options & COMMENTS:
        for column in source.columns:
            comment = catalog.comments.get(("column", source.oid, column.attnum))
            target = table.column(column.name)
            if comment and target:
                object = f"{table.qualified}.{target.name}"
                row = Comment("column", table.oid, target.attnum, object, comment.comment, context.statement)
                catalog.comments.put(("column", table.oid, target.attnum), row)
