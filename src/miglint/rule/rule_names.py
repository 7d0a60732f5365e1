"""Names in options and in the SQL that rules offer: globs, names that are free, routines with their types."""

from __future__ import annotations

from collections.abc import Container
from fnmatch import fnmatchcase
from itertools import count

from ..catalog import Catalog, Routine
from ..syntax.quoting import quote_name

_LONGEST = 63
"""PostgreSQL cuts longer names (PostgreSQL docs, 4.1.1)."""


def matches_glob(name: str, glob: str) -> bool:
    """Return whether a name is what a glob (*, ?, [a-z]) describes."""
    # Most globs hold no wildcard, and a thousand different ones are made from the names of tables and columns: those
    # must not each become a regular expression.
    head, star, tail = glob.partition("*")
    if "?" in glob or "[" in glob or "*" in tail:
        return name.startswith(head.partition("?")[0].partition("[")[0]) and fnmatchcase(name, glob)
    if not star:
        return name == glob
    return len(name) >= len(head) + len(tail) and name.startswith(head) and name.endswith(tail)


def free_name(
    stem: str, schema: str, catalog: Catalog, ending: str = "", taken: Container[tuple[str, str]] = ()
) -> str:
    """Return a name for a new table, view or index: the stem and the ending, cut to what PostgreSQL keeps, and with a
    number where the catalog or `taken`, pairs of schema and name, has the plain one."""
    for number in count(1):
        end = ending if number == 1 else f"{ending}{number}"
        name = stem.encode()[: _LONGEST - len(end)].decode(errors="ignore") + end
        if catalog.named(schema, name) is None and (schema, name) not in taken:
            break
    return name


def quote_routine(routine: Routine, catalog: Catalog) -> str:
    """Return a routine with its input types as ALTER FUNCTION and DROP FUNCTION name it."""
    types = ", ".join(catalog.format_type(type) or "?" for type in routine.input_types)
    return f"{quote_name(routine.schema, routine.name)}({types})"
