"""Taking objects out of the catalog, with what goes along and what refuses (PostgreSQL docs, 5.15; 2BP01)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ....catalog import Constraint, Index, Schema, Sequence, Table, View
from ....catalog.changes import (
    ColumnChanged,
    ColumnDropped,
    ConstraintDropped,
    IndexDropped,
    PolicyDropped,
    RoutineDropped,
    SequenceDropped,
    TableDropped,
    TriggerDropped,
    TypeDropped,
    ViewDropped,
)
from ....record import replace
from ...state.context import Context
from .dependents import DropTarget, dependents


def drop(
    context: Context, targets: Iterable[DropTarget], cascade: bool, named: str = "", concurrently: bool = False
) -> None:
    """Drop objects with all that goes along; without CASCADE refuse (2BP01) where something else depends on them."""
    catalog = context.catalog
    chosen = list(dict.fromkeys(targets))
    if not chosen:
        return
    going: dict[DropTarget, bool] = dict.fromkeys(chosen, False)  # -> whether it was cascaded to
    refused: list[tuple[DropTarget, DropTarget]] = []
    queue = list(chosen)
    while queue:
        target = queue.pop(0)
        for dependent, automatic in dependents(catalog, target):
            if dependent in going or _goes_with_its_owner(dependent, going):
                continue
            if not automatic and not cascade:
                refused.append((target, dependent))
                continue
            going[dependent] = True
            queue.append(dependent)
    in_the_way = [(t, d) for t, d in refused if d not in going and not _goes_with_its_owner(d, going)]
    if in_the_way:
        target, dependent = in_the_way[0]
        what = named or _label(context, target)
        message = f"cannot drop {what} because {_label(context, dependent)} depends on it"
        if len(in_the_way) > 1:
            message += f", and {len(in_the_way) - 1} more"
        others = tuple(d.oid for _, d in in_the_way)
        context.refuse("2BP01", message, oid=target.oid, others=others, subject=_own_name(context, target))
    for target in reversed(going):
        _remove(context, target, going[target], concurrently)


def _goes_with_its_owner(dependent: DropTarget, going: Mapping[DropTarget, bool]) -> bool:
    """Return whether a column's table, or a default's column, is dropped anyway."""
    if dependent.kind not in ("column", "default"):
        return False
    owners = (DropTarget("relation", dependent.oid), DropTarget("column", dependent.oid, dependent.attnum))
    return any(owner in going for owner in owners)


def _own_name(context: Context, target: DropTarget) -> str:
    """Return the last part of what a target is called."""
    catalog = context.catalog
    if target.kind == "column":
        table = catalog.relation(target.oid)
        column = table.column(target.attnum) if isinstance(table, (Table, View)) else None
        return column.name if column else ""
    for store in (catalog.relations, catalog.constraints, catalog.routines, catalog.types):
        if (row := store.get(target.oid)) is not None:
            return str(row.name)
    return ""


def _label(context: Context, target: DropTarget) -> str:
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
        case "other":
            other = catalog.others.get(target.oid)
            return f"{other.kind} {f'{other.schema}.' if other.schema else ''}{other.name}" if other else "an object"
    return f"{target.kind} {target.name}".strip()


def _remove(context: Context, target: DropTarget, cascaded: bool, concurrently: bool) -> None:
    """Remove one object from the catalog, and note the change."""
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
                _leave_to_children(context, constraint)
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
        case "extension":
            catalog.extensions.drop(target.name)
            for schema in catalog.schemas:
                if schema.extension == target.name:
                    catalog.schemas.drop(schema.name)
                    forget_schema(context, schema)
        case "other":
            if other := catalog.others.get(oid):
                catalog.others.drop(oid)
                key = (other.kind, other.schema or "", other.name)
                context.replay.doubts.gone[key] = (context.statement, "dropped")


def _leave_to_children(context: Context, check: Constraint) -> None:
    """A child's own check, which was merged with its parent's, stays (conislocal and coninhcount of pg_constraint)."""
    catalog = context.catalog
    for child in catalog.children_of(check.relation) if check.kind == "check" else ():
        for part in catalog.constraints_of(child.oid):
            if part.parent == check.oid:
                catalog.constraints.put(part.oid, replace(part, parent=None))


def _forget_publications(context: Context, oid: int) -> None:
    for publication in context.catalog.publications:
        if oid in publication.tables:
            tables = tuple(t for t in publication.tables if t != oid)
            context.catalog.publications.put(publication.name, replace(publication, tables=tables))


def forget_schema(context: Context, schema: Schema) -> None:
    """Drop the default privileges of a schema that is dropped."""
    store = context.catalog.default_privileges
    for row in list(store):
        if row.schema == schema.name:
            store.drop((row.role, schema.name, row.object_type))
