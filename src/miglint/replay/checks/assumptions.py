"""Relations that are used but that no migration made: taken to exist, unless that is impossible."""

from __future__ import annotations

from fnmatch import fnmatchcase

from ...catalog import Relation, Table
from ...catalog.changes import ObjectAssumed
from ...syntax.source import Node
from ...syntax.tree import Name, clip, range_name
from ..state.context import Context
from .absent_names import refuse_absent_relation


def relation_of(context: Context, range_var: Node, missing_ok: bool = False, what: str = "table") -> Relation | None:
    """Return the relation that a RangeVar means. A missing one is None under IF EXISTS, and otherwise assumed: the
    history may have begun before its first file. `what` is the kind to assume."""
    name = range_name(range_var)
    found = context.find(name)
    if found is None and not missing_ok:
        return assume(context, name, range_var.get("location"), what)
    return found


def assume(context: Context, name: Name, location: int | None, what: str = "table") -> Table:
    """Assume a relation that no migration created, with unknown columns; refuse (42P01) if it can't exist.

    One that SQL may have made that could not be followed is not missing from the history.
    """
    session = context.session
    schema = name.schema or next((s for s in session.schemas if s != session.role), "public")
    may_be_made = _may_be_made(context, schema, clip(name.name))
    if not may_be_made:
        refuse_absent_relation(context, name, location)
    if not context.catalog.schema(schema):
        context.assume_schema(schema, location)
    table = Table(
        oid=context.catalog.new_oid(),
        origin=context.statement,
        changed=context.statement,
        schema=schema,
        name=clip(name.name),
        kind="table",
        owner=session.login,
        assumed=True,
        location=location,
    )
    context.put(table)
    if may_be_made:
        context.replay.doubts.assumed = True
        return table
    context.note_assumption(what, table.qualified, "42P01", location)
    context.emit(ObjectAssumed, table.oid, location, relation=table)
    return table


def _may_be_made(context: Context, schema: str, name: str) -> bool:
    """Return whether SQL that could not be followed may have made a relation."""
    return any(
        unknown.aspect in ("existence", "all")
        and unknown.schema in (None, schema)
        and (unknown.name is None or fnmatchcase(name, unknown.name))
        for unknown in context.catalog.unknown
    )
