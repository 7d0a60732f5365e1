"""What an expression reads, remembered for the next one that says the same: policies, checks and defaults come by the
hundred, with few different words."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import orjson

from ..catalog import Catalog, DataType, Ref, Relation, Routine, Table, View
from ..expressions.functions import is_builtin
from ..expressions.overloads import functions_for
from ..expressions.pg_catalog import is_function
from ..expressions.query import Analysis, find_relation
from ..expressions.scope import Output, outputs_of
from ..source import Node
from ..tree import Name
from .extension_facts import may_come_from_extension
from .purposes import WHEN, Purpose
from .reads import check_expression

if TYPE_CHECKING:
    from .context import Context

_LOCATION = b'"location":'
"""What stands before a place in the JSON of a tree; inside a string of it the quotes would have backslashes."""


class _Answer:
    """What an expression read that nothing was wrong with, and what that hangs on.

    `columns` are those of its relation with their types, which are read as well as `others`; `relations` and `routines`
    are what names meant, `types` and `elsewhere` the versions of the stores that were asked. `of`: the relation that it
    holds for alone, where the expression says its name.
    """

    __slots__ = ("columns", "elsewhere", "of", "others", "relations", "routines", "seen", "types")

    def __init__(self) -> None:
        self.columns: list[Output] = []
        self.relations: list[tuple[Name, Relation | None]] = []
        self.routines: list[tuple[str, str, list[Routine]]] = []
        self.types: int | None = None
        self.elsewhere: tuple[int, int] | None = None
        self.others: frozenset[Ref] = frozenset()
        self.of: Table | None = None
        self.seen = (0, 0)
        """The versions of the relations and routines for which the names were looked up last."""

    def for_(self, relation: Table | None, catalog: Catalog, path: tuple[str, ...]) -> frozenset[Ref] | None:
        """What the same expression over the columns of this relation reads now; None where it may mean something
        else."""
        if self.of is not None and self.of is not relation:
            return None
        if self.types is not None and self.types != catalog.types.version:
            return None
        if self.elsewhere is not None and self.elsewhere != _elsewhere(catalog):
            return None
        if self.seen != (versions := (catalog.relations.version, catalog.routines.version)):
            for schema, name, routines in self.routines:
                if catalog.routines_named(schema, name) != routines:
                    return None
            for name_, row in self.relations:
                if find_relation(catalog, path, name_) is not row:
                    return None
            self.seen = versions
        if not self.columns or relation is None:
            return self.others
        refs = set(self.others)
        outputs = outputs_of(relation)
        for column in self.columns:
            found = outputs[column.name]
            if found is None or found.ref is None or (found.type is not column.type and found.type != column.type):
                return None
            refs.add(found.ref)
        return frozenset(refs)


class _Draft(NamedTuple):
    """An analysis from which an answer can be made as long as nothing changes but relations and policies."""

    analysis: Analysis
    refs: frozenset[Ref]
    relation: Table | None
    versions: tuple[int, ...]


class Answers:
    """The answers so far, the latest for each expression and purpose; for those that came only once what they can be
    made of."""

    __slots__ = ("known",)

    def __init__(self) -> None:
        self.known: dict[object, _Answer | _Draft | None] = {}

    def read(self, context: Context, node: Node, relation: Table | View | None, purpose: Purpose) -> frozenset[Ref]:
        """What an expression over the columns of `relation` reads; refused as `check_expression` refuses it."""
        if (
            context.replay.in_prelude
            or isinstance(relation, View)
            or (relation is not None and relation.assumed)  # then it may have columns that nobody knows
            or purpose is WHEN
        ):
            return frozenset(check_expression(context, node, relation, purpose).refs)
        catalog, path = context.catalog, context.session.schemas
        key = _key(node, path, relation, purpose)
        known = self.known.get(key)
        again = known is not None
        if isinstance(known, _Draft):
            known = self.known[key] = _answer(context, known, purpose) if known.versions == _versions(catalog) else None
        if known is not None and (refs := known.for_(relation, catalog, path)) is not None:
            return refs
        context.in_question = False
        analysis = check_expression(context, node, relation, purpose)
        refs = frozenset(analysis.refs)
        if key is not None and not context.in_question:
            draft = _Draft(analysis, refs, relation, _versions(catalog))
            self.known[key] = _answer(context, draft, purpose) if again else draft
        return refs


def _key(node: Node, path: tuple[str, ...], relation: Table | None, purpose: Purpose) -> object:
    """An expression without its places, and what it is for; None for one that is nested too deeply."""
    try:
        pieces = orjson.dumps(node).split(_LOCATION)
    except TypeError:
        return None
    said = b"".join([piece.lstrip(b"0123456789") for piece in pieces])
    into = purpose.into.type if purpose.into is not None else None
    stored = into and (into.schema, into.name, into.oid, into.is_array)
    return said, path, relation is None, purpose.condition, purpose.clause, purpose.immutable, stored


def _answer(context: Context, draft: _Draft, purpose: Purpose) -> _Answer | None:
    """What to remember of an analysis that nothing was refused for; None where it hangs on too much."""
    analysis, relation, catalog = draft.analysis, draft.relation, context.catalog
    if not analysis.settled or analysis.missing or analysis.absent:
        return None
    if not all(_is_elsewhere(context, name) for name, _, _ in analysis.absent_calls):
        return None
    made = _Answer()
    rows = {row.oid: row for _, row in analysis.asked if row is not None}
    if analysis.named or (relation is not None and relation.oid in rows):
        made.of = relation
    if relation is not None:
        rows[relation.oid] = relation
    others = []
    types = _types(analysis)  # a relation's, of its rows, change with its columns
    for ref in draft.refs:
        row = rows.get(ref.oid)
        if row is None and catalog.routines.get(ref.oid) is None and catalog.types.get(ref.oid) is None:
            return None
        if isinstance(row, (Table, View)) and ref.attnum and (column := row.column(ref.attnum)) is not None:
            types.append(column.type)
            if row is relation and made.of is None:
                made.columns.append(Output(column.name, column.type))
                continue
        others.append(ref)
    made.others = frozenset(others)
    made.relations = analysis.asked
    made.routines = [
        (schema, name.name, catalog.routines_named(schema, name.name))
        for name, _, given, _ in analysis.calls
        if purpose.immutable or not (is_builtin(name.name) and functions_for(name.name, given, catalog))
        for schema in ((name.schema,) if name.schema else analysis.path)
    ]
    for _, _, found in made.routines:
        for routine in found:
            types += [routine.returns, *[argument.type for argument in routine.arguments]]
    oids = {type.oid for type in types if type is not None and type.oid}
    if any(catalog.types.get(oid) is None for oid in oids):
        return None
    made.types = catalog.types.version if oids else None
    made.elsewhere = _elsewhere(catalog) if analysis.absent_calls else None
    return made


def _versions(catalog: Catalog) -> tuple[int, ...]:
    return catalog.types.version, catalog.routines.version, catalog.schemas.version, catalog.extensions.version


def _types(analysis: Analysis) -> list[DataType | None]:
    """The types that an analysis met, those of columns aside."""
    seen = [type for _, _, *types in analysis.operations for type in types]
    seen += chain.from_iterable(types for _, _, types, _ in analysis.calls)
    seen += chain.from_iterable(types for _, _, types in analysis.mixtures)
    seen += [type for _, given, target in analysis.casts for type in (given, target)]
    seen += [type for _, _, type in analysis.conditions]
    seen += [type for _, type in analysis.constants]
    if analysis.stored is not None:
        column, _, type, _ = analysis.stored
        seen += [column.type, type]
    return seen


def _elsewhere(catalog: Catalog) -> tuple[int, int]:
    return catalog.schemas.version, catalog.extensions.version


def _is_elsewhere(context: Context, name: Name) -> bool:
    """Whether the catalog needs not have a function of this name."""
    return (name.schema is None and is_function(name.name)) or may_come_from_extension(context, name)
