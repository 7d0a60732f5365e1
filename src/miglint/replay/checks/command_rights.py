"""Whether the role in force may run a statement whose names are all there."""

from __future__ import annotations

from collections.abc import Callable

from ...catalog import Relation, Role, Table
from ...syntax.source import Node
from ...syntax.tree import constant_or, options, range_name, unwrap
from ..state.context import Context
from .query_rights import QUERIES, is_judged, refuse_copy, refuse_query, refuse_relation
from .role_rights import holds, limited_role, refuse_not_owner_of, refuse_use_of_schema

# What allows LOCK TABLE in any mode, and in modes up to a number (LockTableAclCheck in commands/lockcmds.c).
_ANY_LOCK = ("MAINTAIN", "UPDATE", "DELETE", "TRUNCATE")
_WEAK_LOCKS = (("SELECT", 1), ("INSERT", 3))


def refuse_without_rights(context: Context) -> None:
    """Refuse (42501) a statement that the role in force may not run. It was applied already: what it made shows."""
    if (role := limited_role(context)) is None:
        return
    kind, node = context.statement.kind, context.statement.node
    if kind in QUERIES:
        refuse_query(context, role, {kind: node})
    elif (judge := _JUDGES.get(kind)) is not None:
        judge(context, role, node)
    if kind in _MAKERS:
        for change in context.changes:
            schema = getattr(change.subject, "schema", None)
            if change.effect == "made" and isinstance(schema, str) and schema != "pg_temp":
                refuse_use_of_schema(context, schema, "CREATE")


def _holder(context: Context, role: Role, node: Node) -> None:
    """A statement that holds a query."""
    kind, inner = unwrap(node["query"])
    if kind in QUERIES:
        refuse_query(context, role, {kind: inner})


def _call(context: Context, role: Role, node: Node) -> None:
    target = {"ResTarget": {"val": {"FuncCall": node["funccall"]}}}
    refuse_query(context, role, {"SelectStmt": {"targetList": [target]}})


def _truncate(context: Context, role: Role, node: Node) -> None:
    for wrapped in node["relations"]:
        _need(context, role, wrapped["RangeVar"], ("TRUNCATE",))


def _lock(context: Context, role: Role, node: Node) -> None:
    weaker = tuple(privilege for privilege, mode in _WEAK_LOCKS if node.get("mode", 8) <= mode)
    for wrapped in node["relations"]:
        _need(context, role, wrapped["RangeVar"], _ANY_LOCK + weaker)


def _maintain(context: Context, role: Role, node: Node) -> None:
    """CLUSTER, REINDEX and REFRESH: MAINTAIN, which PostgreSQL 17 introduced; before that, the owner's alone."""
    if "relation" not in node or node.get("kind") == "REINDEX_OBJECT_INDEX":
        return
    if context.replay.target.postgres_version >= 17:
        _need(context, role, node["relation"], ("MAINTAIN",))
    else:
        _own(context, role, node)


def _trigger(context: Context, role: Role, node: Node) -> None:
    _need(context, role, node["relation"], ("TRIGGER",))


def _own(context: Context, role: Role, node: Node) -> None:
    """What only the owner of a table may do."""
    range_var = node["relation"] if "relation" in node else node["relations"][0].get("RangeVar", {})
    if range_var and (relation := _judged(context, range_var)) is not None:
        kind = relation.kind.removeprefix("partitioned ")
        refuse_not_owner_of(context, kind, relation.name, relation.owner)


def _need(context: Context, role: Role, range_var: Node, privileges: tuple[str, ...]) -> None:
    """Refuse a command on a relation on which a role holds none of some privileges."""
    if (relation := _judged(context, range_var)) is not None and not holds(context, role, relation, privileges):
        refuse_relation(context, relation, range_var.get("location"))


def _judged(context: Context, range_var: Node) -> Relation | None:
    """Return the relation of a command if its grants are known; refuse its schema without USAGE."""
    name = range_name(range_var)
    relation = context.find(name)
    if relation is not None and name.schema is not None:
        refuse_use_of_schema(context, relation.schema, "USAGE", range_var.get("location"))
    if relation is None or (isinstance(relation, Table) and relation.assumed):
        return None
    return relation if is_judged(context, relation) else None


def _leakproof(context: Context, role: Role, node: Node) -> None:
    given = options(node.get("options") or node.get("actions"))
    if constant_or(given.get("leakproof"), False):
        context.refuse("42501", "only superuser can define a leakproof function")


def _event_trigger(context: Context, role: Role, node: Node) -> None:
    context.refuse("42501", f'permission denied to create event trigger "{node["trigname"]}"')


_JUDGES: dict[str, Callable[[Context, Role, Node], None]] = {
    "AlterFunctionStmt": _leakproof,
    "CallStmt": _call,
    "ClusterStmt": _maintain,
    "CopyStmt": refuse_copy,
    "CreateEventTrigStmt": _event_trigger,
    "CreateFunctionStmt": _leakproof,
    "CreateStatsStmt": _own,
    "CreateTableAsStmt": _holder,
    "CreateTrigStmt": _trigger,
    "DeclareCursorStmt": _holder,
    "ExplainStmt": _holder,
    "IndexStmt": _own,
    "LockStmt": _lock,
    "RefreshMatViewStmt": _maintain,
    "ReindexStmt": _maintain,
    "RuleStmt": _own,
    "TruncateStmt": _truncate,
}
_MAKERS = frozenset({
    "CompositeTypeStmt", "CreateDomainStmt", "CreateEnumStmt", "CreateFunctionStmt", "CreateRangeStmt", "CreateSeqStmt",
    "CreateStmt", "CreateTableAsStmt", "ViewStmt",
})  # fmt: skip
