"""CREATE TABLE AS and SELECT INTO: columns of the query's types, and nothing else (PostgreSQL docs, SQL commands)."""

from __future__ import annotations

from collections.abc import Callable

from ...analysis.query import output_columns
from ...catalog import Column, Table
from ...catalog.changes import TableCreated
from ...syntax.source import Node
from ...syntax.tree import clip, persistence, strings
from ..checks.pseudo_types import refuse_pseudo_type
from ..checks.type_errors import is_certain
from ..state.context import Context
from .access.default_privileges import default_acl
from .prepared import prepared_query
from .tables.create_table import new_relation_name
from .tables.reloptions import with_options
from .views import TOO_MANY_NAMES, create_materialized_view


def create_table_as(context: Context, node: Node) -> None:
    """CREATE TABLE AS; SELECT INTO comes as one. Materialized views are the views' affair."""
    if node.get("objtype") == "OBJECT_MATVIEW":
        create_materialized_view(context, node)
        return
    query = node["query"]
    if "ExecuteStmt" in query:
        query = prepared_query(context, query["ExecuteStmt"])
    _create(context, node["into"], query, bool(node.get("if_not_exists")))


def _create(context: Context, into: Node, query: Node, if_not_exists: bool) -> None:
    target = into["rel"]
    placed = new_relation_name(context, target, if_not_exists)
    if placed is None:
        return
    schema, name, assumed = placed
    columns, known = _columns(context, into, query)
    table = Table(
        oid=assumed.oid if assumed else context.catalog.new_oid(),
        origin=context.statement,
        changed=context.statement,
        schema=schema,
        name=name,
        kind="table",
        owner=context.session.role,
        acl=default_acl(context, schema, "tables"),
        persistence=persistence(target, schema),
        options=with_options((), into.get("options")),
        location=target.get("location"),
        columns=tuple(columns),
        next_attnum=len(columns) + 1,
    )
    context.put(table)
    if not known:
        context.unknown("columns", schema, name, "the columns of its query could not be derived")
    context.emit(TableCreated, table.oid, table.location, table=table)


def _columns(context: Context, into: Node, query: Node) -> tuple[list[Column], bool]:
    """Return the query's columns, named by the column list if there is one, and whether those are all."""
    found, known = output_columns(query, context.catalog, context.session.schemas)
    names = [clip(name) for name in strings(into.get("colNames"))]
    if known and len(names) > len(found) and is_certain(context):
        context.refuse("42601", TOO_MANY_NAMES, into["rel"].get("location"))
    for output in found:
        refuse_pseudo_type(context, output.name, output.type)
    columns = [
        Column(
            attnum=number,
            name=names[number - 1] if number <= len(names) else clip(output.name),
            type=output.type,
            origin=context.statement,
            changed=context.statement,
            location=into["rel"].get("location"),
        )
        for number, output in enumerate(found, 1)
    ]
    return columns, known


HANDLERS: dict[str, Callable[[Context, Node], None]] = {"CreateTableAsStmt": create_table_as}
