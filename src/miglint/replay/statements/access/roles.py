"""Roles and their memberships (PostgreSQL docs, 22 Database Roles)."""

from __future__ import annotations

from collections.abc import Callable

from ....catalog import PUBLIC, Acl, Catalog, Relation, Role, Table
from ....record import replace
from ....syntax.source import Node
from ....syntax.tree import constant_or, items, role_name
from ...checks.absent_names import refuse_absent_role
from ...checks.role_rights import acts_as, is_assumed_role, limited_role, refuse_no_attribute, refuse_not_owner_of
from ...state.context import Context
from ...state.refused import Refused
from ..common.stored_settings import changed_config
from .role_changes import refuse_alter_role, refuse_create_role, refuse_grant_role, refuse_not_member

_ATTRIBUTES = {
    "superuser": ("SUPERUSER", True),
    "createdb": ("CREATEDB", True),
    "createrole": ("CREATEROLE", True),
    "canlogin": ("LOGIN", True),
    "isreplication": ("REPLICATION", True),
    "bypassrls": ("BYPASSRLS", True),
    "inherit": ("NOINHERIT", False),
}


def assume_role(context: Context, name: str, location: int | None = None) -> None:
    """Take a role to exist that was never made; PUBLIC and PostgreSQL's own pg_* roles need no making."""
    if name == PUBLIC or not name or name.startswith("pg_") or context.catalog.roles.get(name) is not None:
        return
    refuse_absent_role(context, name, location)
    role = Role(oid=context.catalog.new_oid(), name=name, origin=context.statement)
    put_role(context, role)
    context.note_assumption("role", name, "42704", location)


def is_superuser(context: Context) -> bool:
    """Return whether the role in force may do anything, or may be one that does: what is not known of it permits."""
    role = context.catalog.roles.get(context.session.role)
    return role is None or "SUPERUSER" in role.attributes or is_assumed_role(context, role.name)


def may_set_role(context: Context, role: str, other: str) -> bool:
    """Return whether a role may act as another (check_can_set_role in utils/adt/acl.c). Only superusers are certainly
    out of reach: which of its other administrators Supabase grants to postgres differs from project to project."""
    roles = context.catalog.roles
    own, wanted = roles.get(role), roles.get(other)
    if own is None or wanted is None or "SUPERUSER" not in wanted.attributes - own.attributes:
        return True
    return other in context.catalog.roles_of(role)


def refuse_set_role(context: Context, role: str, whole_session: bool) -> None:
    """Refuse (42501) SET ROLE and SET SESSION AUTHORIZATION to a role that the session's user can't act as."""
    login = context.session.login
    if role in ("none", "default", login) or context.replay.in_prelude:
        return
    what = "session authorization" if whole_session else "role"
    user = context.catalog.roles.get(login)
    denied = whole_session and user is not None and "SUPERUSER" not in user.attributes
    if denied or not may_set_role(context, login, role):
        context.refuse("42501", f'permission denied to set {what} "{role}"', subject=role, names=(role,))


def refuse_new_owner(context: Context, role: str, location: int | None) -> None:
    """Refuse (42501) to give an object to a role that the one in force can't act as (check_can_set_role)."""
    own = limited_role(context)
    denied = own is not None and role not in acts_as(context.catalog, own.name)
    if denied or not (context.replay.in_prelude or may_set_role(context, context.session.role, role)):
        context.refuse("42501", f'must be able to SET ROLE "{role}"', location, names=(role,))


def refuse_not_owner(context: Context, relation: Relation, dropping: bool = False) -> None:
    """Refuse (42501) after SET ROLE what only a relation's owner may do."""
    if (isinstance(relation, Table) and relation.assumed) or not context.catalog.knows("existence", relation):
        return
    kind = "table" if relation.kind == "partitioned table" else relation.kind
    refuse_not_owner_of(context, kind, relation.name, relation.owner, relation.schema if dropping else None)


def put_role(context: Context, role: Role) -> None:
    """Add or replace a role."""
    context.catalog.roles.put(role.name, role)


def create_role(context: Context, node: Node) -> None:
    """CREATE ROLE | USER | GROUP. A role that may not grant it itself gets what createrole_self_grant says."""
    name = node["role"]
    refuse_create_role(context, node)
    if context.catalog.roles.get(name) is not None and not is_assumed_role(context, name):
        context.refuse("42710", f'role "{name}" already exists', names=(name,))
    attributes = frozenset({"LOGIN"}) if node.get("stmt_type") == "ROLESTMT_USER" else frozenset[str]()
    role = Role(oid=context.catalog.new_oid(), origin=context.statement, name=name, attributes=attributes)
    _apply_options(context, role, node, True)
    if limited_role(context) is not None and context.session.settings.get("createrole_self_grant"):
        set_membership(context, context.session.role, name, True)


def alter_role(context: Context, node: Node) -> None:
    """ALTER ROLE ... WITH, ALTER GROUP ... ADD | DROP USER."""
    name = role_name(node["role"], context.session.role)
    assume_role(context, name, node["role"].get("location"))
    if (role := context.catalog.roles.get(name)) is not None:
        refuse_alter_role(context, role, node)
        _apply_options(context, replace(role, changed=context.statement), node, node.get("action", 1) > 0)


def _apply_options(context: Context, role: Role, node: Node, adds: bool) -> None:
    attributes = set(role.attributes)
    for option in node.get("options") or ():
        given = option["DefElem"]
        name, value = given["defname"], given.get("arg")
        if name in _ATTRIBUTES:
            word, meaning = _ATTRIBUTES[name]
            if bool(constant_or(value, True)) is meaning:
                attributes.add(word)
            else:
                attributes.discard(word)
    put_role(context, replace(role, attributes=frozenset(attributes)))
    for option in node.get("options") or ():
        given = option["DefElem"]
        others = [role_name(r, context.session.role) for r in items(given.get("arg"))]
        if given["defname"] == "addroleto":
            for other in others:
                set_membership(context, role.name, other, True)
        elif given["defname"] in ("rolemembers", "adminmembers"):
            for other in others:
                set_membership(context, other, role.name, adds)


def set_membership(context: Context, member: str, group: str, adds: bool) -> None:
    """Make a role a member of another, or no longer one."""
    assume_role(context, group)
    assume_role(context, member)
    row = context.catalog.roles.get(member)
    if row is None:
        return
    groups = row.member_of | {group} if adds else row.member_of - {group}
    if groups != row.member_of:
        put_role(context, replace(row, member_of=groups, changed=context.statement))


def grant_role(context: Context, node: Node) -> None:
    """GRANT role TO role, REVOKE role FROM role; REVOKE ADMIN OPTION FOR leaves the membership."""
    adds = bool(node.get("is_grant"))
    if not adds and node.get("opt"):
        return
    for group in node.get("granted_roles") or ():
        refuse_grant_role(context, group["AccessPriv"]["priv_name"], adds)
        for member in node.get("grantee_roles") or ():
            set_membership(context, role_name(member, context.session.role), group["AccessPriv"]["priv_name"], adds)


def alter_role_set(context: Context, node: Node) -> None:
    """ALTER ROLE ... SET | RESET a setting; for all databases or one, between which the catalog doesn't distinguish."""
    if "role" not in node:
        return
    name = role_name(node["role"], context.session.role)
    assume_role(context, name, node["role"].get("location"))
    role = context.catalog.roles.get(name)
    if role is None:
        return
    set_statement = node["setstmt"]
    config = changed_config(context, role.config, set_statement)
    put_role(context, replace(role, config=config, changed=context.statement))


def drop_role(context: Context, node: Node) -> None:
    """DROP ROLE | USER | GROUP; refused where the role still owns or holds something."""
    gone = context.replay.doubts.gone
    refuse_no_attribute(context, "CREATEROLE", "permission denied to drop role")
    specs = {role_name(spec, context.session.role): spec for spec in node.get("roles") or ()}
    for name, spec in specs.items():
        if context.catalog.roles.get(name) is None:
            if node.get("missing_ok"):
                continue
            assume_role(context, name, spec["RoleSpec"].get("location"))
        if context.catalog.roles.get(name) is None:
            continue
        is_known = not is_assumed_role(context, name) and context.catalog.knows("existence")
        if is_known and (what := _held_by(context.catalog, name)):
            message = f'role "{name}" cannot be dropped because some objects depend on it'
            raise Refused("2BP01", message, subject=name, hint=f"{name} {what}.", names=(name,))
        context.catalog.roles.drop(name)
        gone[("role", "", name)] = (context.statement, "dropped")
        for member in list(context.catalog.roles):
            if name in member.member_of:
                put_role(context, replace(member, member_of=member.member_of - {name}))


def _held_by(catalog: Catalog, role: str) -> str:
    """Return what prevents a role from being dropped; "" if nothing does."""
    owned = (*catalog.relations, *catalog.routines, *catalog.schemas, *catalog.types)
    for row in owned:
        if row.owner == role:
            return f"owns {row.name}"
        if row.acl is not None and row.acl.without([role]) is not row.acl:
            return f"has privileges on {row.name}"
    for policy in catalog.policies:
        if role in policy.roles:
            return f"is a role of policy {policy.name}"
    return ""


def drop_owned(context: Context, node: Node) -> None:
    """DROP OWNED BY: removes the privileges of the roles; their objects stay, and the catalog marks them as unknown."""
    gone = frozenset(role_name(spec, context.session.role) for spec in node.get("roles") or ())
    if context.replay.target.platform == "supabase" and not gone <= context.catalog.roles_of(context.session.role):
        context.refuse("42501", "permission denied to drop objects")
    refuse_not_member(context, gone, "permission denied to drop objects")
    map_acls(context, lambda acl: acl.without(gone))
    defaults = context.catalog.default_privileges
    for row in list(defaults):
        key = (row.role, row.schema or "", row.object_type)
        if row.role in gone:
            defaults.drop(key)
        elif (acl := row.acl.without(gone)) is not row.acl:
            defaults.put(key, replace(row, acl=acl))
    catalog = context.catalog
    if any(row.owner in gone for row in (*catalog.relations, *catalog.routines, *catalog.schemas, *catalog.types)):
        context.unknown("all", None, None, "DROP OWNED drops objects, which is not followed")


def map_acls(context: Context, change: Callable[[Acl], Acl]) -> None:
    """Change every access list of relations, columns, routines, schemas and types."""
    catalog = context.catalog
    for relation in list(catalog.relations):
        if (acl := change(relation.acl)) is not relation.acl:
            relation = context.alter(relation, acl=acl)
        columns = getattr(relation, "columns", ())
        if any(c.acl for c in columns):
            context.put(replace(relation, columns=tuple(replace(c, acl=change(c.acl)) for c in columns)))
    for routine in list(catalog.routines):
        if (acl := change(routine.acl)) is not routine.acl:
            catalog.routines.put(routine.oid, replace(routine, acl=acl))
    for schema in list(catalog.schemas):
        if (acl := change(schema.acl)) is not schema.acl:
            catalog.schemas.put(schema.name, replace(schema, acl=acl))
    for type in list(catalog.types):
        if type.acl is not None and (acl := change(type.acl)) is not type.acl:
            catalog.types.put(type.oid, replace(type, acl=acl))


HANDLERS: dict[str, Callable[[Context, Node], None]] = {
    "CreateRoleStmt": create_role,
    "AlterRoleStmt": alter_role,
    "AlterRoleSetStmt": alter_role_set,
    "DropRoleStmt": drop_role,
    "DropOwnedStmt": drop_owned,
    "GrantRoleStmt": grant_role,
}
