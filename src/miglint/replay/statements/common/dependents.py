"""What hangs on an object: what goes with it silently, and what refuses to let it go (PostgreSQL docs, 5.15)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ....catalog import Catalog, Constraint, Index, Ref, Sequence, Table, View
from . import extension_members


class DropTarget(NamedTuple):
    """Something that can be dropped. kind: "relation", "column" (with `attnum`), "default" (of a column), "constraint",
    "policy", "trigger", "routine", "type", "event trigger", "extension" or "other"; event triggers and extensions have
    a name."""

    kind: str
    oid: int
    attnum: int = 0
    name: str = ""


Dependent = tuple[DropTarget, bool]
"""What depends, and whether it goes along without CASCADE (PostgreSQL's auto and internal dependencies)."""


def dependents(catalog: Catalog, target: DropTarget) -> Iterator[Dependent]:
    """Return everything that depends directly on `target`."""
    match target.kind:
        case "relation":
            yield from _of_relation(catalog, target.oid)
        case "column":
            yield from _of_column(catalog, Ref(target.oid, target.attnum))
        case "constraint":
            yield from _of_constraint(catalog, target.oid)
        case "routine" | "type":
            yield from _of_other(catalog, target.oid)
        case "other":
            yield from _users(catalog, target.oid, None)
        case "extension":
            for found in extension_members.members(catalog, target.name):
                yield DropTarget(*found), True
            for found in extension_members.users(catalog, target.name):
                yield DropTarget(*found), False


def _of_relation(catalog: Catalog, oid: int) -> Iterator[Dependent]:
    relation = catalog.relation(oid)
    if isinstance(relation, Index):
        if relation.constraint is None:
            for key in catalog.foreign_keys_to(relation.table):
                if key.index == oid:
                    yield DropTarget("constraint", key.oid), False
        parts = [
            p.oid
            for child in catalog.children_of(relation.table)
            for p in catalog.indexes(child.oid)
            if p.parent == oid
        ]
        for part in sorted(parts):
            yield DropTarget("relation", part), True
        if relation.constraint is not None:
            yield DropTarget("constraint", relation.constraint), True
        return
    for constraint in catalog.constraints_of(oid):
        yield DropTarget("constraint", constraint.oid), True
    for index in catalog.indexes(oid):
        yield DropTarget("relation", index.oid), True
    for policy in catalog.policies_of(oid):
        yield DropTarget("policy", policy.oid), True
    for trigger in catalog.triggers_of(oid):
        yield DropTarget("trigger", trigger.oid), True
    for sequence in catalog.relations.by("owned", oid):
        yield DropTarget("relation", sequence.oid), True
    for child in catalog.children_of(oid):
        yield DropTarget("relation", child.oid), child.is_partition
    for key in catalog.foreign_keys_to(oid):
        yield DropTarget("constraint", key.oid), key.relation == oid
    yield from _users(catalog, oid, None)


def _of_column(catalog: Catalog, ref: Ref) -> Iterator[Dependent]:
    table = catalog.relation(ref.oid)
    for constraint in catalog.constraints_of(ref.oid):
        if ref.attnum in constraint.columns or ref in constraint.depends:
            yield DropTarget("constraint", constraint.oid), True
    for index in catalog.indexes(ref.oid):
        numbers = [key.attnum for key in index.keys]
        if ref.attnum in numbers or ref.attnum in index.included or ref in index.depends:
            yield DropTarget("relation", index.oid), True
    for sequence in catalog.relations.by("owned", ref.oid):
        if isinstance(sequence, Sequence) and sequence.owned_by == ref:
            yield DropTarget("relation", sequence.oid), True
    for key in catalog.foreign_keys_to(ref.oid):
        if ref.attnum in key.ref_columns:
            yield DropTarget("constraint", key.oid), key.relation == ref.oid
    if isinstance(table, Table):
        for column in table.columns:
            if column.generated and column.default and ref in column.default.depends and column.attnum != ref.attnum:
                yield DropTarget("column", ref.oid, column.attnum), False
        name = next((c.name for c in table.columns if c.attnum == ref.attnum), None)
        for child in catalog.children_of(ref.oid):
            inherited = child.column(name) if name else None
            if inherited is not None and inherited.inherited:
                yield DropTarget("column", child.oid, inherited.attnum), True
    for trigger in catalog.triggers_of(ref.oid):
        if ref.attnum in trigger.columns:
            yield DropTarget("trigger", trigger.oid), False
    yield from _users(catalog, ref.oid, ref)


def _of_constraint(catalog: Catalog, oid: int) -> Iterator[Dependent]:
    constraint = catalog.constraints.get(oid)
    if constraint is None:
        return
    if constraint.index is not None and constraint.kind != "foreign key":
        yield DropTarget("relation", constraint.index), True
        for key in catalog.foreign_keys_to(constraint.relation):
            if _rests_on(catalog, key, constraint):
                yield DropTarget("constraint", key.oid), False
    for child in catalog.children_of(constraint.relation):
        for part in catalog.constraints_of(child.oid):
            if part.parent == oid and (part.inherited or part.kind != "check"):
                yield DropTarget("constraint", part.oid), True
    yield from _users(catalog, oid, None)  # views whose GROUP BY rests on a primary key


def _rests_on(catalog: Catalog, key: Constraint, unique: Constraint) -> bool:
    """Return whether a foreign key needs this unique or primary key: the only one on the columns that it references."""
    if key.index is not None:
        return key.index == unique.index
    if unique.kind not in ("primary key", "unique") or set(key.ref_columns) != set(unique.columns):
        return False
    return not any(
        other.oid != unique.oid
        and other.kind in ("primary key", "unique")
        and set(other.columns) == set(key.ref_columns)
        for other in catalog.constraints_of(unique.relation)
    )


def _of_other(catalog: Catalog, oid: int) -> Iterator[Dependent]:
    type_ = catalog.type(oid)
    if type_ is not None:
        for constraint in catalog.constraints_of(0):
            if constraint.domain == oid:
                yield DropTarget("constraint", constraint.oid), True
    for event_trigger in catalog.event_triggers:
        if event_trigger.function == oid:
            yield DropTarget("event trigger", event_trigger.oid, name=event_trigger.name), False
    yield from _users(catalog, oid, None)


def _users(catalog: Catalog, oid: int, ref: Ref | None) -> Iterator[Dependent]:
    """Return views, policies, defaults ... whose expressions read an object, or (with `ref`) one column of it."""

    def reads(depends: frozenset[Ref]) -> bool:
        return any(d.oid == oid for d in depends) if ref is None else ref in depends

    for relation in catalog.relations.by("depends", oid):
        if isinstance(relation, View):
            if relation.oid != oid and reads(relation.depends):
                yield DropTarget("relation", relation.oid), False
        elif isinstance(relation, Index):
            if relation.table != oid and reads(relation.depends):
                yield DropTarget("relation", relation.oid), False
        elif isinstance(relation, Table):
            if oid in (relation.server, relation.of_type):
                yield DropTarget("relation", relation.oid), False
                continue
            for column in relation.columns:
                if ref is None and column.type is not None and column.type.oid == oid:
                    yield DropTarget("column", relation.oid, column.attnum), False
                elif column.default is not None and relation.oid != oid and reads(column.default.depends):
                    kind = "column" if column.generated else "default"
                    yield DropTarget(kind, relation.oid, column.attnum), False
    for policy in catalog.policies.by("depends", oid):
        if reads(policy.depends) and (ref is not None or policy.relation != oid):
            yield DropTarget("policy", policy.oid), False
    for trigger in catalog.triggers.by("depends", oid):
        if (ref is None and trigger.relation != oid and reads(trigger.depends)) or (
            ref is not None and trigger.when is not None and ref in trigger.when.depends
        ):
            yield DropTarget("trigger", trigger.oid), False
    for constraint in catalog.constraints.by("depends", oid):
        if constraint.relation != oid and reads(constraint.depends):
            yield DropTarget("constraint", constraint.oid), False
    for routine in catalog.routines.by("depends", oid):
        if routine.oid != oid and reads(routine.depends):
            yield DropTarget("routine", routine.oid), routine.language == "internal"  # constructors of range types
    for other in catalog.others.by("depends", oid):
        if reads(other.depends):
            yield DropTarget("other", other.oid), other.relation == oid
    if ref is None:
        for type_ in catalog.types.by("depends", oid):
            if type_.oid != oid:
                yield DropTarget("type", type_.oid), type_.kind == "multirange"
