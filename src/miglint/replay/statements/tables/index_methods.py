"""Access methods of indexes and the operator classes that they need (PostgreSQL docs, 11.10)."""

from __future__ import annotations

from ....analysis.overloads import has_operator_class
from ....catalog import DataType
from ....syntax.source import Node
from ....syntax.tree import Name
from ...checks.extension_facts import METHODS_OF_EXTENSIONS, has_unknown_extension
from ...checks.missing_extensions import extension_hint, is_missing_class
from ...checks.type_errors import is_certain
from ...lookup.named_others import KINDS, NamedOther
from ...state.context import Context

_OWN = frozenset({"btree", "hash", "gist", "gin", "spgist", "brin"})
_CLASSES = {"gin": ("btree_gin",), "gist": ("btree_gist", "intarray")}
"""Extensions that bring classes for types of PostgreSQL's own."""


def access_method(written: str | None) -> str:
    """Return the access method of a name; rtree has been gist since 8.2."""
    return "gist" if written == "rtree" else written or "btree"


def refuse_method(context: Context, method: str, keys: int) -> None:
    """Refuse an unknown access method (42704), or several keys if the method takes only one (0A000).

    A method that belongs to an extension which no statement creates is assumed.
    """
    if keys > 1 and method in ("hash", "spgist", "hnsw", "ivfflat"):
        context.refuse("0A000", f'access method "{method}" does not support multicolumn indexes', names=(method,))
    if method in _OWN or context.replay.in_prelude:
        return
    extensions = context.catalog.extensions
    if method in METHODS_OF_EXTENSIONS:
        if extensions.get(METHODS_OF_EXTENSIONS[method]) is None:
            hint = extension_hint(context, "access method", method)
            context.note_assumption("access method", method, "42704", hint=hint)
    elif context.catalog.others.first("name", ("access method", None, method)) is not None:
        return
    elif not has_unknown_extension(context) and is_certain(context):
        context.refuse("42704", f'access method "{method}" does not exist', names=(method,))


_UNIQUE = frozenset({"btree"})
_INCLUDES = frozenset({"btree", "gist", "spgist"})
_MOST_KEYS = 32


def refuse_limits(context: Context, method: str, elements: list[Node], including: list[Node], unique: bool) -> None:
    """Refuse what an access method of PostgreSQL's own doesn't do (0A000), and too many columns (54011)."""
    if method not in _OWN:
        return
    wrong = []
    if unique and method not in _UNIQUE:
        wrong.append("unique indexes")
    if including and method not in _INCLUDES:
        wrong.append("included columns")
    if not wrong and len(elements) + len(including) > _MOST_KEYS:
        context.refuse("54011", f"cannot use more than {_MOST_KEYS} columns in an index", names=(method,))
    if method != "btree":
        if any(element.get("ordering", "SORTBY_DEFAULT") != "SORTBY_DEFAULT" for element in elements):
            wrong.append("ASC/DESC options")
        if any(e.get("nulls_ordering", "SORTBY_NULLS_DEFAULT") != "SORTBY_NULLS_DEFAULT" for e in elements):
            wrong.append("NULLS FIRST/LAST options")
    if wrong:
        context.refuse("0A000", f'access method "{method}" does not support {wrong[0]}', names=(method,))


def look_up_class(context: Context, method: str, name: Name) -> None:
    """Note an operator class of an extension that isn't there (42704; ResolveOpClass in commands/indexcmds.c)."""
    if not context.replay.in_prelude and is_missing_class(context, NamedOther(KINDS["OBJECT_OPCLASS"], name, method)):
        hint = extension_hint(context, "operator class", name.name)
        context.note_assumption("operator class", ".".join(filter(None, name)), "42704", hint=hint)


def refuse_opclass(context: Context, type: DataType | None, method: str) -> None:
    """Refuse (42704) a type without a default operator class."""
    catalog = context.catalog
    if type is None or has_operator_class(method, type, catalog):
        return
    brought = any(catalog.extensions.get(name) is not None for name in _CLASSES.get(method, ()))
    if brought or has_unknown_extension(context) or not is_certain(context):
        return
    spelled = catalog.format_type(type)
    message = f'data type {spelled} has no default operator class for access method "{method}"'
    context.refuse("42704", message, oid=type.oid, names=(method,))
