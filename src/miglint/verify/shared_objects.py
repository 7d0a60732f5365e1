"""Statements that affect more than miglint's own database: on a server of --db-url they are left out."""

from __future__ import annotations

from collections.abc import Set

from ..syntax.source import Node, Statement
from ..syntax.tree import role_name

_DATABASES = frozenset({
    "AlterDatabaseStmt", "AlterDatabaseSetStmt", "AlterDatabaseRefreshCollStmt", "CreatedbStmt", "DropdbStmt",
    "AlterSystemStmt", "CreateTableSpaceStmt", "DropTableSpaceStmt", "AlterTableSpaceOptionsStmt",
})  # fmt: skip
_OBJECTS = frozenset({"OBJECT_DATABASE", "OBJECT_TABLESPACE", "OBJECT_PARAMETER_ACL"})


def reaches_out(statement: Statement, roles: Set[str]) -> bool:
    """Return whether the statement changes a database, a tablespace, the server, or one of `roles`: those that
    existed before."""
    kind, node = statement.kind, statement.node
    if kind in _DATABASES or any(node.get(key) in _OBJECTS for key in ("objtype", "objectType", "renameType")):
        return True
    match kind:
        case "AlterRoleStmt" | "AlterRoleSetStmt":
            return "role" not in node or role_name(node["role"], "") in roles
        case "DropRoleStmt":
            return any(role_name(item, "") in roles for item in node.get("roles") or ())
        case "GrantRoleStmt":
            granted = {_granted(item) for item in node.get("granted_roles") or ()}
            members = {role_name(item, "") for item in node.get("grantee_roles") or ()}
            return bool(granted & roles) and bool(members & roles)
        case "RenameStmt" if node.get("renameType") == "OBJECT_ROLE":
            return node.get("subname") in roles
    return False


def _granted(item: Node) -> str:
    return str(item.get("AccessPriv", {}).get("priv_name", ""))
