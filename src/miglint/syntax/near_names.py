"""Names that are typing errors of other names."""

from __future__ import annotations

from collections.abc import Iterable

_SHORTEST = 4
"""The shortest name that is compared: shorter ones are one letter from too many others."""


def near_miss(wanted: str, known: Iterable[str]) -> str | None:
    """Return the known name that `wanted` misspells: in another case, or one letter off; else None."""
    if len(wanted) < _SHORTEST:
        return None
    lower, size, first, last = wanted.lower(), len(wanted), wanted[0], wanted[-1]
    for name in [name for name in known if -2 < len(name) - size < 2 and name != wanted]:
        # One typing error leaves the first or the last letter as it was.
        if name.lower() == lower or ((name[0] == first or name[-1] == last) and _one_off(wanted, name)):
            return name
    return None


def _one_off(a: str, b: str) -> bool:
    """Return whether one letter is added, missing or different, or two neighbours are swapped.

    A different digit is not a typing error (v1 and v2 are two names), and neither is a different last s.
    """
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
