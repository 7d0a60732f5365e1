"""Who may make, change and grant roles (commands/user.c). PostgreSQL 16 narrowed what CREATEROLE allows."""

from __future__ import annotations

from collections.abc import Iterable

from ....catalog import Role
from ....syntax.source import Node
from ....syntax.tree import constant_or, items, options, role_name
from ...checks.role_rights import acts_as, limited_role, refuse_no_attribute
from ...state.context import Context

_DENIED = "permission denied to {} role"
# The attributes that only a role may give that has them itself, and the options that need CREATEROLE.
_OWN = {"createdb": "CREATEDB", "isreplication": "REPLICATION", "bypassrls": "BYPASSRLS"}
_ATTRIBUTES = ("inherit", "createrole", "canlogin", "connectionlimit", "validUntil", *_OWN)


def refuse_create_role(context: Context, node: Node) -> None:
    """Refuse (42501) to make a role, or one with attributes that the role in force may not give."""
    message = _DENIED.format("create")
    refuse_no_attribute(context, "CREATEROLE", message)
    _refuse_attributes(context, node, message)
    for group in items(options(node.get("options")).get("addroleto")):
        refuse_grant_role(context, role_name(group, context.session.role), True)


def refuse_alter_role(context: Context, role: Role, node: Node) -> None:
    """Refuse (42501) to change a role's attributes, or another's password, without CREATEROLE."""
    given, message = options(node.get("options")), _DENIED.format("alter")
    if limited_role(context) is not None and "SUPERUSER" in role.attributes:
        context.refuse("42501", message)
    if not given.keys().isdisjoint(_ATTRIBUTES) or ("password" in given and role.name != context.session.role):
        refuse_no_attribute(context, "CREATEROLE", message)
    if "superuser" in given and limited_role(context) is not None:
        context.refuse("42501", message)
    _refuse_attributes(context, node, message)


def _refuse_attributes(context: Context, node: Node, message: str) -> None:
    given = options(node.get("options"))
    if constant_or(given.get("superuser"), False):
        refuse_no_attribute(context, "SUPERUSER", message)
    for option, attribute in _OWN.items():
        if option not in given or (context.replay.target.postgres_version < 16 and attribute == "CREATEDB"):
            continue
        if constant_or(given[option], True):
            refuse_no_attribute(context, attribute, message)


def refuse_grant_role(context: Context, group: str, adds: bool) -> None:
    """Refuse (42501) to grant or revoke a role of which the one in force can't be an administrator."""
    role = limited_role(context)
    row = context.catalog.roles.get(group)
    if role is None or group in acts_as(context.catalog, role.name):
        return
    limits_creators = context.replay.target.postgres_version >= 16 and group.startswith("pg_")
    if "CREATEROLE" not in role.attributes or limits_creators or (row is not None and "SUPERUSER" in row.attributes):
        word = "grant" if adds else "revoke"
        context.refuse("42501", f'permission denied to {word} role "{group}"', subject=group, names=(group,))


def refuse_not_member(context: Context, roles: Iterable[str], message: str) -> None:
    """Refuse (42501) what takes the privileges of all these roles."""
    role = limited_role(context)
    if role is not None and not acts_as(context.catalog, role.name).issuperset(roles):
        context.refuse("42501", message)
