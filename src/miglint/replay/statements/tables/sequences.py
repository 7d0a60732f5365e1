"""CREATE and ALTER SEQUENCE, and the sequences behind serial and identity columns (PostgreSQL docs, 8.1.4)."""

from __future__ import annotations

from collections.abc import Callable

from ....catalog import DataType, Expression, Ref, Sequence, Table, View
from ....catalog.changes import SequenceCreated
from ....syntax.quoting import quote_name
from ....syntax.source import Node
from ....syntax.tree import Name, clip, options, range_name, strings
from ...checks.assumptions import assume
from ...state.context import Context
from ..access.default_privileges import default_acl
from ..types.type_lookup import resolve_type


def add_sequence(
    context: Context,
    schema: str,
    name: str,
    type: DataType,
    owned_by: Ref | None = None,
    identity: bool = False,
    persistence: str = "p",
    location: int | None = None,
) -> Sequence:
    """Put a new sequence into the catalog."""
    sequence = Sequence(
        oid=context.catalog.new_oid(),
        origin=context.statement,
        changed=context.statement,
        schema=schema,
        name=name,
        kind="sequence",
        owner=context.session.role,
        acl=default_acl(context, schema, "sequences"),
        persistence="t" if persistence == "t" else "u" if persistence == "u" else "p",
        owned_by=owned_by,
        identity=identity,
        type=type,
        location=location,
    )
    context.put(sequence)
    context.emit(SequenceCreated, sequence.oid, location, sequence=sequence)
    return sequence


def next_value(context: Context, sequence: Sequence) -> Expression:
    """The default of a serial column: nextval('...'::regclass)."""
    name = quote_name(sequence.schema, sequence.name)
    argument = {
        "TypeCast": {
            "arg": {"A_Const": {"sval": {"sval": name}, "location": -1}},
            "typeName": {"names": [{"String": {"sval": "regclass"}}], "typemod": -1, "location": -1},
            "location": -1,
        }
    }
    node = {"FuncCall": {"funcname": [{"String": {"sval": "nextval"}}], "args": [argument], "location": -1}}
    return Expression(node, frozenset({Ref(sequence.oid)}), context.statement)


def owned_column(context: Context, relation: Table, attnum: int, identity: bool | None = None) -> Sequence | None:
    """The sequence that belongs to a column (with `identity`: only the one behind an identity, or only another)."""
    for row in context.catalog.relations.by("owned", relation.oid):
        if isinstance(row, Sequence) and row.owned_by == Ref(relation.oid, attnum) and identity in (None, row.identity):
            return row
    return None


def _create(context: Context, node: Node) -> None:
    target = node["sequence"]
    location = target.get("location")
    wanted = "pg_temp" if target.get("relpersistence") == "t" else target.get("schemaname")
    schema = context.schema_for_new(wanted, location)
    name = clip(target["relname"])
    existing = context.catalog.named(schema, name)
    if existing is not None:
        if node.get("if_not_exists"):
            return
        if not (isinstance(existing, Table) and existing.assumed) and context.catalog.knows("existence", existing):
            context.refuse("42P07", f'relation "{name}" already exists', location, existing.oid)
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
        persistence=target.get("relpersistence", "p"),
        location=location,
    )


def _owner(context: Context, argument: Node | None) -> Ref | None:
    """The column of OWNED BY table.column, None for NONE."""
    from .column_definitions import known_column

    parts = strings((argument or {}).get("List", {}).get("items"))
    if len(parts) < 2:
        return None
    name = Name(parts[-3] if len(parts) > 2 else None, parts[-2])
    relation = context.find(name) or assume(context, name, None)
    if isinstance(relation, View):
        column = relation.column(parts[-1])
        return Ref(relation.oid, column.attnum) if column else None
    if not isinstance(relation, Table):
        context.refuse("42809", f'sequence cannot be owned by relation "{relation.name}"', oid=relation.oid)
    return Ref(relation.oid, known_column(context, relation, parts[-1]).attnum)


def _alter(context: Context, node: Node) -> None:
    found = context.find(range_name(node["sequence"]))
    if not isinstance(found, Sequence):
        if found is not None and not (isinstance(found, Table) and found.assumed):
            context.refuse("42809", f'"{found.name}" is not a sequence', node["sequence"].get("location"), found.oid)
        if found is None and not node.get("missing_ok"):
            _assume(context, node["sequence"])
        return
    given = options(node.get("options"))
    type_node = (given.get("as") or {}).get("TypeName")
    type = (resolve_type(context, type_node) if type_node else None) or found.type
    owner = _owner(context, given["owned_by"]) if "owned_by" in given else found.owned_by
    context.alter(found, type=type, owned_by=owner)


def _assume(context: Context, target: Node) -> None:
    name = range_name(target)
    schema = name.schema or next((s for s in context.session.schemas if s != context.session.role), "public")
    context.note_assumption("sequence", f"{schema}.{name.name}", "42P01", target.get("location"))


HANDLERS: dict[str, Callable[[Context, Node], None]] = {"CreateSeqStmt": _create, "AlterSeqStmt": _alter}
