"""Names held against globs."""

from __future__ import annotations

from fnmatch import fnmatchcase


def matches(name: str, glob: str) -> bool:
    """Whether a name is what a glob says. Most globs hold no wildcard, and a thousand different ones are made from the
    names of tables and columns: those must not each become a regular expression."""
    head, star, tail = glob.partition("*")
    if "?" in glob or "[" in glob or "*" in tail:
        return name.startswith(head.partition("?")[0].partition("[")[0]) and fnmatchcase(name, glob)
    if not star:
        return name == glob
    return len(name) >= len(head) + len(tail) and name.startswith(head) and name.endswith(tail)
