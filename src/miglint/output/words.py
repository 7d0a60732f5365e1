"""Counts, lists and articles in English, for messages."""

from __future__ import annotations

from collections.abc import Sequence


def plural(count: int, noun: str, nouns: str = "") -> str:
    """Return the count with its noun: "1 error", "2 errors"; `nouns` is an irregular plural."""
    return f"{count} {noun}" if count == 1 else f"{count} {nouns or noun + 's'}"


def listed(names: Sequence[str], most: int) -> str:
    """Return the first `most` names and how many more there are: "a, b and 3 more"."""
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"


def joined(parts: Sequence[str]) -> str:
    """Return all parts as one phrase: "a, b and c"; "" for none."""
    *others, last = parts or ("",)
    return f"{', '.join(others)} and {last}" if others else last


def with_article(noun: str) -> str:
    """Return the noun with "a" or "an" before it."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"
