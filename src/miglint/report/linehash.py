"""The hash by which GitHub code scanning knows a line again when others move it.

As CodeQL's upload computes it: take the file without blanks and tabs, every line end (CR, LF, CRLF) as LF, one unit
65535 after the last. A line's hash reads the 100 UTF-16 units from its first one on, zeros past the end, as the digits
of a number in base 37, modulo 2**64, in hexadecimal. How often that hash has been met so far in the file follows a colon.
"""

from __future__ import annotations

import re
from collections import Counter

_UNITS = 100
_BASE = 37
_MASK = (1 << 64) - 1
_END = "\uffff"
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def line_hashes(text: str) -> list[str]:
    """The hash of each line of a file, the first line at index 0."""
    units = _units(text)
    met: Counter[str] = Counter()
    windows: dict[str, str] = {}
    hashes = []
    start = 0
    while start < len(units):
        window = units[start : start + _UNITS]
        if (value := windows.get(window)) is None:
            value = windows[window] = _hash(window)
        met[value] += 1
        hashes.append(f"{value}:{met[value]}")
        newline = units.find("\n", start)
        start = newline + 1 if newline >= 0 else len(units)
    return hashes


def _units(text: str) -> str:
    """The UTF-16 units that count, as a text of one character each."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "") + _END
    return text if text.isascii() else _ASTRAL.sub(_halves, text)


def _halves(match: re.Match[str]) -> str:
    high, low = divmod(ord(match[0]) - 0x10000, 0x400)
    return chr(0xD800 + high) + chr(0xDC00 + low)


def _hash(window: str) -> str:
    value = 0
    for unit in window:
        value = value * _BASE + ord(unit)
    return f"{value * _BASE ** (_UNITS - len(window)) & _MASK:x}"
