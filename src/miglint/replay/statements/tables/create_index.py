"""CREATE INDEX (PostgreSQL docs, CREATE INDEX; commands/indexcmds.c)."""

from __future__ import annotations

from collections.abc import Callable

from ....catalog import Table, View
from ....catalog.changes import IndexCreated
from ....syntax.source import Node
from ....syntax.tree import clip
from ...checks.assumptions import relation_of
from ...checks.purposes import PREDICATE
from ...state.context import Context
from ..common.generated_names import index_column_names, join_columns, relation_name
from .index_methods import access_method, refuse_limits
from .indexes import column_number, make_index, make_keys, stored_over
from .partitions import index_to_partitions
from .reloptions import refuse_options, with_options


def _create(context: Context, node: Node) -> None:
    target = node["relation"]
    location = target.get("location")
    relation = relation_of(context, target)
    if not isinstance(relation, (Table, View)) or relation.kind == "view":
        name = relation.name if relation else ""
        context.refuse(
            "42809",
            f'cannot create index on relation "{name}"',
            location,
            relation.oid if relation else 0,
            names=(name,),
        )
    catalog = context.catalog
    if node.get("concurrent") and relation.kind == "partitioned table":
        message = f'cannot create index on partitioned table "{relation.name}" concurrently'
        context.refuse("0A000", message, location, relation.oid, names=(relation.name,))
    elements = [element["IndexElem"] for element in node.get("indexParams", ())]
    including = [element["IndexElem"] for element in node.get("indexIncludingParams", ())]
    name = clip(node.get("idxname") or "")
    if name:
        existing = catalog.named(relation.schema, name)
        if existing is not None:
            if node.get("if_not_exists"):
                return
            if catalog.knows("existence", existing) and catalog.knows("indexes", relation):
                context.refuse("42P07", f'relation "{name}" already exists', location, existing.oid, names=(name,))
            catalog.relations.drop(existing.oid)
    else:
        parts = join_columns(index_column_names([*elements, *including]))
        name = relation_name(catalog, relation.schema, relation.name, parts, "idx")
    method = access_method(node.get("accessMethod"))
    refuse_limits(context, method, elements, including, bool(node.get("unique")))
    refuse_options(context, node.get("options"), method, relation.oid)
    keys = make_keys(context, relation, elements, method)
    for element in including:
        if "name" not in element:
            message = "expressions are not supported in included columns"
            context.refuse("0A000", message, location, relation.oid)
    included = tuple(column_number(context, relation, element["name"]) for element in including)
    where = node.get("whereClause")
    predicate = stored_over(context, relation, where, PREDICATE) if where else None
    current = catalog.table(relation.oid) or relation
    index = make_index(
        context,
        current,
        name,
        keys,
        method=method,
        included=included,
        unique=bool(node.get("unique")),
        predicate=predicate,
        nulls_not_distinct=bool(node.get("nulls_not_distinct")),
        options=with_options((), node.get("options")),
        location=location,
    )
    context.put(index)
    context.emit(IndexCreated, relation.oid, location, index=index, concurrently=bool(node.get("concurrent")))
    if relation.kind == "partitioned table" and isinstance(current, Table) and target.get("inh"):
        index_to_partitions(context, current, index)


HANDLERS: dict[str, Callable[[Context, Node], None]] = {"IndexStmt": _create}
