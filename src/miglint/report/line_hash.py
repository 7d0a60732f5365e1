"""The hash by which GitHub code scanning recognises a line that has moved.

As CodeQL's upload computes it: take the file without blanks and tabs, every line end (CR, LF, CRLF) as LF, one unit
65535 after the last. A line's hash reads the 100 UTF-16 units from its first one on, zeros past the end, as the digits
of a number in base 37, modulo 2**64, in hexadecimal. After a colon follows how often the file has had that hash so far.
"""

from __future__ import annotations

import re
from collections import Counter

_UNITS = 100
_BASE = 37
_MASK = (1 << 64) - 1
_END = "\uffff"
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class LineHashes:
    """The hashes of a file's lines, computed on demand: hashes[1] is the first line's."""

    def __init__(self, text: str) -> None:
        units = _units(text)
        met: Counter[str] = Counter()
        self._lines: list[tuple[str, int]] = []
        start = 0
        while start < len(units):
            window = units[start : start + _UNITS]
            met[window] += 1
            self._lines.append((window, met[window]))
            newline = units.find("\n", start)
            start = newline + 1 if newline >= 0 else len(units)

    def __getitem__(self, line: int) -> str:
        window, count = self._lines[line - 1]
        return f"{_hash(window)}:{count}"

    def __len__(self) -> int:
        return len(self._lines)


def _units(text: str) -> str:
    """Return the UTF-16 units that count, as a text of one character each."""
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
