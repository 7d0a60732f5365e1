"""The gist of definitions that PostgreSQL prints from its catalog."""

from __future__ import annotations

from typing import Any

from ...catalog import Index, Relation, Routine, Table
from ...syntax.tree import walk
from ..state.context import Context
from .known_values import Sketch


def sketch(context: Context, node: Any) -> Any:
    """The words of an expression's tree in their order: names, constants, functions. Each tree is read once."""
    kept = context.replay.sketches.get(id(node))
    if kept is None:
        kept = context.replay.sketches[id(node)] = (node, _words(node))  # the tree too: its id stays its own
    return kept[1]


_WORDED = frozenset({"String", "A_Const", "RangeVar"})


def _words(node: Any) -> Sketch:
    words: list[str] = []
    for kind, fields in walk(node, _WORDED):
        if kind == "String":
            words.append(str(fields.get("sval", "")))
        elif kind == "A_Const" and "sval" in fields:
            words.append(f"'{fields['sval'].get('sval', '')}'")
        elif kind == "A_Const" and "ival" in fields:
            words.append(str(fields["ival"].get("ival", 0)))
        elif kind == "RangeVar":
            words.append(".".join(p for p in (fields.get("schemaname"), fields.get("relname")) if p))
    return Sketch(" ".join(words), node)


def index_sketch(context: Context, index: Index, on: Relation) -> Any:
    """The gist of pg_get_indexdef."""
    names = on.names(tuple(k.attnum for k in index.keys if k.attnum)) if isinstance(on, Table) else []
    unique = "UNIQUE " if index.unique else ""
    return Sketch(f"CREATE {unique}INDEX {index.name} ON {on.qualified} USING {index.method} ({', '.join(names)})")


def identity_arguments(context: Context, routine: Routine) -> str:
    """pg_get_function_identity_arguments: modes, names and types of what identifies a routine."""
    from ...syntax.quoting import quote_identifier

    parts = []
    for argument in routine.arguments:
        if argument.mode == "TABLE" or (argument.mode == "OUT" and routine.kind != "procedure"):
            continue
        words: list[str] = [argument.mode] if argument.mode not in ("IN", "TABLE") else []
        if argument.name:
            words.append(quote_identifier(argument.name))
        parts.append(" ".join([*words, context.catalog.format_type(argument.type) or "?"]))
    return ", ".join(parts)
