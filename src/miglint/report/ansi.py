"""Colours of a terminal, by role."""

from __future__ import annotations

from collections.abc import Callable

Paint = Callable[[str, str], str]
"""Paint(role, text) returns the text in the role's colour, or unchanged."""

_CODES = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "ok": "1;32",
    "strong": "1",
    "frame": "34",
    "related": "36",
    "dim": "2",
}


def painter(color: bool) -> Paint:
    """Return the Paint for a terminal with colours, or for plain text."""
    return _colored if color else _plain


def _colored(role: str, text: str) -> str:
    return f"\x1b[{_CODES[role]}m{text}\x1b[0m" if text else text


def _plain(_role: str, text: str) -> str:
    return text
