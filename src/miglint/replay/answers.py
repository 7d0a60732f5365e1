"""What an expression reads, remembered for the next one that says the same: policies, checks and defaults come by the
hundred, with few different words."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from ..catalog import Catalog, DataType, Ref, Relation, Routine, Table, View
from ..expressions.functions import is_builtin
from ..expressions.overloads import functions_for
from ..expressions.pg_catalog import is_function
from ..expressions.query import Analysis, find_relation
from ..source import Node
from ..tree import Name
from .extension_facts import may_come_from_extension
from .purposes import WHEN, Purpose
from .reads import check_expression

if TYPE_CHECKING:
    from .context import Context

_LOCATION = re.compile(rb'"location":\d+,?')
"""A place in the JSON of a tree; inside a string of it the quotes would have backslashes before them."""


class _Answer(NamedTuple):
    """What an expression read that nothing was wrong with, and what that hangs on.

    `columns` are those of its relation with their types, which are read as well as `others`; `relations` and `routines`
    are what names meant, `types` and `elsewhere` the versions of the stores that were asked. `of`: the relation that it
    holds for alone, where the expression says its name.
    """

    columns: list[tuple[str, DataType | None]]
    relations: list[tuple[Name, Relation | None]]
    routines: list[tuple[str, str, list[Routine]]]
    types: int | None
    elsewhere: tuple[int, int] | None
    others: frozenset[Ref]
    of: Table | None

    def for_(self, relation: Table | None, catalog: Catalog, path: tuple[str, ...]) -> frozenset[Ref] | None:
        """What the same expression over the columns of this relation reads now; None where it may mean something
        else."""
        if self.of is not None and self.of is not relation:
            return None
        if self.types is not None and self.types != catalog.types.version:
            return None
        if self.elsewhere is not None and self.elsewhere != _elsewhere(catalog):
            return None
        for schema, name, routines in self.routines:
            if catalog.routines_named(schema, name) != routines:
                return None
        for found, row in self.relations:
            if find_relation(catalog, path, found) is not row:
                return None
        if not self.columns or relation is None:
            return self.others
        refs = set(self.others)
        for name, type in self.columns:
            column = relation.column(name)
            if column is None or column.type != type:
                return None
            refs.add(Ref(relation.oid, column.attnum))
        return frozenset(refs)


class Answers:
    """The answers so far, the latest for each expression and purpose."""

    __slots__ = ("known",)

    def __init__(self) -> None:
        self.known: dict[object, _Answer] = {}

    def read(self, context: Context, node: Node, relation: Table | View | None, purpose: Purpose) -> frozenset[Ref]:
        """What an expression over the columns of `relation` reads; refused as `check_expression` refuses it."""
        if context.replay.in_prelude or _is_open(relation) or purpose is WHEN:
            return frozenset(check_expression(context, node, relation, purpose).refs)
        catalog, path = context.catalog, context.session.schemas
        key = _key(node, path, relation, purpose)
        if key is not None and (known := self.known.get(key)) is not None:
            if (refs := known.for_(relation, catalog, path)) is not None:
                return refs
        context.in_question = False
        analysis = check_expression(context, node, relation, purpose)
        refs = frozenset(analysis.refs)
        if key is not None and not context.in_question:
            if (answer := _answer(context, analysis, refs, relation, purpose)) is not None:
                self.known[key] = answer
        return refs


def _key(node: Node, path: tuple[str, ...], relation: Table | None, purpose: Purpose) -> object:
    """An expression without its places, and what it is for; None for one that is nested too deeply."""
    try:
        said = _LOCATION.sub(b"", orjson.dumps(node))
    except TypeError:
        return None
    into = purpose.into.type if purpose.into is not None else None
    return said, path, relation is None, purpose.condition, purpose.clause, purpose.immutable, into


def _answer(
    context: Context, analysis: Analysis, refs: frozenset[Ref], relation: Table | None, purpose: Purpose
) -> _Answer | None:
    """What to remember of an analysis that nothing was refused for; None where it hangs on too much."""
    if not analysis.settled or analysis.missing or analysis.absent:
        return None
    if not all(_is_elsewhere(context, name) for name, _, _ in analysis.absent_calls):
        return None
    catalog = context.catalog
    rows: dict[int, Any] = {row.oid: row for _, row in analysis.asked if row is not None}
    alone = analysis.named or (relation is not None and relation.oid in rows)
    if relation is not None:
        rows[relation.oid] = relation
    columns: list[tuple[str, DataType | None]] = []
    others: set[Ref] = set()
    seen = _types(analysis)
    for ref in refs:
        row = rows.get(ref.oid)
        if row is not None and row is relation and not alone:
            column = row.column(ref.attnum)
            columns.append((column.name, column.type))
        else:
            others.add(ref)
        if row is not None and ref.attnum:
            seen.append(row.column(ref.attnum).type)
    routines = [
        (schema, name.name, catalog.routines_named(schema, name.name))
        for name, _, types, _ in analysis.calls
        if purpose.immutable or not (is_builtin(name.name) and functions_for(name.name, types, catalog))
        for schema in ((name.schema,) if name.schema else analysis.path)
    ]
    for _, _, found in routines:
        for routine in found:
            seen += [routine.returns, *[argument.type for argument in routine.arguments]]
    made = {type.oid for type in seen if type is not None and type.oid}
    if any(catalog.types.get(oid) is None for oid in made):
        return None  # the type of a relation's rows, which changes with its columns
    return _Answer(
        columns,
        analysis.asked,
        routines,
        catalog.types.version if made else None,
        _elsewhere(catalog) if analysis.absent_calls else None,
        frozenset(others),
        relation if alone else None,
    )


def _is_open(relation: Table | View | None) -> bool:
    """Whether a relation may have columns that are not known."""
    return isinstance(relation, View) or (relation is not None and relation.assumed)


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
