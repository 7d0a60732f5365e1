"""FOR VALUES: bounds of the right kind that leave room for each other (partitioning/partbounds.c, 42P16 and 42P17)."""

from __future__ import annotations

from itertools import pairwise

from ....catalog import DataType, Table
from ....syntax.source import Node
from ...state.context import Context
from .bound_values import MINVALUE, NO_VALUE, Key, compare, limit_of, refuse_value, value_of

_STRATEGIES = {"l": "list", "r": "range", "h": "hash"}
_LIMITS = {-1: "MINVALUE", 1: "MAXVALUE"}
Range = tuple[tuple[Key, ...], tuple[Key, ...]]


def check_bound(context: Context, parent: Table, name: str, bound: Node, location: int | None) -> None:
    """Refuse a partition whose bound isn't one of the parent's kind, is empty, or overlaps another partition's."""
    if parent.partition_strategy is None or parent.assumed or context.replay.in_prelude:
        return
    if bound.get("is_default"):
        if parent.partition_strategy == "hash":
            message = "a hash-partitioned table may not have a default partition"
            context.refuse("42P16", message, bound.get("location"), parent.oid)
    else:
        if _STRATEGIES.get(bound.get("strategy", "")) != parent.partition_strategy:
            message = f"invalid bound specification for a {parent.partition_strategy} partition"
            context.refuse("42P16", message, bound.get("location"), parent.oid)
        _check_values(context, parent, name, bound)
    for sibling in context.catalog.children_of(parent.oid):
        if sibling.bound is None or sibling.name == name or not context.catalog.knows("existence", sibling):
            continue
        if bound.get("is_default") and sibling.bound.get("is_default"):
            message = f'partition "{name}" conflicts with existing default partition "{sibling.name}"'
            context.refuse("42P17", message, location, sibling.oid, names=(name, sibling.name))
        if _overlap(context, parent, bound, sibling.bound):
            message = f'partition "{name}" would overlap partition "{sibling.name}"'
            context.refuse("42P17", message, location, sibling.oid, names=(name, sibling.name))
    if bound.get("strategy") == "h":
        _check_moduli(context, parent, bound, name)


def _types(parent: Table) -> list[DataType | None]:
    """Return the types of the keys; None for an expression."""
    columns = [parent.column(number) if number else None for number in parent.partition_keys]
    return [column.type if column else None for column in columns]


def _check_values(context: Context, parent: Table, name: str, bound: Node) -> None:
    types = _types(parent)
    if parent.partition_strategy == "hash":
        _check_hash(context, parent, bound)
    elif parent.partition_strategy == "list":
        for node in bound.get("listdatums", ()):
            refuse_value(context, node, types[0] if types else None)
    else:
        for side, word in (("lowerdatums", "FROM"), ("upperdatums", "TO")):
            _check_side(context, parent, bound, bound.get(side, []), word, types)
        lower, upper = _range(context, bound, types)
        order = compare(lower, upper)
        if order is not None and order >= 0:
            message = f'empty range bound specified for partition "{name}"'
            context.refuse("42P17", message, bound.get("location"), parent.oid, names=(name,))


def _check_hash(context: Context, parent: Table, bound: Node) -> None:
    modulus, remainder = bound.get("modulus", 0), bound.get("remainder", 0)
    if modulus <= 0:
        message = "modulus for hash partition must be an integer value greater than zero"
        context.refuse("42P16", message, bound.get("location"), parent.oid)
    if remainder >= modulus:
        message = "remainder for hash partition must be less than modulus"
        context.refuse("42P16", message, bound.get("location"), parent.oid)


def _check_side(
    context: Context, parent: Table, bound: Node, nodes: list[Node], word: str, types: list[DataType | None]
) -> None:
    location = bound.get("location")
    if len(nodes) != len(types):
        message = f"{word} must specify exactly one value per partitioning column"
        context.refuse("42P16", message, location, parent.oid)
    endless = 0
    for node, type in zip(nodes, types, strict=True):
        limit = limit_of(node)
        if endless and limit != endless:
            message = f"every bound following {_LIMITS[endless]} must also be {_LIMITS[endless]}"
            context.refuse("42804", message, location, parent.oid, reason="other")
        endless = limit
        if limit:
            continue
        if "isnull" in node.get("A_Const", {}):
            context.refuse("42P17", "cannot specify NULL in range bound", location, parent.oid)
        refuse_value(context, node, type)


def _range(context: Context, bound: Node, types: list[DataType | None]) -> Range:
    sides = []
    for side in ("lowerdatums", "upperdatums"):
        keys: list[Key] = []
        for node, type in zip(bound.get(side, ()), types, strict=False):
            limit = limit_of(node)
            keys.append((limit, None) if limit else (0, value_of(node, type, context.catalog)))
        sides.append(tuple(keys))
    return sides[0], sides[1]


def _overlap(context: Context, parent: Table, first: Node, second: Node) -> bool:
    """Return whether two bounds certainly have a value in common."""
    if first.get("is_default") or second.get("is_default"):
        return False
    if parent.partition_strategy == "hash":
        smaller, larger = sorted((first, second), key=lambda bound: int(bound.get("modulus", 1)))
        step = smaller.get("modulus", 1)
        fits = larger.get("modulus", 1) % step == 0
        return bool(fits and larger.get("remainder", 0) % step == smaller.get("remainder", 0))
    types = _types(parent)
    if parent.partition_strategy == "list":
        type = types[0] if types else None
        values = [[value_of(n, type, context.catalog) for n in b.get("listdatums", ())] for b in (first, second)]
        return any(value is not NO_VALUE and value in values[1] for value in values[0])
    (low, high), (other_low, other_high) = _range(context, first, types), _range(context, second, types)
    if len({len(low), len(high), len(other_low), len(other_high)}) > 1:
        return False
    return compare(low, other_high) == MINVALUE and compare(other_low, high) == MINVALUE


def _check_moduli(context: Context, parent: Table, bound: Node, name: str) -> None:
    """Refuse (42P17) a modulus that the next smaller one doesn't divide, or that doesn't divide the next larger."""
    moduli = {
        sibling.bound.get("modulus", 1)
        for sibling in context.catalog.children_of(parent.oid)
        if sibling.bound and sibling.name != name
    }
    ordered = sorted({*moduli, bound.get("modulus", 1)})
    if any(large % small for small, large in pairwise(ordered)):
        message = "every hash partition modulus must be a factor of the next larger modulus"
        context.refuse("42P17", message, bound.get("location"), parent.oid)
