"""ALTER SERVER, ALTER FOREIGN DATA WRAPPER and user mappings: they change nothing that the catalog holds, but the
server must be there, and be one's own."""

from __future__ import annotations

from collections.abc import Callable

from ...syntax.source import Node
from ...syntax.tree import role_name
from ..checks.role_rights import refuse_no_superuser, refuse_not_owner_of_other
from ..state.context import Context
from .other_objects import foreign_server


def alter_wrapper(context: Context, node: Node) -> None:
    """ALTER FOREIGN DATA WRAPPER."""
    refuse_no_superuser(context, f'permission denied to alter foreign-data wrapper "{node["fdwname"]}"')


def alter_server(context: Context, node: Node) -> None:
    """ALTER SERVER."""
    if (server := foreign_server(context, node["servername"])) is not None:
        refuse_not_owner_of_other(context, server)


def user_mapping(context: Context, node: Node) -> None:
    """CREATE, ALTER and DROP USER MAPPING; for one's own user it takes only USAGE (user_mapping_ddl_aclcheck in
    commands/foreigncmds.c)."""
    if node.get("missing_ok"):
        return
    server = foreign_server(context, node["servername"])
    if server is not None and role_name(node["user"], context.session.role) != context.session.role:
        refuse_not_owner_of_other(context, server)


HANDLERS: dict[str, Callable[[Context, Node], None]] = {
    "AlterFdwStmt": alter_wrapper,
    "AlterForeignServerStmt": alter_server,
    "AlterUserMappingStmt": user_mapping,
    "CreateUserMappingStmt": user_mapping,
    "DropUserMappingStmt": user_mapping,
}
