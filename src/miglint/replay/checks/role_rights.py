"""What a role may do (PostgreSQL docs, 5.8 Privileges; utils/adt/acl.c): only a No is certain, all else is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...catalog import PUBLIC, Catalog, Column, Other, Relation, Role, Routine, Schema, Table, Type, View
from ...catalog.privileges import NOBODY
from ..state.context import Context

# The built-in roles that hold a privilege on every relation (PostgreSQL docs, 21.5 Predefined Roles).
_EVERYWHERE = {
    "SELECT": "pg_read_all_data",
    "INSERT": "pg_write_all_data",
    "UPDATE": "pg_write_all_data",
    "DELETE": "pg_write_all_data",
    "MAINTAIN": "pg_maintain",
}


def is_assumed_role(context: Context, name: str) -> bool:
    """Return whether a role is only used, never made."""
    return context.catalog.assumptions.get(f"role {name}") is not None


def limited_role(context: Context) -> Role | None:
    """Return the role in force where its rights are judged: one that SET ROLE or SET SESSION AUTHORIZATION put there.
    For the user of the session itself they aren't: a platform has its own ways to let that one in."""
    session = context.session
    if session.role == session.login or context.replay.in_prelude or context.statement.outer is not None:
        return None
    return limited(context, session.role)


def limited(context: Context, name: str) -> Role | None:
    """Return a role whose rights are known and have bounds."""
    role = context.catalog.roles.get(name)
    if role is None or "SUPERUSER" in role.attributes or is_assumed_role(context, name):
        return None
    return None if any(_is_superuser(context, other) for other in acts_as(context.catalog, name)) else role


def _is_superuser(context: Context, name: str) -> bool:
    role = context.catalog.roles.get(name)
    return role is not None and "SUPERUSER" in role.attributes


def acts_as(catalog: Catalog, role: str) -> frozenset[str]:
    """Return a role, those that it is a member of and PUBLIC. Whether it inherits their privileges or has to SET ROLE
    is an option of each membership that the catalog doesn't keep: it may do what either allows."""
    found, queue = {role, PUBLIC}, [role]
    while queue:
        row = catalog.roles.get(queue.pop())
        for group in row.member_of if row else ():
            if group not in found:
                found.add(group)
                queue.append(group)
    return frozenset(found)


def owns(context: Context, role: Role, owner: str) -> bool:
    """Return whether a role may do what only the owner may; the database is taken to be that of the session's user."""
    names = acts_as(context.catalog, role.name)
    return owner in names or (owner == "pg_database_owner" and context.session.login in names)


def grants_known(catalog: Catalog, object: Relation | Routine | Schema | Type) -> bool:
    """Return whether no SQL that could not be followed may have changed the grants on an object."""
    if isinstance(object, Relation):
        return not catalog.disturbed("grants", object)
    if isinstance(object, Routine):
        return catalog.knows("routine grants")
    return not any(u.aspect in ("grants", "all") and u.name is None for u in catalog.unknown)


def holds(context: Context, role: Role, object: Relation | Routine | Schema, privileges: Iterable[str]) -> bool:
    """Return whether a role may hold one of these privileges on an object as a whole."""
    catalog, names = context.catalog, acts_as(context.catalog, role.name)
    if owns(context, role, object.owner) or not grants_known(catalog, object):
        return True
    wanted = set(privileges)
    if any(_EVERYWHERE.get(privilege) in names for privilege in wanted):
        return True
    return any(grantee in names and privilege in wanted for grantee, privilege in object.acl.entries)


def holds_on_columns(
    context: Context, role: Role, relation: Table | View, privilege: str, attnums: frozenset[int] = frozenset()
) -> bool:
    """Return whether a role may hold a privilege on a relation or on each of these columns; without any, on one of all
    (ExecCheckOneRelPerms in executor/execMain.c)."""
    if holds(context, role, relation, (privilege,)):
        return True
    names = acts_as(context.catalog, role.name)
    allowed = {c.attnum for c in relation.columns if (privilege in set(_on_column(c, names)))}
    return attnums <= allowed if attnums else bool(allowed)


def _on_column(column: Column, names: frozenset[str]) -> Iterator[str]:
    for grantee, privilege in column.acl.entries:
        if grantee in names:
            yield privilege


def refuse_not_owner_of(context: Context, what: str, name: str, owner: str, schema: str | None = None) -> None:
    """Refuse (42501) after SET ROLE what only an object's owner may do; `schema` where that of its schema may too."""
    role = limited_role(context)
    if role is None or not context.catalog.knows("existence") or owns(context, role, owner):
        return
    if schema is not None and (row := context.catalog.schema(schema)) is not None and owns(context, role, row.owner):
        return
    context.refuse("42501", f"must be owner of {what} {name}", subject=name, names=(name,))


def refuse_not_owner_of_other(context: Context, other: Other) -> None:
    """The same for an object that the catalog only names."""
    if other.owner and other.kind not in ("access method", "text search parser", "text search template"):
        what = {"server": "foreign server", "statistics": "statistics object"}.get(other.kind, other.kind)
        refuse_not_owner_of(context, what, other.name, other.owner)


def refuse_no_attribute(context: Context, attribute: str, message: str) -> None:
    """Refuse (42501) after SET ROLE what takes an attribute of roles; superusers need none."""
    if (role := limited_role(context)) is not None and attribute not in role.attributes:
        context.refuse("42501", message)


def refuse_no_superuser(context: Context, message: str) -> None:
    """Refuse (42501) after SET ROLE what only superusers may do."""
    refuse_no_attribute(context, "SUPERUSER", message)


def refuse_stranger(context: Context, object: Relation | Routine | Schema, what: str) -> None:
    """Refuse (42501) after SET ROLE a GRANT or REVOKE by a role that holds nothing on the object; one that has no grant
    options is only warned (restrict_and_check_grant in catalog/aclchk.c)."""
    role = limited_role(context)
    if role is None or (isinstance(object, Table) and object.assumed) or object.origin is None:
        return
    names = acts_as(context.catalog, role.name)
    columns = object.columns if isinstance(object, (Table, View)) else ()
    if any(c.acl is not NOBODY for c in columns) or any(grantee in names for grantee, _ in object.acl.entries):
        return
    if not owns(context, role, object.owner) and grants_known(context.catalog, object):
        context.refuse(
            "42501", f"permission denied for {what} {object.name}", subject=object.name, names=(object.name,)
        )


def refuse_use_of_schema(context: Context, name: str, privilege: str, location: int | None = None) -> None:
    """Refuse (42501) after SET ROLE a schema that the role has no USAGE of, or may not CREATE in."""
    role = limited_role(context)
    if role is None or context.catalog.assumptions.get(f"schema {name}") is not None:
        return
    schema = context.catalog.schema(name)
    if schema is not None and not holds(context, role, schema, (privilege,)):
        context.refuse("42501", f"permission denied for schema {name}", location, names=(name,))


def refuse_use_of_type(context: Context, type: Type) -> None:
    """Refuse (42501) after SET ROLE to make a column, argument or the like of a type without USAGE."""
    role = limited_role(context)
    if role is None or type.acl is None or not type.origin or not grants_known(context.catalog, type):
        return
    names = acts_as(context.catalog, role.name)
    if type.owner not in names and not any(grantee in names for grantee, _ in type.acl.entries):
        context.refuse("42501", f"permission denied for type {type.name}", subject=type.name, names=(type.name,))
