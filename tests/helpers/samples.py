"""Objects made from the annotations of their class, every field filled, to see whether all of them comes back."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints

from miglint.rule.rule import Rule
from miglint.syntax.source import Migration


def fields_of(kind: type) -> dict[str, Any]:
    """Return the annotated fields of a class with their types."""
    hints = get_type_hints(kind).items()
    return {name: hint for name, hint in hints if not name.startswith("_") and get_origin(hint) is not ClassVar}


def sample(hint: Any, ready: Mapping[Any, Any]) -> Any:
    """Return a value of a type. `ready` holds values of the types that are not made from annotations."""
    for kind, value in ready.items():
        if hint == kind:
            return value
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return sample(next(each for each in inner if each is not type(None)), ready)
    if origin is Literal:
        return inner[-1]
    if origin is tuple:
        return tuple(sample(each, ready) for each in inner if each is not Ellipsis)
    if origin in (list, Sequence):
        return [sample(inner[0], ready)]
    if origin in (set, frozenset):
        return origin([sample(inner[0], ready)])
    if origin in (dict, Mapping):
        return {sample(inner[0], ready): sample(inner[1], ready)}
    if origin is Callable:
        return lambda: sample(inner[-1], ready)
    simple = {str: "text", int: 7, bool: True, float: 1.5, object: "thing", Any: "any", Path: Path("a.sql")}
    if hint in simple:
        return simple[hint]
    if issubclass(hint, Enum):
        return list(hint)[-1]
    return hint(**{name: sample(each, ready) for name, each in fields_of(hint).items()})


def plain(value: Any, depth: int = 0) -> Any:
    """Return a value as nested tuples that can be compared: of an object, its class and its annotated fields."""
    assert depth < 60, "a circle"
    match value:
        case None | str() | int() | float() | bytes() | Path() | Rule():
            return value
        case Migration():
            return "Migration", str(value.path), value.role, value.text
        case dict() | types.MappingProxyType():
            items = ((plain(key, depth + 1), plain(each, depth + 1)) for key, each in value.items())
            return "dict", *sorted(items, key=repr)
        case set() | frozenset():
            return type(value).__name__, *sorted((plain(each, depth + 1) for each in value), key=repr)
        case list() | tuple():
            return type(value).__name__, *(plain(each, depth + 1) for each in value)
    # A tree counts by what it is once it was read.
    names = ["node" if name == "tree" else name for name in fields_of(type(value))] or ["entries"]
    return type(value).__name__, *((name, plain(getattr(value, name), depth + 1)) for name in names)
