"""Names for what a remedy makes."""

from __future__ import annotations

from collections.abc import Container
from itertools import count

from miglint import Catalog

LIMIT = 63
"""PostgreSQL cuts longer names (PostgreSQL docs, 4.1.1)."""


def free_name(
    stem: str, schema: str, catalog: Catalog, ending: str = "", taken: Container[tuple[str, str]] = ()
) -> str:
    """A name that no table, view or index of the schema has, nor one of `taken`, short enough for PostgreSQL to keep
    it; with a number where the plain one is in use."""
    for number in count(1):
        end = ending if number == 1 else f"{ending}{number}"
        name = stem.encode()[: LIMIT - len(end)].decode(errors="ignore") + end
        if catalog.named(schema, name) is None and (schema, name) not in taken:
            break
    return name
