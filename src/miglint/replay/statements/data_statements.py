"""INSERT, UPDATE, DELETE, MERGE, TRUNCATE and COPY change rows only, but their tables and columns must be there."""

from __future__ import annotations

from collections.abc import Callable

from ...catalog import Relation, Table, View
from ...syntax.source import Node
from ...syntax.tree import range_name
from ..checks.assumptions import relation_of
from ..checks.expression_checks import check_query
from ..checks.extension_facts import may_come_from_extension
from ..state.context import Context
from .tables.column_definitions import known_column


def insert(context: Context, node: Node) -> None:
    """INSERT: the table, the columns it names, and what its query reads."""
    relation = _target(context, node["relation"])
    names = {column.name for column in relation.columns} if isinstance(relation, (Table, View)) else ()
    for column in node.get("cols", ()):
        target = column["ResTarget"]
        if target["name"] not in names:
            _known(context, relation, target["name"], target.get("location"))
    match node:
        case {"selectStmt": {"SelectStmt": {"valuesLists": rows} as select}}:
            if isinstance(relation, Table):
                _refuse_count(context, relation, node, rows)
            # Constants and CURRENT_TIMESTAMP read nothing, and seeds are full of them.
            others = [
                item
                for row in rows
                for item in row["List"]["items"]
                if "A_Const" not in item and "SQLValueFunction" not in item
            ]
            if not others and not node.keys() & {"withClause", "onConflictClause", "returningClause"}:
                return
            short = {**select, "valuesLists": [{"List": {"items": others}}]}
            node = {**node, "selectStmt": {"SelectStmt": short}}
    check_query(context, {"InsertStmt": node})


def _refuse_count(context: Context, table: Table, node: Node, rows: list[Node]) -> None:
    """Refuse (42601) a row of VALUES with more values than there are columns, or fewer than are named."""
    named = len(node.get("cols", ()))
    if not named and not context.catalog.knows("columns", table):
        return
    columns = named or len(table.columns)
    given = len(rows[0]["List"]["items"])
    if given > columns:
        context.refuse("42601", "INSERT has more expressions than target columns", oid=table.oid)
    if given < named:
        context.refuse("42601", "INSERT has more target columns than expressions", oid=table.oid)


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
    name = range_name(range_var)
    found = context.find(name)
    if found is None and (may_come_from_extension(context, name) or _is_with(context, name.name)):
        return None
    return found or relation_of(context, range_var, reads=True)


def _is_with(context: Context, name: str) -> bool:
    """Return whether a WITH of the statement has this name: data can't be written there, but the error is another."""
    with_clause = context.statement.node.get("withClause", {})
    return any(c["CommonTableExpr"]["ctename"] == name for c in with_clause.get("ctes", ()))


def _known(context: Context, relation: Relation | None, name: str, location: int | None) -> None:
    if isinstance(relation, Table):
        known_column(context, context.catalog.table(relation.oid) or relation, name, location)
        return
    known = isinstance(relation, View) and relation.columns_known and context.catalog.knows("columns", relation)
    if known and isinstance(relation, View) and relation.column(name) is None:
        message = f'column "{name}" of relation "{relation.name}" does not exist'
        context.refuse("42703", message, location, relation.oid, names=(name, relation.name))


HANDLERS: dict[str, Callable[[Context, Node], None]] = {
    "InsertStmt": insert,
    "UpdateStmt": update,
    "DeleteStmt": delete,
    "MergeStmt": merge,
    "TruncateStmt": truncate,
    "CopyStmt": copy,
}
