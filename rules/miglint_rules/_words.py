"""Lists as people say them."""

from __future__ import annotations

from collections.abc import Iterable


def words(items: Iterable[str], last: str = "and") -> str:
    """a, b and c."""
    *others, final = list(items)
    return f"{', '.join(others)} {last} {final}" if others else final
