"""Owners: ALTER ... OWNER TO and REASSIGN OWNED."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ....catalog import Relation, Routine, Schema, Sequence, Table, Type
from ....catalog.changes import OwnerChanged
from ....record import replace
from ....syntax.source import Node
from ....syntax.tree import object_name, role_name
from ...lookup.named_types import lookup_type
from ...lookup.routine_lookup import find_routine
from ...state.context import Context
from .roles import assume_role, refuse_new_owner

Owned = TypeVar("Owned", Relation, Table, Routine, Type, Schema)


def change_owner(context: Context, object: Owned, new_owner: str, location: int | None = None) -> Owned:
    """Give an object to another role and return it as it is then. The old owner's grants move to the new owner
    (aclnewowner in utils/adt/acl.c): what an owner holds is implicit, so both lose their entries. A table's own
    sequences go with it."""
    if object.owner == new_owner:
        return object
    acl = object.acl.without((object.owner, new_owner)) if object.acl is not None else None
    changed = replace(object, owner=new_owner, acl=acl, changed=context.statement)
    _put(context, changed)
    context.emit(OwnerChanged, object.oid, location, before=object.owner, after=new_owner)
    if isinstance(object, Table):
        for sequence in context.catalog.relations.by("owned", object.oid):
            change_owner(context, sequence, new_owner, location)
        for index in context.catalog.indexes(object.oid):
            context.put(replace(index, owner=new_owner))
    return changed


def _put(context: Context, object: Relation | Routine | Type | Schema) -> None:
    catalog = context.catalog
    match object:
        case Relation():
            catalog.relations.put(object.oid, object)
        case Routine():
            catalog.routines.put(object.oid, object)
        case Type():
            catalog.types.put(object.oid, object)
        case Schema():
            catalog.schemas.put(object.name, object)


def alter_owner(context: Context, node: Node) -> None:
    """ALTER FUNCTION | TYPE | SCHEMA | PUBLICATION ... OWNER TO; of tables and views it is an ALTER TABLE."""
    spec, object = node["newowner"], node["object"]
    location = spec.get("location")
    owner = role_name(spec, context.session.role)
    assume_role(context, owner, location)
    refuse_new_owner(context, owner, location)
    catalog = context.catalog
    match node["objectType"]:
        case "OBJECT_FUNCTION" | "OBJECT_PROCEDURE" | "OBJECT_ROUTINE" | "OBJECT_AGGREGATE" as kind:
            routine = find_routine(context, object["ObjectWithArgs"], kind.removeprefix("OBJECT_").lower())
            if routine is not None:
                change_owner(context, routine, owner, location)
        case "OBJECT_TYPE" | "OBJECT_DOMAIN":
            found = lookup_type(context, object_name(object))
            type = catalog.type(found.oid) if found and found.oid else None
            if type is not None:
                change_owner(context, type, owner, location)
        case "OBJECT_SCHEMA":
            name = object_name(object).name
            if catalog.schema(name) is None:
                context.assume_schema(name)
            if (schema := catalog.schema(name)) is not None:
                change_owner(context, schema, owner, location)
        case "OBJECT_PUBLICATION":
            publication = catalog.publications.get(object_name(object).name)
            if publication is not None and publication.owner != owner:
                row = replace(publication, owner=owner, changed=context.statement)
                catalog.publications.put(row.name, row)
                context.emit(OwnerChanged, row.oid, location, before=publication.owner, after=owner)


def reassign_owned(context: Context, node: Node) -> None:
    """REASSIGN OWNED BY ... TO ..."""
    old = {role_name(spec, context.session.role) for spec in node.get("roles") or ()}
    for role in old:
        assume_role(context, role)
    new = role_name(node["newrole"], context.session.role)
    assume_role(context, new, node["newrole"].get("location"))
    catalog = context.catalog
    for relation in list(catalog.relations):
        if relation.owner in old and not (isinstance(relation, Sequence) and relation.owned_by):
            change_owner(context, relation, new)
    for routine in list(catalog.routines):
        if routine.owner in old:
            change_owner(context, routine, new)
    for type in list(catalog.types):
        if type.owner in old:
            change_owner(context, type, new)
    for schema in list(catalog.schemas):
        if schema.owner in old:
            change_owner(context, schema, new)
    for publication in list(catalog.publications):
        if publication.owner in old:
            catalog.publications.put(publication.name, replace(publication, owner=new))


HANDLERS: dict[str, Callable[[Context, Node], None]] = {
    "AlterOwnerStmt": alter_owner,
    "ReassignOwnedStmt": reassign_owned,
}
