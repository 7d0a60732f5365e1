"""The labels of objects in findings: schema.name, and for parts of a table its name before their own."""

from __future__ import annotations

from .catalog import Catalog
from .relations import Index, Relation, Table, View


def labels(catalog: Catalog) -> set[str]:
    """Return the labels of everything that is in the catalog."""
    found = {relation_label(relation, catalog) for relation in catalog.relations}
    for relation in catalog.relations:
        if isinstance(relation, (Table, View)):
            parts: list[str] = [column.name for column in relation.columns]
            parts += [policy.name for policy in catalog.policies_of(relation.oid)]
            parts += [constraint.name for constraint in catalog.constraints_of(relation.oid)]
            parts += [trigger.name for trigger in catalog.triggers_of(relation.oid)]
            found |= {f"{relation.qualified}.{part}" for part in parts}
    for routine in catalog.routines:
        found |= {routine.qualified, catalog.signature(routine)}
    found |= {f"{each.schema}.{each.name}" for each in (*catalog.types, *catalog.extensions)}
    return found | {each.name for each in (*catalog.schemas, *catalog.roles)}


def relation_label(relation: Relation, catalog: Catalog) -> str:
    """Return the label of a relation: an index's begins with its table."""
    table = catalog.relation(relation.table) if isinstance(relation, Index) else None
    return f"{table.qualified}.{relation.name}" if table else relation.qualified
