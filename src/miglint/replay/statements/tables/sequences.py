"""Rows of sequences, those behind serial and identity columns among them (PostgreSQL docs, 8.1.4)."""

from __future__ import annotations

from collections.abc import Iterable

from ....catalog import DataType, Expression, Ref, Sequence, Table
from ....catalog.changes import SequenceCreated
from ....record import replace
from ....syntax.quoting import quote_name
from ....syntax.source import Node
from ....syntax.tree import constant_or
from ...state.context import Context
from ..access.default_privileges import default_acl


def add_sequence(
    context: Context,
    schema: str,
    name: str,
    type: DataType,
    owned_by: Ref | None = None,
    identity: bool = False,
    persistence: str = "p",
    location: int | None = None,
    options: Iterable[Node] = (),
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
    sequence = with_sequence_options(sequence, options)
    context.put(sequence)
    context.emit(SequenceCreated, sequence.oid, location, sequence=sequence)
    return sequence


_BOUNDS = ("increment", "minvalue", "maxvalue", "start", "cache")


def with_sequence_options(sequence: Sequence, given: Iterable[Node]) -> Sequence:
    """Return a sequence with the options of CREATE or ALTER SEQUENCE; NO MINVALUE and NO MAXVALUE are the defaults."""
    bounds, cycle = dict(sequence.bounds), sequence.cycle
    for option in given:
        element = option["DefElem"]
        name, value = element["defname"], element.get("arg")
        if name == "cycle":
            cycle = bool(constant_or(value, True))
        elif name in _BOUNDS:
            bounds.pop(name, None)
            if value is not None and isinstance(number := constant_or(value), int):
                bounds[name] = number
    if (bounds, cycle) == (dict(sequence.bounds), sequence.cycle):
        return sequence
    return replace(sequence, bounds=tuple(bounds.items()), cycle=cycle)


def next_value(context: Context, sequence: Sequence) -> Expression:
    """Return the default of a serial column: nextval('...'::regclass)."""
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
    """Return the sequence that belongs to a column; with `identity`, only the one of an identity, or only another."""
    for row in context.catalog.relations.by("owned", relation.oid):
        if isinstance(row, Sequence) and row.owned_by == Ref(relation.oid, attnum) and identity in (None, row.identity):
            return row
    return None
