"""The gist of definitions that PostgreSQL prints from its catalog."""

from __future__ import annotations

from typing import Any

from ...catalog import Index, Relation, Routine, Table
from ...syntax.quoting import quote_identifier
from ..lookup.named_types import shown_type
from ..state.context import Context
from .definition_text import certain_text, reads_tables
from .known_values import Sketch


def sketch(context: Context, node: Any) -> Sketch:
    """Return the gist of an expression's or a query's tree."""
    return _sketch(context, node, certain_text(node, context.session.schemas), node)


def constraint_sketch(context: Context, words: str, node: Any = None) -> Sketch:
    """Return the gist of pg_get_constraintdef: these words, and those of an expression."""
    text = certain_text(node, context.session.schemas) if node is not None else ""
    return _sketch(context, node, f"{words} {text}", None)


def index_sketch(context: Context, index: Index, on: Relation) -> Sketch:
    """Return the gist of pg_get_indexdef."""
    names = on.names(tuple(k.attnum for k in index.keys if k.attnum)) if isinstance(on, Table) else []
    unique = "UNIQUE " if index.unique else ""
    words = f"CREATE {unique}INDEX {index.name} ON {on.qualified} USING {index.method} ({', '.join(names)})"
    trees = [key.expression.node for key in index.keys if key.expression]
    trees += [index.predicate.node] if index.predicate else []
    classes = " ".join(key.opclass for key in index.keys if key.opclass)
    included = " ".join(on.names(index.included)) if isinstance(on, Table) else ""
    texts = [certain_text(tree, context.session.schemas) for tree in trees]
    return _sketch(context, [*trees, classes], " ".join([words, included, *texts]), None, is_ordered=False)


def _sketch(context: Context, trees: Any, words: str, node: Any, is_ordered: bool = True) -> Sketch:
    return Sketch(words, node, trees=trees, is_ordered=is_ordered and not reads_tables(trees), catalog=context.catalog)


def identity_arguments(context: Context, routine: Routine) -> str:
    """Return pg_get_function_identity_arguments: modes, names and types of the arguments that identify a routine."""
    parts = []
    for argument in routine.arguments:
        if argument.mode == "TABLE" or (argument.mode == "OUT" and routine.kind != "procedure"):
            continue
        words: list[str] = [argument.mode] if argument.mode not in ("IN", "TABLE") else []
        if argument.name:
            words.append(quote_identifier(argument.name))
        parts.append(" ".join([*words, shown_type(context, argument.type)]))
    return ", ".join(parts)
