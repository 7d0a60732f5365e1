"""Relations that are used but that no migration made: taken to exist, unless that is impossible."""

from __future__ import annotations

from fnmatch import fnmatchcase

from ...analysis.missing import spelled
from ...catalog import Other, Relation, Table
from ...catalog.changes import ObjectAssumed
from ...syntax.source import Node
from ...syntax.tree import Name, clip, range_name
from ..lookup.named_others import NamedOther, find_other
from ..state.context import Context
from ..state.refused import Refused
from .absent_names import refuse_absent_relation
from .extension_facts import has_unknown_extension, may_come_from_extension


def relation_of(
    context: Context, range_var: Node, missing_ok: bool = False, what: str = "table", reads: bool = False
) -> Relation | None:
    """Return the relation that a RangeVar means. A missing one is None under IF EXISTS, and otherwise assumed: the
    history may have begun before its first file. `what` is the kind to assume, `reads` as for `assume`."""
    name = range_name(range_var)
    found = context.find(name)
    if found is None and not missing_ok:
        return assume(context, name, range_var.get("location"), what, reads)
    return found


def assume(context: Context, name: Name, location: int | None, what: str = "table", reads: bool = False) -> Table:
    """Assume a relation that no migration created, with unknown columns; refuse (42P01) if it can't exist.

    One that SQL may have made that could not be followed is not missing from the history. A schema that isn't there is
    3F000, except where rows are read or written (parserOpenTable in parser/parse_relation.c).
    """
    schema = context.schema_if_missing(name)
    is_system = is_of_system(name)
    may_be_made = is_system or _may_be_made(context, schema, clip(name.name))
    if is_system:
        schema = name.schema or "pg_catalog"
    if not may_be_made:
        refuse_absent_relation(context, name, location)
    if not is_system and not context.catalog.schema(schema):
        try:
            context.assume_schema(schema, location)
        except Refused as refused:
            if not reads:
                raise
            message = f'relation "{spelled(name)}" does not exist'
            raise Refused("42P01", message, location, hint=refused.hint, names=(spelled(name),)) from None
    table = Table(
        oid=context.catalog.new_oid(),
        origin=context.statement,
        changed=context.statement,
        schema=schema,
        name=clip(name.name),
        kind="table",
        owner=context.session.login,
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


def is_of_system(name: Name) -> bool:
    """Return whether a relation that no migration made is one of PostgreSQL's own, which a bare name means too."""
    return name.name.startswith("pg_") if name.schema is None else name.schema in ("pg_catalog", "information_schema")


def _may_be_made(context: Context, schema: str, name: str) -> bool:
    """Return whether SQL that could not be followed may have made a relation."""
    return any(
        unknown.aspect in ("existence", "all")
        and unknown.schema in (None, schema)
        and (unknown.name is None or fnmatchcase(name, unknown.name))
        for unknown in context.catalog.unknown
    )


def other_in_use(context: Context, named: NamedOther) -> Other | None:
    """Return the object that a statement uses. One that nothing made and that no extension can hold is noted as
    assumed, or refused (42704) where an earlier statement dropped it."""
    found = find_other(context, named)
    if found is not None or context.replay.in_prelude or has_unknown_extension(context):
        return found
    kind, name = named.kind, named.name
    if kind.in_schema and may_come_from_extension(context, name):
        return None
    own = clip(name.name)
    where = context.schema_if_missing(name) if kind.in_schema else ""
    if (gone := context.replay.doubts.gone.get((kind.words, where, own))) and context.catalog.knows("existence"):
        statement, verb = gone
        related = (statement.find(own, f"{named.spelled} is {verb} here"),)
        raise Refused("42704", f"{named.spelled} does not exist", related=related, names=(own,))
    context.note_assumption(kind.words, f"{where}.{own}" if where else own, "42704")
    return None
