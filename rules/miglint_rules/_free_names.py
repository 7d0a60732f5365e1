"""Names for what a remedy makes."""

from __future__ import annotations

from miglint import Catalog

LIMIT = 63
"""PostgreSQL cuts longer names (PostgreSQL docs, 4.1.1)."""


def free_name(wanted: str, schema: str, catalog: Catalog) -> str:
    """A name for a table, index or view that no other has in the schema: the one wanted, else with a number."""
    for number in range(1, 100):
        ending = "" if number == 1 else f"_{number}"
        name = wanted.encode()[: LIMIT - len(ending)].decode("utf-8", "ignore") + ending
        if catalog.named(schema, name) is None:
            return name
    return wanted
