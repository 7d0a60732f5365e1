"""Stored expressions and queries follow when what they read is renamed or moved: PostgreSQL keeps oids and attnums in
them, the catalog trees with names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from ....catalog import Catalog, Constraint, Expression, Index, Policy, Routine, Table, Trigger, View
from ....catalog.changes import Renamed
from ....catalog.stored_expressions import expressions_of, with_expressions
from ....record import replace
from ....syntax.source import Node
from ...state.context import Context

if TYPE_CHECKING:
    from ....analysis.bound_names import BoundNames

Handler = Callable[[Context, Node], None]
_STORES = ("relations", "constraints", "policies", "triggers", "routines", "types")


def followed(handler: Handler) -> Handler:
    """Return a handler after which expressions have the new names of what it renames."""

    def follow(context: Context, node: Node) -> None:
        mark, seen = context.catalog.mark(), len(context.changes)
        handler(context, node)
        renamed = [change for change in context.changes[seen:] if isinstance(change, Renamed)]
        if renamed and not context.replay.in_prelude:
            _follow(context, renamed, context.catalog.at(mark))

    return follow


def _follow(context: Context, renamed: list[Renamed], before: Catalog) -> None:
    """Spell every expression anew that reads something renamed: `before` says what its names meant."""
    labels = {change.oid: (change.before, change.after) for change in renamed if change.what == "enum value"}
    respell = partial(_respelled, before, context.catalog, labels)
    changed = []
    for store, row in _readers(before, {oid for change in renamed for oid in _renamed_oids(change, before)}):
        owner = _relation_of(row, before)
        new = {id(e): respell(e, owner, row) for e in expressions_of(row)}
        if any(new[id(e)] is not e for e in expressions_of(row)):
            changed.append((store, row.oid, new))
    for store, oid, new in changed:
        rows = getattr(context.catalog, store)
        if (row := rows.get(oid)) is not None:
            rows.put(oid, with_expressions(row, lambda e, new=new: new.get(id(e), e)))  # type: ignore[misc]


def _renamed_oids(change: Renamed, before: Catalog) -> Iterator[int]:
    """Yield what has another name, or another schema, by its oid."""
    if change.what != "schema":
        yield change.oid
        return
    stores: tuple[Any, ...] = (before.relations, before.routines, before.types)
    for store in stores:
        yield from (row.oid for row in store if row.schema == change.before)


def _readers(before: Catalog, oids: set[int]) -> Iterator[tuple[str, Any]]:
    """Yield the rows whose expressions may read these objects, each once, with the name of their store."""
    seen: set[tuple[str, int]] = set()
    for name in _STORES:
        store = getattr(before, name)
        for oid in oids:
            for row in store.by("depends", oid):
                if (name, row.oid) not in seen:
                    seen.add((name, row.oid))
                    yield name, row


def _relation_of(row: Any, catalog: Catalog) -> Table | View | None:
    """Return the relation over whose columns the expressions of a row are."""
    match row:
        case Policy(relation=oid) | Constraint(relation=oid) | Trigger(relation=oid) | Index(table=oid):
            found = catalog.relation(oid)
            return found if isinstance(found, (Table, View)) else None
        case Table():
            return row
    return None


def _respelled(
    before: Catalog,
    now: Catalog,
    labels: dict[int, tuple[str, str]],
    expression: Expression,
    relation: Table | View | None,
    row: Any,
) -> Expression:
    from ....analysis.bound_names import bindings_of  # renames are rare
    from ....analysis.respelling import respelled

    bound = bindings_of(expression, before, relation, isinstance(row, Trigger))
    tree = respelled(expression.node, bound.bindings, now)
    for oid, (old, new) in labels.items():
        tree = _relabelled(tree, _label_nodes(bound, expression, row, oid), old, new)
    return expression if tree is expression.node else replace(expression, tree=tree)


def _label_nodes(bound: BoundNames, expression: Expression, row: Any, oid: int) -> set[int]:
    """Return the constants of an expression that are values of an enum, by identity."""
    from ....analysis.bound_names import constants_of

    found = {id(node) for node in constants_of(bound, oid)}
    parts: tuple[Any, ...] = ()
    if isinstance(row, Table):
        parts = row.columns
    elif isinstance(row, Routine):
        parts = row.arguments
    if any(p.default is expression and p.type is not None and p.type.oid == oid for p in parts):
        found.add(id(expression.node))
    return found


def _relabelled(node: Any, constants: set[int], old: str, new: str) -> Any:
    """Return a tree in which some constants have another text."""
    if type(node) is list:
        made = [_relabelled(part, constants, old, new) for part in node]
        return made if any(a is not b for a, b in zip(made, node, strict=True)) else node
    if type(node) is not dict:
        return node
    if id(node) in constants and node.get("A_Const", {}).get("sval", {}).get("sval") == old:
        return {"A_Const": {**node["A_Const"], "sval": {"sval": new}}}
    fields = {key: _relabelled(value, constants, old, new) for key, value in node.items()}
    return fields if any(fields[key] is not value for key, value in node.items()) else node
