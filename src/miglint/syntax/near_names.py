"""Names that are slips of other names."""

from __future__ import annotations

from collections.abc import Iterable

_SHORTEST = 4
"""Shorter names lie one letter from too many others."""


def near_miss(wanted: str, known: Iterable[str]) -> str | None:
    """The one of the known names that `wanted` is a slip of: written in another case, or one letter off."""
    if len(wanted) < _SHORTEST:
        return None
    lower, size, first, last = wanted.lower(), len(wanted), wanted[0], wanted[-1]
    for name in [name for name in known if -2 < len(name) - size < 2 and name != wanted]:
        # One slip leaves the first letter or the last one as it was.
        if name.lower() == lower or ((name[0] == first or name[-1] == last) and _one_off(wanted, name)):
            return name
    return None


def _one_off(a: str, b: str) -> bool:
    """Whether one letter is too many, missing, another, or two neighbours have changed places. A digit is no slip: v1
    and v2 are two names, and so are those that differ in a last s and are both words."""
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    rest_a, rest_b = a[start:], b[start:]
    end = 0
    while end < min(len(rest_a), len(rest_b)) and rest_a[-1 - end] == rest_b[-1 - end]:
        end += 1
    left_a, left_b = rest_a[: len(rest_a) - end], rest_b[: len(rest_b) - end]
    if any(c.isdigit() for c in left_a + left_b):
        return False
    if len(left_a) == len(left_b) == 2:
        return left_a == left_b[::-1]
    return len(left_a) <= 1 and len(left_b) <= 1
