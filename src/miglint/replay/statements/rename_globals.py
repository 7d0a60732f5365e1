"""Renamed schemas and roles: every object that names them follows."""

from __future__ import annotations

from typing import Any

from ...catalog.changes import Renamed
from ...record import replace
from ..checks.role_rights import refuse_no_attribute
from ..state.context import Context
from .access.roles import assume_role, map_acls


def rename_schema(context: Context, old: str, new: str) -> None:
    """ALTER SCHEMA ... RENAME TO: what is in it moves along."""
    catalog = context.catalog
    if catalog.schema(new) is not None:
        context.refuse("42P06", f'schema "{new}" already exists', names=(new,))
    if catalog.schema(old) is None:
        context.assume_schema(old)
    schema = catalog.schema(old)
    assert schema is not None
    catalog.schemas.drop(old)
    catalog.schemas.put(new, replace(schema, name=new, changed=context.statement))
    for relation in catalog.relations.by("schema", old):
        context.put(replace(relation, schema=new))
    stores: tuple[Any, ...] = (catalog.constraints, catalog.routines, catalog.types, catalog.others)
    for store in stores:
        for row in list(store):
            if row.schema == old:
                store.put(row.oid, replace(row, schema=new))
    for extension in list(catalog.extensions):
        if extension.schema == old:
            catalog.extensions.put(extension.name, replace(extension, schema=new))
    for publication in list(catalog.publications):
        if old in publication.schemas:
            schemas = tuple(new if name == old else name for name in publication.schemas)
            catalog.publications.put(publication.name, replace(publication, schemas=schemas))
    defaults: Any = catalog.default_privileges
    for row in list(defaults):
        if row.schema == old:
            defaults.drop((row.role, old, row.object_type))
            defaults.put((row.role, new, row.object_type), replace(row, schema=new))
    context.emit(Renamed, schema.oid, what="schema", before=old, after=new)


def rename_role(context: Context, old: str, new: str) -> None:
    """ALTER ROLE ... RENAME TO: owners, grants, memberships and policies follow."""
    catalog = context.catalog
    if catalog.roles.get(new) is not None:
        context.refuse("42710", f'role "{new}" already exists', names=(new,))
    assume_role(context, old)
    role = catalog.roles.get(old)
    if role is None:
        return
    refuse_no_attribute(context, "CREATEROLE", "permission denied to rename role")
    catalog.roles.drop(old)
    context.replay.doubts.gone[("role", "", old)] = (context.statement, "renamed")
    catalog.roles.put(new, replace(role, name=new, changed=context.statement))
    for member in list(catalog.roles):
        if old in member.member_of:
            groups = (member.member_of - {old}) | {new}
            catalog.roles.put(member.name, replace(member, member_of=groups))
    map_acls(context, lambda acl: acl.moved(old, new))
    owned: tuple[tuple[Any, str], ...] = (
        (catalog.relations, "oid"),
        (catalog.routines, "oid"),
        (catalog.types, "oid"),
        (catalog.others, "oid"),
        (catalog.schemas, "name"),
        (catalog.publications, "name"),
    )
    for store, key in owned:
        for row in list(store):
            if row.owner == old:
                store.put(getattr(row, key), replace(row, owner=new))
    for policy in list(catalog.policies):
        if old in policy.roles:
            roles = tuple(new if name == old else name for name in policy.roles)
            catalog.policies.put(policy.oid, replace(policy, roles=roles))
    defaults: Any = catalog.default_privileges
    for row in list(defaults):
        name = new if row.role == old else row.role
        defaults.drop((row.role, row.schema or "", row.object_type))
        defaults.put((name, row.schema or "", row.object_type), replace(row, role=name, acl=row.acl.moved(old, new)))
    context.emit(Renamed, role.oid, what="role", before=old, after=new)
