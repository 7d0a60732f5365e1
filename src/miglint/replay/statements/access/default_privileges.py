"""Default privileges: what a new object's access list holds, and ALTER DEFAULT PRIVILEGES."""

from __future__ import annotations

from collections.abc import Iterable

from ....catalog import Acl, DefaultPrivileges, PrivilegeSource
from ....catalog.changes import DefaultPrivilegesChanged
from ....catalog.database_objects import ObjectType
from ....catalog.privileges import BUILTIN_ROUTINE, BUILTIN_TYPE, NOBODY, ROUTINE, SCHEMA, SEQUENCE, TABLE, TYPE
from ....syntax.source import Node
from ....syntax.tree import items, options, role_name, strings
from ...checks.role_rights import is_assumed_role
from ...state.context import Context
from .roles import assume_role

# PostgreSQL's default grants (acldefault in utils/adt/acl.c); the owner's privileges are implicit here.
_BUILTIN = {"functions": BUILTIN_ROUTINE, "types": BUILTIN_TYPE}

_OBJECT_TYPES: dict[str, ObjectType] = {
    "OBJECT_TABLE": "tables",
    "OBJECT_SEQUENCE": "sequences",
    "OBJECT_FUNCTION": "functions",
    "OBJECT_ROUTINE": "functions",
    "OBJECT_PROCEDURE": "functions",
    "OBJECT_TYPE": "types",
    "OBJECT_SCHEMA": "schemas",
}

_ALL = {"tables": TABLE, "sequences": SEQUENCE, "functions": ROUTINE, "types": TYPE, "schemas": SCHEMA}

# The part of Supabase's initial default privileges that its 2026 change revokes.
_LEGACY_ROLES = ("anon", "authenticated", "service_role")
_LEGACY = {
    "tables": frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"}),
    "sequences": frozenset({"USAGE", "SELECT"}),
    "functions": frozenset({"EXECUTE"}),
}


def default_acl(context: Context, schema: str, object_type: str) -> Acl:
    """Return the access list of an object that the role in force makes in a schema.

    object_type: "tables" (views too), "sequences", "functions", "types" or "schemas". A global ALTER DEFAULT PRIVILEGES
    takes the place of PostgreSQL's own defaults, those of a schema add to it (get_user_default_acl in
    catalog/aclchk.c). The owner's own privileges are not in it.
    """
    rows, role = context.catalog.default_privileges, context.session.role
    everywhere = rows.get((role, "", object_type))
    here = rows.get((role, schema, object_type)) if schema else None
    if everywhere is None and here is None:
        return _BUILTIN.get(object_type, NOBODY)
    acl = everywhere.acl if everywhere else _BUILTIN.get(object_type, NOBODY)
    return acl.merged(here.acl) if here else acl


def all_privileges(privileges: frozenset[str], postgres_version: int) -> frozenset[str]:
    """Return ALL PRIVILEGES of this version: MAINTAIN exists since PostgreSQL 17."""
    return privileges if postgres_version >= 17 else privileges - {"MAINTAIN"}


def alter_default_privileges(context: Context, node: Node) -> None:
    """ALTER DEFAULT PRIVILEGES [FOR ROLE ...] [IN SCHEMA ...] GRANT | REVOKE."""
    given = options(node.get("options"))
    action = node["action"]
    object_type = _OBJECT_TYPES.get(action.get("objtype", ""))
    if object_type is None or (action.get("grant_option") and not action.get("is_grant")):
        return
    session = context.session
    roles = [role_name(r, session.role) for r in items(given.get("roles"))] or [session.role]
    schemas = strings(items(given.get("schemas"))) or [""]
    grantees = {role_name(r, session.role): r["RoleSpec"].get("location") for r in action.get("grantees", ())}
    for grantee, location in grantees.items():
        assume_role(context, grantee, location)
    named = frozenset(p["AccessPriv"]["priv_name"].upper() for p in action.get("privileges", ()))
    privileges = named or all_privileges(_ALL[object_type], context.replay.target.postgres_version)
    for role in roles:
        assume_role(context, role)
        _check_role(context, role)
        for schema in schemas:
            if schema and not context.catalog.schema(schema):
                context.assume_schema(schema)
            change(context, role, schema, object_type, privileges, list(grantees), bool(action.get("is_grant")))
            context.emit(
                DefaultPrivilegesChanged,
                0,
                next(iter(grantees.values()), None),
                role=role,
                schema=schema or None,
                object_type=object_type,
            )


def change(
    context: Context,
    role: str,
    schema: str,
    object_type: ObjectType,
    privileges: frozenset[str],
    grantees: list[str],
    is_grant: bool,
) -> None:
    """Add to or take from one set of default privileges; `schema` is "" for those of all schemas."""
    store = context.catalog.default_privileges
    row = store.get((role, schema, object_type))
    acl = row.acl if row else NOBODY if schema else _BUILTIN.get(object_type, NOBODY)
    others = [g for g in grantees if g != role]
    if not is_grant:
        acl = acl.revoked(others, privileges)
    elif context.replay.in_prelude:
        acl = _granted_by_prelude(acl, role, schema, object_type, others, privileges)
    else:
        acl = acl.granted(others, privileges, PrivilegeSource.DEFAULT)
    store.put((role, schema, object_type), DefaultPrivileges(role, schema or None, object_type, acl))


def _granted_by_prelude(
    acl: Acl, role: str, schema: str, object_type: str, grantees: Iterable[str], privileges: frozenset[str]
) -> Acl:
    legacy = _LEGACY.get(object_type, frozenset()) if (role, schema) == ("postgres", "public") else frozenset()
    for grantee in grantees:
        lost = privileges & legacy if grantee in _LEGACY_ROLES else frozenset()
        acl = acl.granted([grantee], lost, PrivilegeSource.LEGACY)
        acl = acl.granted([grantee], privileges - lost, PrivilegeSource.PRELUDE)
    return acl


def _check_role(context: Context, role: str) -> None:
    """Only a superuser or a member of the role may set its defaults."""
    current = context.catalog.roles.get(context.session.role)
    if current is None or context.catalog.roles.get(role) is None or is_assumed_role(context, role):
        return
    if "SUPERUSER" not in current.attributes and role not in context.catalog.roles_of(current.name):
        context.refuse("42501", f'permission denied to change default privileges of role "{role}"', names=(role,))


HANDLERS = {"AlterDefaultPrivilegesStmt": alter_default_privileges}
