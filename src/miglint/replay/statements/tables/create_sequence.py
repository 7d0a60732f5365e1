"""CREATE and ALTER SEQUENCE (PostgreSQL docs, CREATE SEQUENCE)."""

from __future__ import annotations

from collections.abc import Callable

from ....catalog import DataType, Ref, Sequence, Table, View
from ....syntax.source import Node
from ....syntax.tree import Name, clip, options, persistence, range_name, strings
from ...checks.assumptions import assume
from ...checks.type_lookup import resolve_type
from ...state.context import Context
from .column_definitions import known_column
from .sequences import add_sequence, with_sequence_options


def _create(context: Context, node: Node) -> None:
    target = node["sequence"]
    location = target.get("location")
    schema = context.schema_for_new("pg_temp" if persistence(target) == "t" else target.get("schemaname"), location)
    name = clip(target["relname"])
    existing = context.catalog.named(schema, name)
    if existing is not None:
        if node.get("if_not_exists"):
            return
        if not (isinstance(existing, Table) and existing.assumed) and context.catalog.knows("existence", existing):
            context.refuse("42P07", f'relation "{name}" already exists', location, existing.oid, names=(name,))
        context.catalog.relations.drop(existing.oid)
    given = options(node.get("options"))
    type_node = (given.get("as") or {}).get("TypeName")
    type = resolve_type(context, type_node) if type_node else None
    owner = _owner(context, given["owned_by"]) if "owned_by" in given else None
    add_sequence(
        context,
        schema,
        name,
        type or DataType("int8"),
        owner,
        persistence=persistence(target, schema),
        location=location,
        options=node.get("options") or (),
    )


def _owner(context: Context, argument: Node | None) -> Ref | None:
    """Return the column of OWNED BY table.column, None for NONE."""
    parts = strings((argument or {}).get("List", {}).get("items"))
    if len(parts) < 2:
        return None
    name = Name(parts[-3] if len(parts) > 2 else None, parts[-2])
    relation = context.find(name) or assume(context, name, None)
    if isinstance(relation, View):
        column = relation.column(parts[-1])
        return Ref(relation.oid, column.attnum) if column else None
    if not isinstance(relation, Table):
        context.refuse(
            "42809", f'sequence cannot be owned by relation "{relation.name}"', oid=relation.oid, names=(relation.name,)
        )
    return Ref(relation.oid, known_column(context, relation, parts[-1]).attnum)


def _alter(context: Context, node: Node) -> None:
    found = context.find(range_name(node["sequence"]))
    if not isinstance(found, Sequence):
        if found is not None and not (isinstance(found, Table) and found.assumed):
            context.refuse(
                "42809",
                f'"{found.name}" is not a sequence',
                node["sequence"].get("location"),
                found.oid,
                names=(found.name,),
            )
        if found is None and not node.get("missing_ok"):
            _assume(context, node["sequence"])
        return
    given = options(node.get("options"))
    type_node = (given.get("as") or {}).get("TypeName")
    type = (resolve_type(context, type_node) if type_node else None) or found.type
    owner = _owner(context, given["owned_by"]) if "owned_by" in given else found.owned_by
    context.put(with_sequence_options(found, node.get("options") or []))
    context.alter(context.catalog.relation(found.oid) or found, type=type, owned_by=owner)


def _assume(context: Context, target: Node) -> None:
    name = range_name(target)
    schema = context.schema_if_missing(name)
    context.note_assumption("sequence", f"{schema}.{name.name}", "42P01", target.get("location"))


HANDLERS: dict[str, Callable[[Context, Node], None]] = {"CreateSeqStmt": _create, "AlterSeqStmt": _alter}
