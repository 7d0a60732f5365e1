"""DROP statements: which objects they name (PostgreSQL docs, DROP ...)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ...catalog import Index, Relation, Sequence, Table
from ...catalog.changes import SchemaDropped
from ...catalog.objects import Object
from ...syntax.source import Node
from ...syntax.tree import Name, clip, list_name, object_name, strings, unwrap
from ..checks.absent_names import refuse_absent_relation, refuse_absent_routine
from ..checks.assumptions import other_in_use
from ..checks.extension_facts import may_come_from_extension
from ..checks.role_rights import refuse_not_owner_of, refuse_not_owner_of_other
from ..lookup.named_others import KINDS, find_other, named_other
from ..lookup.routine_lookup import find_routine, visible_routines
from ..state.context import Context
from .access.roles import refuse_not_owner
from .common.dependents import DropTarget
from .common.drop_objects import drop, forget_schema

_RELATION_KINDS = {
    "OBJECT_TABLE": ("table", "partitioned table"),
    "OBJECT_FOREIGN_TABLE": ("foreign table",),
    "OBJECT_VIEW": ("view",),
    "OBJECT_MATVIEW": ("materialized view",),
    "OBJECT_SEQUENCE": ("sequence",),
    "OBJECT_INDEX": ("index",),
}


def _drop_statement(context: Context, node: Node) -> None:
    kind = node["removeType"]
    cascade = node.get("behavior") == "DROP_CASCADE"
    missing_ok = bool(node.get("missing_ok"))
    if kind in _RELATION_KINDS:
        _drop_relations(context, node, _RELATION_KINDS[kind], cascade, missing_ok)
        return
    finder = partial(_other, kind) if kind in KINDS else _FINDERS.get(kind)
    if finder is None:
        return
    targets = []
    for item in node.get("objects", ()):
        targets += finder(context, item, missing_ok)
    drop(context, targets, cascade, f"extension {targets[0].name}" if kind == "OBJECT_EXTENSION" and targets else "")
    if kind in ("OBJECT_SCHEMA", "OBJECT_PUBLICATION"):
        _drop_named(context, node, kind)


def _drop_relations(context: Context, node: Node, kinds: tuple[str, ...], cascade: bool, missing_ok: bool) -> None:
    targets = []
    for item in node.get("objects", ()):
        name = object_name(item)
        relation = context.find(name)
        if relation is None:
            if not missing_ok:
                refuse_absent_relation(context, name, None, kinds[0])
                if name.schema and context.catalog.schema(name.schema) is None:
                    context.assume_schema(name.schema)
                    continue
                sqlstate = "42704" if kinds[0] == "index" else "42P01"
                context.note_assumption(kinds[0], _assumed_name(context, name), sqlstate)
            continue
        if relation.kind not in kinds and not (isinstance(relation, Table) and relation.assumed):
            context.refuse("42809", f'"{relation.name}" is not a {kinds[0]}', oid=relation.oid, names=(relation.name,))
        if isinstance(relation, Index) and relation.constraint is not None:
            context.refuse(
                "2BP01",
                f"cannot drop index {relation.qualified} because a constraint of the same name requires it",
                oid=relation.oid,
            )
        if isinstance(relation, Index) and relation.parent is not None:
            whole = context.catalog.relation(relation.parent)
            message = f"cannot drop index {relation.name} because index {whole.name if whole else ''} requires it"
            context.refuse("2BP01", message, oid=relation.oid, names=(relation.name,))
        if isinstance(relation, Sequence) and relation.identity:
            message = f"cannot drop sequence {relation.qualified} because an identity column requires it"
            context.refuse("2BP01", message, oid=relation.oid)
        refuse_not_owner(context, relation, dropping=True)
        targets.append(DropTarget("relation", relation.oid))
    drop(context, targets, cascade, concurrently=bool(node.get("concurrent")))


def _assumed_name(context: Context, name: Name) -> str:
    return f"{context.schema_if_missing(name)}.{name.name}"


def _relation_part(context: Context, item: Node, missing_ok: bool) -> tuple[Relation | None, str]:
    """Return (relation, own name) of DROP POLICY, TRIGGER and RULE, which name their relation first."""
    names = strings(unwrap(item)[1].get("items"))
    own, parts = clip(names[-1]), names[:-1]
    name = Name(parts[-2] if len(parts) > 1 else None, parts[-1])
    relation = context.find(name)
    if relation is None and not missing_ok:
        refuse_absent_relation(context, name, None)
    if relation is not None:
        refuse_not_owner_of(context, "relation", relation.name, relation.owner)
    return relation, own


def _policy(context: Context, item: Node, missing_ok: bool) -> list[DropTarget]:
    relation, name = _relation_part(context, item, missing_ok)
    for policy in context.catalog.policies_of(relation.oid) if relation else ():
        if policy.name == name:
            return [DropTarget("policy", policy.oid)]
    if relation is not None and not missing_ok and context.catalog.knows("policies", relation):
        context.refuse(
            "42704",
            f'policy "{name}" for table "{relation.name}" does not exist',
            oid=relation.oid,
            names=(name, relation.name),
        )
    return []


def _trigger(context: Context, item: Node, missing_ok: bool) -> list[DropTarget]:
    relation, name = _relation_part(context, item, missing_ok)
    for trigger in context.catalog.triggers_of(relation.oid) if relation else ():
        if trigger.name == name:
            if trigger.parent is not None and relation is not None:
                message = (
                    f"cannot drop trigger {name} on table {relation.name} because its parent's trigger requires it"
                )
                context.refuse("2BP01", message, oid=relation.oid, names=(name, relation.name))
            clones = [t for t in context.catalog.triggers if t.parent == trigger.oid]
            return [DropTarget("trigger", t.oid) for t in (trigger, *clones)]
    if relation is not None and not missing_ok and context.catalog.knows("triggers", relation):
        context.refuse(
            "42704",
            f'trigger "{name}" for table "{relation.name}" does not exist',
            oid=relation.oid,
            names=(name, relation.name),
        )
    return []


def _rule(context: Context, item: Node, missing_ok: bool) -> list[DropTarget]:
    relation, name = _relation_part(context, item, missing_ok)
    if relation is None:
        return []
    for other in context.catalog.others.by("name", ("rule", relation.schema, name)):
        if other.relation == relation.oid:
            return [DropTarget("other", other.oid)]
    if not missing_ok and relation.made_here and context.catalog.knows("existence", relation):
        message = f'rule "{name}" for relation "{relation.name}" does not exist'
        context.refuse("42704", message, oid=relation.oid, names=(name, relation.name))
    return []


def _routine(kind: str, context: Context, item: Node, missing_ok: bool) -> list[DropTarget]:
    routine = find_routine(context, item["ObjectWithArgs"], kind)
    if routine is not None:
        if kind == "function" and routine.kind == "aggregate":
            message = f'"{routine.name}" is an aggregate function'
            context.refuse("42809", message, oid=routine.oid, subject=routine.name, names=(routine.name,))
        refuse_not_owner_of(context, routine.kind, routine.name, routine.owner, routine.schema)
        return [DropTarget("routine", routine.oid)]
    if not missing_ok:
        name = list_name(item["ObjectWithArgs"]["objname"])
        if may_come_from_extension(context, name):
            return []
        others = visible_routines(context, name)
        if others and context.catalog.knows("routines"):
            message = f"function {name.name} does not exist with these argument types"
            context.refuse("42883", message, others=tuple(r.oid for r in others), subject=name.name)
        refuse_absent_routine(context, name)
        context.note_assumption("function", _assumed_name(context, name), "42883")
    return []


def _type(context: Context, item: Node, missing_ok: bool) -> list[DropTarget]:
    from ..lookup.named_types import lookup_type

    name = object_name(item)
    found = lookup_type(context, name)
    if found is not None and (type := context.catalog.type(found.oid)) is not None:
        refuse_not_owner_of(context, "type", type.name, type.owner, type.schema)
        return [DropTarget("type", found.oid)]
    if not missing_ok:
        context.note_assumption("type", _assumed_name(context, name), "42704")
    return []


def _domain(context: Context, item: Node, missing_ok: bool) -> list[DropTarget]:
    targets = _type(context, item, missing_ok)
    for target in targets:
        type_ = context.catalog.type(target.oid)
        if type_ is not None and type_.kind not in ("domain", "shell"):
            message = f'"{".".join(filter(None, object_name(item)))}" is not a domain'
            context.refuse("42809", message, oid=type_.oid, names=(type_.name,))
    return targets


def _event_trigger(context: Context, item: Node, missing_ok: bool) -> list[DropTarget]:
    found = context.catalog.event_triggers.get(object_name(item).name)
    return [DropTarget("event trigger", found.oid, name=found.name)] if found else []


def _other(objtype: str, context: Context, item: Node, missing_ok: bool) -> list[DropTarget]:
    """Return an object that is only known to exist; of operators, several have one name."""
    named = named_other(objtype, item)
    if objtype == "OBJECT_OPERATOR":
        return []
    found = find_other(context, named) if missing_ok else other_in_use(context, named)
    if found is None:
        return []
    refuse_not_owner_of_other(context, found)
    return [DropTarget("other", found.oid)]


def _members(context: Context, wanted: Callable[[Relation | Object], bool]) -> list[DropTarget]:
    catalog = context.catalog
    found = [DropTarget("relation", r.oid) for r in catalog.relations if wanted(r)]
    found += [DropTarget("routine", r.oid) for r in catalog.routines if wanted(r)]
    found += [DropTarget("type", t.oid) for t in catalog.types if wanted(t)]
    return found + [DropTarget("other", o.oid) for o in catalog.others if wanted(o)]


def _schema(context: Context, item: Node, missing_ok: bool) -> list[DropTarget]:
    name = object_name(item).name
    if context.catalog.schema(name) is None and not missing_ok:
        context.refuse("3F000", f'schema "{name}" does not exist', names=(name,))
    if (schema := context.catalog.schema(name)) is not None:
        refuse_not_owner_of(context, "schema", name, schema.owner)
    return _members(context, lambda o: getattr(o, "schema", None) == name)


def _extension(context: Context, item: Node, missing_ok: bool) -> list[DropTarget]:
    name = object_name(item).name
    if (found := context.catalog.extensions.get(name)) is not None:
        return [DropTarget("extension", found.oid, name=name)]
    if not missing_ok:
        context.note_assumption("extension", name, "42704")
    return []


def _publication(context: Context, item: Node, missing_ok: bool) -> list[DropTarget]:
    name = object_name(item).name
    if context.catalog.publications.get(name) is None and not missing_ok:
        context.note_assumption("publication", name, "42704")
    return []


_FINDERS: dict[str, Callable[[Context, Node, bool], list[DropTarget]]] = {
    "OBJECT_POLICY": _policy,
    "OBJECT_TRIGGER": _trigger,
    "OBJECT_RULE": _rule,
    "OBJECT_FUNCTION": partial(_routine, "function"),
    "OBJECT_PROCEDURE": partial(_routine, "procedure"),
    "OBJECT_ROUTINE": partial(_routine, "routine"),
    "OBJECT_AGGREGATE": partial(_routine, "aggregate"),
    "OBJECT_TYPE": _type,
    "OBJECT_DOMAIN": _domain,
    "OBJECT_EVENT_TRIGGER": _event_trigger,
    "OBJECT_SCHEMA": _schema,
    "OBJECT_EXTENSION": _extension,
    "OBJECT_PUBLICATION": _publication,
}


def _drop_named(context: Context, node: Node, kind: str) -> None:
    """Schemas and publications themselves: rows by name."""
    catalog = context.catalog
    for item in node.get("objects", ()):
        name = object_name(item).name
        if kind == "OBJECT_SCHEMA":
            if schema := catalog.schema(name):
                catalog.schemas.drop(name)
                forget_schema(context, schema)
                context.emit(SchemaDropped, schema.oid, name=name)
                for extension in catalog.extensions:
                    if extension.schema == name:
                        catalog.extensions.drop(extension.name)
        else:
            catalog.publications.drop(name)


HANDLERS: dict[str, Callable[[Context, Node], None]] = {"DropStmt": _drop_statement}
