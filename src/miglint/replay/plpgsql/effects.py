"""What a piece of a body did to the catalog, in a form that two pieces can be compared by."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from ...catalog import Catalog
from ...record import Record, Value

Effect = dict[Hashable, Any]

_LEFT_OUT = frozenset({"origin", "changed", "statement", "location"})


def effect_since(catalog: Catalog, mark: int, last_oid: int) -> Effect:
    """Return the present rows of everything that changed since `mark`, without their places in the text.

    Objects created since are identified by their order: `last_oid` is the last oid before.
    """
    now: Effect = {}
    for store, key, _ in catalog.journal[mark:]:
        row = store.get(key)
        now[id(store), _plain(key, last_oid)] = None if row is None else _plain(row, last_oid)
    return now


def _plain(value: Any, last_oid: int) -> Any:
    match value:
        case bool():
            return value
        case int() if value > last_oid:
            return ("made", value - last_oid)
        case Record() | Value():
            fields = [f for f in value.__struct_fields__ if f not in _LEFT_OUT]
            return (type(value).__name__, *(_plain(getattr(value, f), last_oid) for f in fields))
        case dict():
            return tuple((k, _plain(v, last_oid)) for k, v in value.items() if k not in _LEFT_OUT)
        case tuple() | list():
            return tuple(_plain(v, last_oid) for v in value)
        case frozenset() | set():
            return frozenset(_plain(v, last_oid) for v in value)
    return value
