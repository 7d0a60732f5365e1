"""Names that PostgreSQL makes up: makeObjectName, ChooseRelationName, ChooseConstraintName, FigureIndexColname."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ....analysis.output_names import column_name
from ....catalog import Catalog
from ....syntax.source import Node
from ....syntax.tree import MAX_NAME_BYTES


def make_object_name(first: str, second: str | None, label: str) -> str:
    """Return `first_second_label` in 63 bytes: the longer of the two parts is cut, the label stays."""
    name = f"{first}_{second}_{label}" if second else f"{first}_{label}"
    if len(name) <= MAX_NAME_BYTES and name.isascii():
        return name
    room = MAX_NAME_BYTES - len(label.encode()) - 1 - (1 if second else 0)
    parts = [first.encode("utf-8", "replace"), (second or "").encode("utf-8", "replace")]
    lengths = [len(parts[0]), len(parts[1])]
    while sum(lengths) > room:
        lengths[0 if lengths[0] > lengths[1] else 1] -= 1
    cut = [part[:length].decode("utf-8", "ignore") for part, length in zip(parts, lengths, strict=True)]
    return "_".join([cut[0], cut[1], label] if second else [cut[0], label])


def relation_name(
    catalog: Catalog, schema: str, first: str, second: str | None, label: str, constraint: bool = False
) -> str:
    """Return a name that no relation of the schema has, and for a constraint's index no constraint either."""
    suffix, tries = label, 0
    while True:
        name = make_object_name(first, second, suffix)
        if not catalog.named(schema, name) and not (constraint and catalog.constraints.first("name", (schema, name))):
            return name
        tries += 1
        suffix = f"{label}{tries}"


def constraint_name(
    catalog: Catalog, schema: str, first: str, second: str | None, label: str, taken: Collection[str] = ()
) -> str:
    """Return a name that no constraint of the schema has, on whatever table."""
    suffix, tries = label, 0
    while True:
        name = make_object_name(first, second, suffix)
        if name not in taken and not catalog.constraints.first("name", (schema, name)):
            return name
        tries += 1
        suffix = f"{label}{tries}"


def join_columns(names: Iterable[str]) -> str:
    """Return column names joined for a generated name; PostgreSQL stops joining once 64 bytes are reached."""
    joined = ""
    for name in names:
        joined = f"{joined}_{name}" if joined else name
        if len(joined.encode("utf-8", "replace")) > MAX_NAME_BYTES:
            break
    return joined


def index_column_names(elements: Iterable[Node]) -> list[str]:
    """Return the names that index elements have in a generated name: equal ones get 1, 2, ... appended."""
    found: list[str] = []
    for element in elements:
        name = element.get("name") or _expression_name(element.get("expr") or {})
        unique, tries = name, 0
        while unique in found:
            tries += 1
            digits = str(tries)
            unique = name.encode()[: MAX_NAME_BYTES - len(digits)].decode("utf-8", "ignore") + digits
        found.append(unique)
    return found


def _expression_name(expression: Node) -> str:
    name = column_name(expression)
    return "expr" if name == "?column?" else name
