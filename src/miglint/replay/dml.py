"""INSERT, UPDATE, DELETE, MERGE, TRUNCATE and COPY: they change rows only, but their tables and columns must be there."""

from __future__ import annotations

from collections.abc import Callable

from ..catalog import Relation, Table, View
from ..source import Node
from .columns import known_column
from .context import Context
from .reads import check_query


def insert(context: Context, node: Node) -> None:
    """INSERT: the table, the columns it names, and what its query reads."""
    relation = _target(context, node["relation"])
    for column in node.get("cols", ()):
        target = column["ResTarget"]
        _known(context, relation, target["name"], target.get("location"))
    check_query(context, {"InsertStmt": node})


def update(context: Context, node: Node) -> None:
    """UPDATE: the table, the columns it sets, and what it reads."""
    relation = _target(context, node["relation"])
    for wrapped in node.get("targetList", ()):
        target = wrapped["ResTarget"]
        if "name" in target:
            _known(context, relation, target["name"], target.get("location"))
    check_query(context, {"UpdateStmt": node})


def delete(context: Context, node: Node) -> None:
    """DELETE: the table, and what it reads."""
    _target(context, node["relation"])
    check_query(context, {"DeleteStmt": node})


def merge(context: Context, node: Node) -> None:
    """MERGE: the table."""
    _target(context, node["relation"])


def truncate(context: Context, node: Node) -> None:
    """TRUNCATE: the tables."""
    for relation in node["relations"]:
        _target(context, relation["RangeVar"])


def copy(context: Context, node: Node) -> None:
    """COPY of a table."""
    if "relation" in node:
        _target(context, node["relation"])


def _target(context: Context, range_var: Node) -> Relation | None:
    from .extension_facts import may_come_from_extension
    from ..tree import range_name

    name = range_name(range_var)
    found = context.find(name)
    if found is None and (may_come_from_extension(context, name) or _is_with(context, name.name)):
        return None
    return found or context.relation(range_var)


def _is_with(context: Context, name: str) -> bool:
    """Whether a WITH of the statement has this name: data can't be written there, but the error is another."""
    with_clause = context.statement.node.get("withClause", {})
    return any(c["CommonTableExpr"]["ctename"] == name for c in with_clause.get("ctes", ()))


def _known(context: Context, relation: Relation | None, name: str, location: int | None) -> None:
    if isinstance(relation, Table):
        known_column(context, context.catalog.table(relation.oid) or relation, name, location)
    elif isinstance(relation, View) and relation.columns_known and context.catalog.knows("columns", relation):
        if relation.column(name) is None:
            message = f'column "{name}" of relation "{relation.name}" does not exist'
            context.refuse("42703", message, location, relation.oid)


HANDLERS: dict[str, Callable[[Context, Node], None]] = {
    "InsertStmt": insert,
    "UpdateStmt": update,
    "DeleteStmt": delete,
    "MergeStmt": merge,
    "TruncateStmt": truncate,
    "CopyStmt": copy,
}
