"""Which statements PostgreSQL refuses inside a transaction block, so that they run alone."""

from __future__ import annotations

from ..syntax.source import Node, Statement

_ALONE = frozenset({
    "AlterSystemStmt", "CreatedbStmt", "DropdbStmt", "CreateTableSpaceStmt", "DropTableSpaceStmt",
    "CreateSubscriptionStmt", "DropSubscriptionStmt",
})  # fmt: skip
_REINDEX_ALONE = frozenset({"REINDEX_OBJECT_SCHEMA", "REINDEX_OBJECT_SYSTEM", "REINDEX_OBJECT_DATABASE"})


def runs_alone(statement: Statement) -> bool:
    """Return whether the statement can't run in a transaction block.

    Source: PreventInTransactionBlock in tcop/utility.c, and the commands that call it themselves.
    """
    kind, node = statement.kind, statement.node
    match kind:
        case "IndexStmt" | "DropStmt":
            return bool(node.get("concurrent"))
        case "ReindexStmt":
            return bool(node.get("kind") in _REINDEX_ALONE) or _has_option(node, "concurrently")
        case "VacuumStmt":
            return bool(node.get("is_vacuumcmd"))
        case "ClusterStmt":
            return "relation" not in node
        case "DiscardStmt":
            return bool(node.get("target", "DISCARD_ALL") == "DISCARD_ALL")
        case "AlterTableStmt":
            return any(_detaches_concurrently(command) for command in node.get("cmds") or ())
    return kind in _ALONE


def _has_option(node: Node, name: str) -> bool:
    return any(item.get("DefElem", {}).get("defname") == name for item in node.get("params") or ())


def _detaches_concurrently(command: Node) -> bool:
    match command:
        case {"AlterTableCmd": {"def": {"PartitionCmd": {"concurrent": True}}}}:
            return True
    return False
