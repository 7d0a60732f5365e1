"""The names of pg_catalog's functions in PostgreSQL 17 and 18, one per line in a file beside this module."""

from __future__ import annotations

from functools import cache
from pathlib import Path

# Select distinct proname from pg_proc where pronamespace = 'pg_catalog'::regnamespace, on both servers.
_FILE = Path(__file__).with_name("pg_catalog_functions.txt")


@cache
def builtin_functions() -> frozenset[str]:
    """All names; read at the first call that nothing else explains."""
    return frozenset(_FILE.read_text("ascii").split())
