"""DROP of anything, with what goes along and what refuses (PostgreSQL docs, 5.15; SQLSTATE 2BP01)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from ..catalog import Index, Relation, Sequence, Table, View
from ..catalog.objects import Object
from ..changes import (
    ColumnChanged,
    ColumnDropped,
    ConstraintDropped,
    IndexDropped,
    PolicyDropped,
    RoutineDropped,
    SchemaDropped,
    SequenceDropped,
    TableDropped,
    TriggerDropped,
    TypeDropped,
    ViewDropped,
)
from ..source import Node
from ..tree import Name, clip, fields, list_name, object_name, strings
from .context import Context
from .dependents import Target, dependents

_RELATION_KINDS = {
    "OBJECT_TABLE": ("table", "partitioned table"),
    "OBJECT_FOREIGN_TABLE": ("foreign table",),
    "OBJECT_VIEW": ("view",),
    "OBJECT_MATVIEW": ("materialized view",),
    "OBJECT_SEQUENCE": ("sequence",),
    "OBJECT_INDEX": ("index",),
}


def drop(
    context: Context, targets: Iterable[Target], cascade: bool, named: str = "", concurrently: bool = False
) -> None:
    """Drop objects with all that goes along; without CASCADE refuse (2BP01) where something else depends on them."""
    catalog = context.catalog
    chosen = list(dict.fromkeys(targets))
    going: dict[Target, bool] = dict.fromkeys(chosen, False)  # -> whether it was cascaded to
    refused: list[tuple[Target, Target]] = []
    queue = list(chosen)
    while queue:
        target = queue.pop(0)
        for dependent, automatic in dependents(catalog, target):
            if dependent in going or (
                dependent.kind in ("column", "default") and Target("relation", dependent.oid) in going
            ):
                continue
            if not automatic and not cascade:
                refused.append((target, dependent))
                continue
            going[dependent] = True
            queue.append(dependent)
    for target, dependent in refused:
        if dependent not in going and Target("relation", dependent.oid) not in going:
            what = named or _label(context, target)
            context.refuse(
                "2BP01", f"cannot drop {what} because {_label(context, dependent)} depends on it", oid=target.oid
            )
    for target in reversed(going):
        _remove(context, target, going[target], concurrently)


def _label(context: Context, target: Target) -> str:
    catalog = context.catalog
    match target.kind:
        case "relation":
            relation = catalog.relation(target.oid)
            return f"{relation.kind} {relation.qualified}" if relation else "a relation"
        case "column" | "default":
            table = catalog.relation(target.oid)
            column = table.column(target.attnum) if isinstance(table, (Table, View)) else None
            prefix = "column" if target.kind == "column" else "the default of column"
            return f"{prefix} {column.name} of {table.qualified}" if table and column else "a column"
        case "constraint":
            constraint = catalog.constraints.get(target.oid)
            owner = catalog.relation(constraint.relation) if constraint else None
            return f"constraint {constraint.name} on {owner.qualified}" if constraint and owner else "a constraint"
        case "policy":
            policy = catalog.policies.get(target.oid)
            owner = catalog.relation(policy.relation) if policy else None
            return f"policy {policy.name} on {owner.qualified}" if policy and owner else "a policy"
        case "trigger":
            trigger = catalog.triggers.get(target.oid)
            owner = catalog.relation(trigger.relation) if trigger else None
            return f"trigger {trigger.name} on {owner.qualified}" if trigger and owner else "a trigger"
        case "routine":
            routine = catalog.routine(target.oid)
            return f"{routine.kind} {catalog.signature(routine)}" if routine else "a function"
        case "type":
            type_ = catalog.type(target.oid)
            return f"type {type_.schema}.{type_.name}" if type_ else "a type"
    return f"{target.kind} {target.name}".strip()


def _remove(context: Context, target: Target, cascaded: bool, concurrently: bool) -> None:
    """Take one object out of the catalog and say so."""
    catalog, emit = context.catalog, context.emit
    oid = target.oid
    if target.kind == "column":
        catalog.comments.drop(("column", oid, target.attnum))
    elif target.kind != "default":
        for comment in catalog.comments.by("oid", oid):
            catalog.comments.drop((comment.kind, oid, comment.attnum))
    match target.kind:
        case "relation":
            relation = catalog.relation(oid)
            if relation is None:
                return
            catalog.relations.drop(oid)
            _forget_publications(context, oid)
            match relation:
                case Table():
                    emit(TableDropped, oid, table=relation, cascaded=cascaded)
                case View():
                    emit(ViewDropped, oid, view=relation, cascaded=cascaded)
                case Sequence():
                    emit(SequenceDropped, oid, sequence=relation, cascaded=cascaded)
                case Index():
                    emit(IndexDropped, relation.table, index=relation, cascaded=cascaded, concurrently=concurrently)
        case "column":
            table = catalog.relation(oid)
            if isinstance(table, Table) and (column := table.column(target.attnum)):
                kept = context.alter(table, columns=tuple(c for c in table.columns if c is not column))
                emit(ColumnDropped, oid, table=kept, column=column, cascaded=cascaded)
        case "default":
            table = catalog.relation(oid)
            if isinstance(table, Table) and (column := table.column(target.attnum)):
                bare = replace(column, default=None, changed=context.statement)
                kept = context.alter(table, columns=tuple(bare if c is column else c for c in table.columns))
                emit(ColumnChanged, oid, table=kept, before=column, after=bare)
        case "constraint":
            constraint = catalog.constraints.get(oid)
            if constraint is not None:
                catalog.constraints.drop(oid)
                owner = catalog.table(constraint.relation)
                if owner is not None:
                    emit(ConstraintDropped, owner.oid, table=owner, constraint=constraint, cascaded=cascaded)
        case "policy":
            if policy := catalog.policies.get(oid):
                catalog.policies.drop(oid)
                emit(PolicyDropped, policy.relation, policy=policy, cascaded=cascaded)
        case "trigger":
            if trigger := catalog.triggers.get(oid):
                catalog.triggers.drop(oid)
                emit(TriggerDropped, trigger.relation, trigger=trigger, cascaded=cascaded)
        case "routine":
            if routine := catalog.routine(oid):
                catalog.routines.drop(oid)
                emit(RoutineDropped, oid, routine=routine, cascaded=cascaded)
        case "type":
            if type_ := catalog.type(oid):
                catalog.types.drop(oid)
                emit(TypeDropped, oid, type=type_, cascaded=cascaded)
        case "event trigger":
            catalog.event_triggers.drop(target.name)
        case "other":
            catalog.others.drop(oid)


def _forget_publications(context: Context, oid: int) -> None:
    for publication in context.catalog.publications:
        if oid in publication.tables:
            tables = tuple(t for t in publication.tables if t != oid)
            context.catalog.publications.put(publication.name, replace(publication, tables=tables))


def _drop_statement(context: Context, node: Node) -> None:
    kind = node["removeType"]
    cascade = node.get("behavior") == "DROP_CASCADE"
    missing_ok = bool(node.get("missing_ok"))
    if kind in _RELATION_KINDS:
        _drop_relations(context, node, _RELATION_KINDS[kind], cascade, missing_ok)
        return
    finder = _FINDERS.get(kind)
    if finder is None:
        return
    targets = []
    for item in node.get("objects", ()):
        targets += finder(context, item, missing_ok)
    drop(context, targets, cascade)
    if kind in ("OBJECT_SCHEMA", "OBJECT_EXTENSION", "OBJECT_PUBLICATION"):
        _drop_named(context, node, kind)


def _drop_relations(context: Context, node: Node, kinds: tuple[str, ...], cascade: bool, missing_ok: bool) -> None:
    targets = []
    for item in node.get("objects", ()):
        name = object_name(item)
        relation = context.find(name)
        if relation is None:
            if not missing_ok:
                context.note_assumption(kinds[0], _assumed_name(context, name), "42P01")
            continue
        if relation.kind not in kinds and not (isinstance(relation, Table) and relation.assumed):
            context.refuse("42809", f'"{relation.name}" is not a {kinds[0]}', oid=relation.oid)
        if isinstance(relation, Index) and relation.constraint is not None:
            context.refuse(
                "2BP01",
                f"cannot drop index {relation.qualified} because a constraint of the same name requires it",
                oid=relation.oid,
            )
        targets.append(Target("relation", relation.oid))
    drop(context, targets, cascade, concurrently=bool(node.get("concurrent")))


def _assumed_name(context: Context, name: Name) -> str:
    schema = name.schema or next((s for s in context.session.schemas if s != context.session.role), "public")
    return f"{schema}.{name.name}"


def _relation_part(context: Context, item: Node) -> tuple[Relation | None, str]:
    """DROP POLICY, TRIGGER and RULE name their relation first: (relation, own name)."""
    names = strings(fields(item).get("items"))
    own, parts = clip(names[-1]), names[:-1]
    return context.find(Name(parts[-2] if len(parts) > 1 else None, parts[-1])), own


def _policy(context: Context, item: Node, missing_ok: bool) -> list[Target]:
    relation, name = _relation_part(context, item)
    for policy in context.catalog.policies_of(relation.oid) if relation else ():
        if policy.name == name:
            return [Target("policy", policy.oid)]
    if relation is not None and not missing_ok and context.catalog.knows("policies", relation):
        context.refuse("42704", f'policy "{name}" for table "{relation.name}" does not exist', oid=relation.oid)
    return []


def _trigger(context: Context, item: Node, missing_ok: bool) -> list[Target]:
    relation, name = _relation_part(context, item)
    for trigger in context.catalog.triggers_of(relation.oid) if relation else ():
        if trigger.name == name:
            clones = [t for t in context.catalog.triggers if t.parent == trigger.oid]
            return [Target("trigger", t.oid) for t in (trigger, *clones)]
    if relation is not None and not missing_ok and context.catalog.knows("triggers", relation):
        context.refuse("42704", f'trigger "{name}" for table "{relation.name}" does not exist', oid=relation.oid)
    return []


def _rule(context: Context, item: Node, missing_ok: bool) -> list[Target]:
    relation, name = _relation_part(context, item)
    return [
        Target("other", o.oid)
        for o in context.catalog.others
        if o.kind == "rule" and o.name == name and relation is not None and o.relation == relation.oid
    ]


def _routine(context: Context, item: Node, missing_ok: bool) -> list[Target]:
    from .routines import find_routine

    routine = find_routine(context, item["ObjectWithArgs"])
    if routine is not None:
        return [Target("routine", routine.oid)]
    if not missing_ok:
        name = list_name(item["ObjectWithArgs"]["objname"])
        context.note_assumption("function", _assumed_name(context, name), "42883")
    return []


def _type(context: Context, item: Node, missing_ok: bool) -> list[Target]:
    from .type_lookup import lookup_type

    name = object_name(item)
    found = lookup_type(context, name)
    if found is not None and context.catalog.type(found.oid):
        return [Target("type", found.oid)]
    if not missing_ok:
        context.note_assumption("type", _assumed_name(context, name), "42704")
    return []


def _event_trigger(context: Context, item: Node, missing_ok: bool) -> list[Target]:
    found = context.catalog.event_triggers.get(object_name(item).name)
    return [Target("event trigger", found.oid, name=found.name)] if found else []


def _members(context: Context, wanted: Callable[[Relation | Object], bool]) -> list[Target]:
    catalog = context.catalog
    found = [Target("relation", r.oid) for r in catalog.relations if wanted(r)]
    found += [Target("routine", r.oid) for r in catalog.routines if wanted(r)]
    found += [Target("type", t.oid) for t in catalog.types if wanted(t)]
    return found + [Target("other", o.oid) for o in catalog.others if wanted(o)]


def _schema(context: Context, item: Node, missing_ok: bool) -> list[Target]:
    name = object_name(item).name
    if context.catalog.schema(name) is None and not missing_ok:
        context.refuse("3F000", f'schema "{name}" does not exist')
    return _members(context, lambda o: getattr(o, "schema", None) == name)


def _extension(context: Context, item: Node, missing_ok: bool) -> list[Target]:
    name = object_name(item).name
    return _members(context, lambda o: getattr(o, "extension", None) == name)


def _nothing(context: Context, item: Node, missing_ok: bool) -> list[Target]:
    return []


_FINDERS: dict[str, Callable[[Context, Node, bool], list[Target]]] = {
    "OBJECT_POLICY": _policy,
    "OBJECT_TRIGGER": _trigger,
    "OBJECT_RULE": _rule,
    "OBJECT_FUNCTION": _routine,
    "OBJECT_PROCEDURE": _routine,
    "OBJECT_ROUTINE": _routine,
    "OBJECT_AGGREGATE": _routine,
    "OBJECT_TYPE": _type,
    "OBJECT_DOMAIN": _type,
    "OBJECT_EVENT_TRIGGER": _event_trigger,
    "OBJECT_SCHEMA": _schema,
    "OBJECT_EXTENSION": _extension,
    "OBJECT_PUBLICATION": _nothing,
}


def _drop_named(context: Context, node: Node, kind: str) -> None:
    """Schemas, extensions and publications themselves: rows by name."""
    catalog = context.catalog
    for item in node.get("objects", ()):
        name = object_name(item).name
        if kind == "OBJECT_SCHEMA":
            if schema := catalog.schema(name):
                catalog.schemas.drop(name)
                context.emit(SchemaDropped, schema.oid, name=name)
                for extension in catalog.extensions:
                    if extension.schema == name:
                        catalog.extensions.drop(extension.name)
        elif kind == "OBJECT_EXTENSION":
            catalog.extensions.drop(name)
            for schema in catalog.schemas:
                if schema.extension == name:
                    catalog.schemas.drop(schema.name)
        else:
            catalog.publications.drop(name)


HANDLERS: dict[str, Callable[[Context, Node], None]] = {"DropStmt": _drop_statement}
