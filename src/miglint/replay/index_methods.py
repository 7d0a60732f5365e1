"""Access methods of indexes and the operator classes that they need (PostgreSQL docs, 11.10)."""

from __future__ import annotations

from ..catalog import DataType
from ..expressions.coercion import plain
from ..expressions.overloads import has_operator_class
from .context import Context
from .extension_facts import may_overload
from .type_errors import is_certain

_OWN = frozenset({"btree", "hash", "gist", "gin", "spgist", "brin", "rtree"})
_OF_EXTENSIONS = {"hnsw": "vector", "ivfflat": "vector", "bloom": "bloom", "rum": "rum", "pgroonga": "pgroonga"}
_CLASSES = {"gin": "btree_gin", "gist": "btree_gist"}
"""Extensions that bring classes for plain types."""


def refuse_method(context: Context, method: str) -> None:
    """42704 where there is no such access method; one of an extension that nothing makes is assumed."""
    if method in _OWN or context.replay.in_prelude:
        return
    extensions = context.catalog.extensions
    if method in _OF_EXTENSIONS:
        if extensions.get(_OF_EXTENSIONS[method]) is None:
            context.note_assumption("access method", method, "42704")
    elif not may_overload(context) and is_certain(context):
        context.refuse("42704", f'access method "{method}" does not exist')


def refuse_opclass(context: Context, type: DataType | None, method: str) -> None:
    """42704 where a type has no operator class that an index uses by itself."""
    catalog = context.catalog
    if type is None or plain(type, catalog) is None or has_operator_class(method, type, catalog):
        return
    if may_overload(context) or not is_certain(context) or catalog.extensions.get(_CLASSES.get(method, "")) is not None:
        return
    spelled = catalog.format_type(type)
    message = f'data type {spelled} has no default operator class for access method "{method}"'
    context.refuse("42704", message, oid=type.oid)
