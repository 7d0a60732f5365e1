"""ALTER ... RENAME TO: expressions and references follow, for they hold numbers, not names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...catalog import Constraint, Index, Relation, Table, View
from ...catalog.changes import Renamed
from ...record import replace
from ...syntax.source import Node
from ...syntax.tree import clip, list_name, object_name, range_name
from ..checks.assumptions import relation_of
from ..checks.extension_facts import refuse_missing_routine
from ..checks.role_rights import refuse_not_owner_of
from ..lookup.named_others import KINDS
from ..lookup.named_types import lookup_type
from ..lookup.routine_lookup import find_routine, same_types
from ..state.context import Context
from . import set_schema
from .access.roles import refuse_not_owner
from .alter_others import rename_other, rename_rule
from .common.renamed_expressions import followed
from .common.row_types import refuse_typed, typed_tables
from .rename_globals import rename_role, rename_schema
from .tables.inheritance import refuse_rename
from .tables.not_null_constraints import may_be_not_null

_RELATIONS = {
    "OBJECT_TABLE",
    "OBJECT_VIEW",
    "OBJECT_MATVIEW",
    "OBJECT_FOREIGN_TABLE",
    "OBJECT_SEQUENCE",
    "OBJECT_INDEX",
}
# What ALTER ... RENAME insists on; ALTER TABLE and INDEX also rename others (RangeVarCallbackForAlterRelation).
_KINDS = {
    "OBJECT_VIEW": "view",
    "OBJECT_MATVIEW": "materialized view",
    "OBJECT_FOREIGN_TABLE": "foreign table",
    "OBJECT_SEQUENCE": "sequence",
}
_ROUTINES = {
    "OBJECT_FUNCTION": "function",
    "OBJECT_PROCEDURE": "procedure",
    "OBJECT_ROUTINE": "routine",
    "OBJECT_AGGREGATE": "aggregate",
}


def rename(context: Context, node: Node) -> None:
    """ALTER ... RENAME TO of any kind of object."""
    kind, new = node["renameType"], clip(node["newname"])
    if kind in _RELATIONS:
        _rename_relation(context, node, new)
    elif kind == "OBJECT_COLUMN":
        if (relation := _target(context, node)) is not None:
            if isinstance(relation, Table):
                refuse_typed(context, relation, "rename column of")
                refuse_rename(context, relation, clip(node["subname"]), alone=not node["relation"].get("inh"))
            rename_column(context, relation, clip(node["subname"]), new, node["relation"].get("location"))
    elif kind == "OBJECT_TABCONSTRAINT":
        _rename_constraint(context, node, new)
    elif kind in ("OBJECT_POLICY", "OBJECT_TRIGGER"):
        _rename_part(context, node, kind == "OBJECT_POLICY", new)
    elif kind in _ROUTINES:
        _rename_routine(context, node["object"]["ObjectWithArgs"], _ROUTINES[kind], new)
    elif kind in ("OBJECT_TYPE", "OBJECT_DOMAIN"):
        _rename_type(context, node, new)
    elif kind == "OBJECT_ATTRIBUTE":
        _rename_attribute(context, node, new)
    elif kind == "OBJECT_SCHEMA":
        rename_schema(context, node["subname"], new)
    elif kind == "OBJECT_ROLE":
        rename_role(context, node["subname"], new)
    elif kind in ("OBJECT_PUBLICATION", "OBJECT_EVENT_TRIGGER"):
        _rename_by_name(context, kind, object_name(node["object"]).name, new)
    elif kind == "OBJECT_DOMCONSTRAINT":
        _rename_domain_constraint(context, node, new)
    elif kind == "OBJECT_RULE":
        rename_rule(context, node, new)
    elif kind in KINDS:
        rename_other(context, kind, node["object"], new)


def _target(context: Context, node: Node) -> Relation | None:
    return relation_of(context, node["relation"], bool(node.get("missing_ok")))


def _rename_relation(context: Context, node: Node, new: str) -> None:
    relation = _target(context, node)
    if relation is None:
        return
    location = node["relation"].get("location")
    wanted = _KINDS.get(node["renameType"])
    if wanted and relation.kind != wanted and not (isinstance(relation, Table) and relation.assumed):
        context.refuse("42809", f'"{relation.name}" is not a {wanted}', location, relation.oid, names=(relation.name,))
    refuse_not_owner(context, relation)
    _check_free(context, relation.schema, new, location)
    context.alter(relation, name=new)
    if isinstance(relation, Index) and relation.constraint is not None:
        constraint = context.catalog.constraints.get(relation.constraint)
        if constraint is not None:
            _put_constraint(context, constraint, new)
    context.emit(Renamed, relation.oid, location, what=relation.kind, before=relation.name, after=new)


def _check_free(context: Context, schema: str, name: str, location: int | None) -> None:
    if (other := context.catalog.named(schema, name)) is not None:
        context.refuse("42P07", f'relation "{name}" already exists', location, other.oid, names=(name,))


def rename_column(context: Context, relation: Relation, old: str, new: str, location: int | None) -> None:
    """Rename a column, and the inherited one in partitions and inheriting tables."""
    if not isinstance(relation, (Table, View)):
        return
    column = relation.column(old)
    if column is None:
        open_ended = relation.assumed if isinstance(relation, Table) else not relation.columns_known
        if open_ended or not context.catalog.knows("columns", relation):
            return
        context.refuse("42703", f'column "{old}" does not exist', location, relation.oid, names=(old,))
    if relation.column(new) is not None:
        message = f'column "{new}" of relation "{relation.name}" already exists'
        context.refuse("42701", message, location, relation.oid, names=(new, relation.name))
    renamed = replace(column, name=new, changed=context.statement)
    columns = tuple(renamed if c.attnum == column.attnum else c for c in relation.columns)
    context.alter(relation, columns=columns)
    context.emit(Renamed, relation.oid, location, what="column", before=old, after=new)
    for child in context.catalog.children_of(relation.oid):
        if child.column(old) is not None:  # what it declares itself is merged with the parent's
            rename_column(context, child, old, new, location)


def _put_constraint(context: Context, constraint: Constraint, new: str) -> None:
    row = replace(constraint, name=new, changed=context.statement)
    context.catalog.constraints.put(row.oid, row)


def _rename_constraint(context: Context, node: Node, new: str) -> None:
    relation = _target(context, node)
    if relation is None:
        return
    old, location = clip(node["subname"]), node["relation"].get("location")
    constraints = context.catalog.constraints_of(relation.oid)
    found = next((c for c in constraints if c.name == old), None)
    if found is None:
        if _rename_not_null(context, relation, old, new):
            return
        if context.catalog.knows("constraints", relation) and not (
            isinstance(relation, Table) and may_be_not_null(context, relation, old)
        ):
            message = f'constraint "{old}" for table "{relation.name}" does not exist'
            context.refuse("42704", message, location, relation.oid, names=(old, relation.name))
        return
    if any(c.name == new for c in constraints):
        message = f'constraint "{new}" for relation "{relation.name}" already exists'
        context.refuse("42710", message, location, relation.oid, names=(new, relation.name))
    index = context.catalog.relation(found.index) if found.index and found.kind != "foreign key" else None
    if index is not None:
        _check_free(context, index.schema, new, location)
        context.alter(index, name=new)
    _put_constraint(context, found, new)
    context.emit(Renamed, relation.oid, location, what="constraint", before=old, after=new)
    for child in context.catalog.children_of(relation.oid):
        for part in context.catalog.constraints_of(child.oid):
            if part.inherited and part.name == old and part.kind == "check":
                _put_constraint(context, part, new)


def _rename_not_null(context: Context, relation: Relation, old: str, new: str) -> bool:
    """Rename a column's named not-null constraint, and return whether there is one of this name."""
    columns = relation.columns if isinstance(relation, Table) else ()
    if not any(column.not_null_name == old for column in columns):
        return False
    changed = [replace(c, not_null_name=new) if c.not_null_name == old else c for c in columns]
    context.alter(relation, columns=tuple(changed))
    return True


def _rename_part(context: Context, node: Node, is_policy: bool, new: str) -> None:
    relation = _target(context, node)
    if relation is None:
        return
    old, location = clip(node["subname"]), node["relation"].get("location")
    catalog, what = context.catalog, "policy" if is_policy else "trigger"
    store: Any = catalog.policies if is_policy else catalog.triggers
    rows = catalog.policies_of(relation.oid) if is_policy else catalog.triggers_of(relation.oid)
    found = next((row for row in rows if row.name == old), None)
    if found is None:
        if catalog.knows("policies" if is_policy else "existence", relation):
            message = f'{what} "{old}" for table "{relation.name}" does not exist'
            context.refuse("42704", message, location, relation.oid, names=(old, relation.name))
        return
    if any(row.name == new for row in rows):
        message = f'{what} "{new}" for table "{relation.name}" already exists'
        context.refuse("42710", message, location, relation.oid, names=(new, relation.name))
    store.put(found.oid, replace(found, name=new, changed=context.statement))
    context.emit(Renamed, relation.oid, location, what=what, before=old, after=new)


def _rename_routine(context: Context, object: Node, kind: str, new: str) -> None:
    routine = find_routine(context, object, kind)
    if routine is None:
        refuse_missing_routine(context, object, kind)
        return
    refuse_not_owner_of(context, routine.kind, routine.name, routine.owner)
    for other in context.catalog.routines_named(routine.schema, new):
        if same_types(other.input_types, routine.input_types):
            message = f'function {new} already exists in schema "{routine.schema}"'
            context.refuse("42723", message, oid=other.oid, names=(routine.schema,))
    row = replace(routine, name=new, changed=context.statement)
    context.catalog.routines.put(row.oid, row)
    context.emit(Renamed, row.oid, what=row.kind, before=routine.name, after=new)


def _rename_type(context: Context, node: Node, new: str) -> None:
    name = object_name(node["object"])
    found = lookup_type(context, name)
    type = context.catalog.type(found.oid) if found and found.oid else None
    if type is None:
        context.note_assumption("type", ".".join((name.schema or "public", name.name)), "42704")
        return
    refuse_not_owner_of(context, "type", type.name, type.owner)
    if context.catalog.type_named(type.schema, new) is not None:
        context.refuse("42710", f'type "{new}" already exists', oid=type.oid, names=(new,))
    context.catalog.types.put(type.oid, replace(type, name=new, changed=context.statement))
    context.emit(Renamed, type.oid, what="type", before=type.name, after=new)


def _rename_attribute(context: Context, node: Node, new: str) -> None:
    range_var, old = node["relation"], node["subname"]
    found = lookup_type(context, range_name(range_var))
    type = context.catalog.type(found.oid) if found and found.oid else None
    if type is not None:
        for table in typed_tables(context, type, node.get("behavior") == "DROP_CASCADE"):
            rename_column(context, table, old, new, range_var.get("location"))
        columns = tuple(replace(c, name=new) if c.name == old else c for c in type.columns)
        row = replace(type, columns=columns, changed=context.statement)
        context.catalog.types.put(type.oid, row)
        context.emit(Renamed, type.oid, range_var.get("location"), what="attribute", before=old, after=new)


def _rename_domain_constraint(context: Context, node: Node, new: str) -> None:
    found = lookup_type(context, list_name(node["object"]["List"]["items"]))
    type = context.catalog.type(found.oid) if found and found.oid else None
    if type is not None and type.not_null_name == node["subname"]:
        row = replace(type, not_null_name=new, changed=context.statement)
        context.catalog.types.put(type.oid, row)
    for constraint in context.catalog.constraints_of(0):
        if found and constraint.domain == found.oid and constraint.name == node["subname"]:
            _put_constraint(context, constraint, new)
            context.emit(Renamed, found.oid, what="constraint", before=constraint.name, after=new)


def _rename_by_name(context: Context, kind: str, old: str, new: str) -> None:
    is_publication = kind == "OBJECT_PUBLICATION"
    store: Any = context.catalog.publications if is_publication else context.catalog.event_triggers
    if (row := store.get(old)) is None:
        return
    store.drop(old)
    store.put(new, replace(row, name=new, changed=context.statement))
    what = "publication" if is_publication else "event trigger"
    context.emit(Renamed, row.oid, what=what, before=old, after=new)


HANDLERS: dict[str, Callable[[Context, Node], None]] = {
    "RenameStmt": followed(rename),
    "AlterObjectSchemaStmt": followed(set_schema.set_schema),
}
