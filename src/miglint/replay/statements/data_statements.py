"""INSERT, UPDATE, DELETE, MERGE, TRUNCATE and COPY change rows only, but their tables and columns must be there."""

from __future__ import annotations

from collections.abc import Callable

from ...analysis.grouping import is_star
from ...analysis.scope import system_source
from ...catalog import Column, Relation, Table, View
from ...syntax.source import Node
from ...syntax.tree import range_name, strings
from ..checks.assumptions import relation_of
from ..checks.expression_checks import check_query, check_values
from ..checks.extension_facts import may_come_from_extension
from ..checks.type_errors import is_certain
from ..state.context import Context
from .data.assignments import check_set
from .data.conflict_clause import check_conflict
from .data.inserted_rows import check_rows, refuse_count, refuse_filled, refuse_stored, written_columns
from .tables.column_definitions import known_column


def insert(context: Context, node: Node) -> None:
    """INSERT: the table, the columns it names, what its query reads, and rows that can't be stored."""
    relation = _target(context, node["relation"])
    names = {column.name for column in relation.columns} if isinstance(relation, (Table, View)) else ()
    for column in node.get("cols", ()):
        target = column["ResTarget"]
        if target["name"] not in names:
            _known(context, relation, target["name"], target.get("location"))
    select = node.get("selectStmt", {}).get("SelectStmt", {})
    lists = select.get("valuesLists", ())
    rows: list[list[Node]] = [row["List"]["items"] for row in lists]
    table = relation if isinstance(relation, Table) else None
    columns = written_columns(context, table, node) if table is not None else None
    if context.statement.outer is not None and any(is_star(item) for row in rows for item in row):
        columns = None  # a record's fields
    if columns is not None and table is not None and rows:
        check_rows(context, table, node, columns, rows)
    supplied = _check_reads(context, node, table, columns, rows)
    conflict = node.get("onConflictClause")
    if table is None or context.replay.in_prelude:
        return
    if conflict is not None:
        for wrapped in conflict.get("targetList", ()):
            _known(context, table, wrapped["ResTarget"].get("name", ""), wrapped["ResTarget"].get("location"))
        check_set(context, table, conflict.get("targetList", []))
    if columns is not None and "selectStmt" in node and (rows or supplied is not None or "cols" in node):
        refuse_filled(context, table, node, columns[:supplied], rows)
    if conflict is not None:
        check_conflict(context, table, conflict)
    if columns is not None and (rows or "selectStmt" not in node):
        refuse_stored(context, table, columns, rows)


def _check_reads(
    context: Context, node: Node, table: Table | None, columns: list[Column] | None, rows: list[list[Node]]
) -> int | None:
    """Refuse an INSERT that reads what isn't there, or whose values aren't of the columns' types. Return how many
    columns its query returns, if it has one and that is known."""
    if not rows:
        supplied = check_query(context, {"InsertStmt": node}, columns)
        if supplied is not None and columns is not None and table is not None and is_certain(context):
            refuse_count(context, table, node, columns, supplied)
        return supplied
    # Constants and CURRENT_TIMESTAMP read nothing, and seeds are full of them.
    others = [
        (columns[at] if columns else None, item)
        for row in rows
        for at, item in enumerate(row)
        if "A_Const" not in item and "SetToDefault" not in item and "SQLValueFunction" not in item
    ]
    short = {"SelectStmt": {**node["selectStmt"]["SelectStmt"], "valuesLists": []}}
    if "withClause" in node:
        short["SelectStmt"]["valuesLists"] = [{"List": {"items": [item for _, item in others]}}]
    elif others:
        check_values(context, others)
    if node.keys() & {"withClause", "onConflictClause", "returningClause"}:
        check_query(context, {"InsertStmt": {**node, "selectStmt": short}})
    return None


def update(context: Context, node: Node) -> None:
    """UPDATE: the table, the columns it sets, and what it reads."""
    relation = _target(context, node["relation"])
    for wrapped in node.get("targetList", ()):
        target = wrapped["ResTarget"]
        if "name" in target:
            _known(context, relation, target["name"], target.get("location"))
    check_query(context, {"UpdateStmt": node})
    if isinstance(relation, Table) and not context.replay.in_prelude:
        check_set(context, relation, node.get("targetList", []))


def delete(context: Context, node: Node) -> None:
    """DELETE: the table, and what it reads."""
    _target(context, node["relation"])
    check_query(context, {"DeleteStmt": node})


def merge(context: Context, node: Node) -> None:
    """MERGE: the table, and what it reads."""
    _target(context, node["relation"])
    check_query(context, {"MergeStmt": node})


def truncate(context: Context, node: Node) -> None:
    """TRUNCATE: the tables, none of which may be referenced from outside."""
    found = [(_target(context, wrapped["RangeVar"]), wrapped["RangeVar"]) for wrapped in node["relations"]]
    if node.get("behavior") == "DROP_CASCADE":
        return
    tables = [(table, place) for table, place in found if isinstance(table, Table)]
    together = {table.oid for table, _ in tables}
    family = [table for table, place in tables if place.get("inh")]
    for parent in family:
        children = [c for c in context.catalog.children_of(parent.oid) if c.oid not in together]
        together.update(child.oid for child in children)
        family += children
    for oid in sorted(together):
        for key in context.catalog.foreign_keys_to(oid):
            owner, table = context.catalog.table(key.relation), context.catalog.table(oid)
            if key.relation in together or owner is None or not context.catalog.knows("constraints", owner):
                continue
            message = "cannot truncate a table referenced in a foreign key constraint"
            names = (owner.name, table.name) if table else (owner.name,)
            context.refuse("0A000", message, tables[0][1].get("location"), oid, others=(key.oid,), names=names)


def copy(context: Context, node: Node) -> None:
    """COPY of a table, or of what a query returns: its columns, each once (CopyGetAttnums in commands/copy.c)."""
    if "relation" not in node:
        check_query(context, node["query"])
        return
    relation = _target(context, node["relation"])
    names = strings(node.get("attlist"))
    for place, name in enumerate(names):
        _known(context, relation, name, None)
        if name in names[:place] and relation is not None:
            context.refuse("42701", f'column "{name}" specified more than once', names=(name,))


def _target(context: Context, range_var: Node) -> Relation | None:
    name = range_name(range_var)
    found = context.find(name)
    if found is None and (may_come_from_extension(context, name) or _is_with(context, name.name)):
        return None
    if found is None and system_source(name) is not None:
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
