"""Which statements PostgreSQL refuses inside a transaction block (PreventInTransactionBlock)."""

from __future__ import annotations

from miglint import Statement

_ALWAYS = {
    "CreatedbStmt": "CREATE DATABASE",
    "DropdbStmt": "DROP DATABASE",
    "AlterSystemStmt": "ALTER SYSTEM",
    "CreateTableSpaceStmt": "CREATE TABLESPACE",
    "DropTableSpaceStmt": "DROP TABLESPACE",
}
_SOMETIMES = frozenset(
    {
        "AlterDatabaseStmt", "AlterEnumStmt", "AlterTableStmt", "ClusterStmt", "DiscardStmt", "DropStmt", "IndexStmt",
        "ReindexStmt", "VacuumStmt",
    }
)  # fmt: skip
_WHOLE = {
    "REINDEX_OBJECT_SCHEMA": "REINDEX SCHEMA",
    "REINDEX_OBJECT_SYSTEM": "REINDEX SYSTEM",
    "REINDEX_OBJECT_DATABASE": "REINDEX DATABASE",
}


def refused_in_transaction(statement: Statement, version: int) -> str | None:
    """Return the command that can't run in a transaction, as PostgreSQL names it; None for all other statements."""
    if statement.kind not in _SOMETIMES:
        return _ALWAYS.get(statement.kind)
    node = statement.node
    match statement.kind:
        case "IndexStmt" if node.get("concurrent"):
            return "CREATE INDEX CONCURRENTLY"
        case "DropStmt" if node.get("concurrent"):
            return "DROP INDEX CONCURRENTLY"
        case "VacuumStmt" if node.get("is_vacuumcmd"):
            return "VACUUM"
        case "ReindexStmt":
            concurrently = any(p["DefElem"]["defname"] == "concurrently" for p in node.get("params", ()))
            return "REINDEX CONCURRENTLY" if concurrently else _WHOLE.get(node["kind"])
        case "ClusterStmt" if "relation" not in node:
            return "CLUSTER"
        case "DiscardStmt" if node.get("target", "DISCARD_ALL") == "DISCARD_ALL":
            return "DISCARD ALL"
        case "AlterDatabaseStmt":
            moved = any(o["DefElem"]["defname"] == "tablespace" for o in node.get("options", ()))
            return "ALTER DATABASE SET TABLESPACE" if moved else None
        case "AlterEnumStmt" if version < 12 and "newVal" in node and "oldVal" not in node:
            return "ALTER TYPE ... ADD"
        case "AlterTableStmt":
            for wrapped in node.get("cmds", ()):
                match wrapped:
                    case {"AlterTableCmd": {"def": {"PartitionCmd": {"concurrent": True}}}}:
                        return "ALTER TABLE ... DETACH CONCURRENTLY"
    return None
