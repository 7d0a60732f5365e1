"""ON CONFLICT: the unique index or constraint that it names must be there (PostgreSQL docs, INSERT)."""

from __future__ import annotations

from ....analysis.arbiters import arbiters, keys_known
from ....catalog import Constraint, Index, Table
from ....syntax.source import Node
from ....syntax.tree import clip
from ...state.context import Context

_NO_DEFERRABLE = "ON CONFLICT does not support deferrable unique constraints/exclusion constraints as arbiters"


def check_conflict(context: Context, table: Table, clause: Node) -> None:
    """Refuse an ON CONFLICT that no index can decide, whatever the rows are."""
    infer = clause.get("infer")
    updates = clause.get("action") == "ONCONFLICT_UPDATE"
    if infer is None:
        if updates:
            message = "ON CONFLICT DO UPDATE requires inference specification or constraint name"
            context.refuse("42601", message, clause.get("location"), table.oid)
        return
    if table.kind == "foreign table" or not keys_known(context.catalog, table):
        return
    if "conname" in infer:
        _check_constraint(context, table, infer, updates)
        return
    _check_columns(context, table, infer)
    found = arbiters(context.catalog, table, infer)
    if not found:
        message = "there is no unique or exclusion constraint matching the ON CONFLICT specification"
        context.refuse("42P10", message, infer.get("location"), table.oid, names=(table.name,))
    if all(_is_deferrable(context, index) for index in found):
        context.refuse("55000", _NO_DEFERRABLE, infer.get("location"), table.oid)


def _check_columns(context: Context, table: Table, infer: Node) -> None:
    for wrapped in infer.get("indexElems") or ():
        name = wrapped["IndexElem"].get("name")
        if name and table.column(clip(name)) is None and context.catalog.knows("columns", table):
            message = f'column "{name}" does not exist'
            context.refuse("42703", message, infer.get("location"), table.oid, names=(name,))


def _check_constraint(context: Context, table: Table, infer: Node, updates: bool) -> None:
    """ON CONFLICT ON CONSTRAINT: not an index, nor a check or foreign key."""
    name, location = clip(infer["conname"]), infer.get("location")
    found = next((c for c in context.catalog.constraints_of(table.oid) if c.name == name), None)
    if found is None:
        message = f'constraint "{name}" for table "{table.name}" does not exist'
        context.refuse("42704", message, location, table.oid, names=(name, table.name))
    if found.index is None or found.kind == "foreign key":
        message = "constraint in ON CONFLICT clause has no associated index"
        context.refuse("42809", message, location, table.oid, reason="constraint", names=(name,))
    if found.kind == "exclude" and updates:
        message = "ON CONFLICT DO UPDATE not supported with exclusion constraints"
        context.refuse("42809", message, location, table.oid, reason="constraint", names=(name,))
    if found.deferrable:
        context.refuse("55000", _NO_DEFERRABLE, location, table.oid)


def _is_deferrable(context: Context, index: Index) -> bool:
    constraint: Constraint | None = context.catalog.constraints.get(index.constraint) if index.constraint else None
    return constraint is not None and constraint.deferrable
