"""Where a routine looks names up."""

from __future__ import annotations

from functools import lru_cache

from ...catalog import Routine
from ...syntax.tokens import tokens, unquote


def own_path(routine: Routine) -> tuple[str, ...] | None:
    """Return the search_path that a SET clause sets for a routine; None if it sets none."""
    for entry in routine.config:
        name, _, value = entry.partition("=")
        if name == "search_path":
            return _schemas(value)
    return None


@lru_cache(maxsize=256)
def _schemas(value: str) -> tuple[str, ...]:
    words = (unquote(value[t.start : t.end]) for t in tokens(value) if t.kind in ("name", "string"))
    return tuple(word for word in words if word.strip("'")) or ("pg_catalog",)
