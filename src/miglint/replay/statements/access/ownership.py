"""Owners: ALTER ... OWNER TO and REASSIGN OWNED."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ....catalog import Publication, Relation, Routine, Schema, Sequence, Table, Type
from ....catalog.changes import OwnerChanged
from ....record import replace
from ....syntax.source import Node
from ....syntax.tree import object_name, role_name
from ...checks.role_rights import refuse_no_superuser, refuse_not_owner_of, refuse_not_owner_of_other
from ...lookup.named_others import KINDS, find_other, named_other
from ...lookup.named_types import lookup_type
from ...lookup.routine_lookup import find_routine
from ...state.context import Context
from .role_changes import refuse_not_member
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
    catalog = context.catalog
    match node["objectType"]:
        case "OBJECT_FUNCTION" | "OBJECT_PROCEDURE" | "OBJECT_ROUTINE" | "OBJECT_AGGREGATE" as kind:
            routine = find_routine(context, object["ObjectWithArgs"], kind.removeprefix("OBJECT_").lower())
            if routine is not None:
                _refuse_owner(context, routine, routine.kind, owner, location)
                change_owner(context, routine, owner, location)
        case "OBJECT_TYPE" | "OBJECT_DOMAIN":
            found = lookup_type(context, object_name(object))
            type = catalog.type(found.oid) if found and found.oid else None
            if type is not None:
                _refuse_owner(context, type, "type", owner, location)
                change_owner(context, type, owner, location)
        case "OBJECT_SCHEMA":
            name = object_name(object).name
            if catalog.schema(name) is None:
                context.assume_schema(name)
            if (schema := catalog.schema(name)) is not None:
                _refuse_owner(context, schema, "schema", owner, location)
                change_owner(context, schema, owner, location)
        case "OBJECT_PUBLICATION":
            publication = catalog.publications.get(object_name(object).name)
            if publication is not None and publication.owner != owner:
                _refuse_owner(context, publication, "publication", owner, location)
                row = replace(publication, owner=owner, changed=context.statement)
                catalog.publications.put(row.name, row)
                context.emit(OwnerChanged, row.oid, location, before=publication.owner, after=owner)
        case "OBJECT_FDW":
            message = f'permission denied to change owner of foreign-data wrapper "{object_name(object).name}"'
            refuse_no_superuser(context, message)
        case "OBJECT_EVENT_TRIGGER":
            message = f'permission denied to change owner of event trigger "{object_name(object).name}"'
            refuse_no_superuser(context, message)
        case kind if kind in KINDS and kind != "OBJECT_OPERATOR":
            if (other := find_other(context, named_other(kind, object))) is not None:
                refuse_not_owner_of_other(context, other)
                refuse_new_owner(context, owner, location)
                catalog.others.put(other.oid, replace(other, owner=owner, changed=context.statement))
        case _:
            refuse_new_owner(context, owner, location)


def _refuse_owner(
    context: Context, object: Routine | Type | Schema | Publication, what: str, owner: str, location: int | None
) -> None:
    """Refuse to give away what isn't one's own, or to someone as whom one can't act (AlterObjectOwner_internal)."""
    refuse_not_owner_of(context, what, object.name, object.owner)
    refuse_new_owner(context, owner, location)


def reassign_owned(context: Context, node: Node) -> None:
    """REASSIGN OWNED BY ... TO ..."""
    old = {role_name(spec, context.session.role) for spec in node.get("roles") or ()}
    for role in old:
        assume_role(context, role)
    new = role_name(node["newrole"], context.session.role)
    assume_role(context, new, node["newrole"].get("location"))
    refuse_not_member(context, {*old, new}, "permission denied to reassign objects")
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
    for other in list(catalog.others):
        if other.owner in old:
            catalog.others.put(other.oid, replace(other, owner=new))
    for publication in list(catalog.publications):
        if publication.owner in old:
            catalog.publications.put(publication.name, replace(publication, owner=new))


HANDLERS: dict[str, Callable[[Context, Node], None]] = {
    "AlterOwnerStmt": alter_owner,
    "ReassignOwnedStmt": reassign_owned,
}
