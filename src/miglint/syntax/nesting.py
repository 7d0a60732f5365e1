"""Cuts parse trees that are too deep to be loaded."""

from __future__ import annotations

import re

DEPTH = 400
"""Levels of JSON that are kept. orjson loads 1,024; walking the tree by recursion needs room too."""

TOO_DEEP = "TooDeep"
"""The kind of node that replaces what was cut off; it is read as an unknown expression."""

_EDGE = re.compile(r'"(?:[^"\\]|\\.)*+"|[][{}]')


def prune(json: str) -> str:
    """Return a tree as JSON, its nodes beyond DEPTH replaced by {"TooDeep":{}}. Needs no recursion."""
    kept: list[str] = []
    depth, copied = 0, 0
    cut: tuple[int, int] | None = None  # depth and offset of the node that is left out
    for edge in _EDGE.finditer(json):
        char = json[edge.start()]
        if char in "{[":
            # A node is an object whose only key is its kind, which begins with a capital.
            if cut is None and depth >= DEPTH and json[edge.end() : edge.end() + 2].lstrip('"')[:1].isupper():
                cut = (depth, edge.start())
            depth += 1
        elif char in "]}":
            depth -= 1
            if cut is not None and depth == cut[0]:
                kept += [json[copied : cut[1]], f'{{"{TOO_DEEP}":{{}}}}']
                copied, cut = edge.end(), None
    kept.append(json[copied:])
    return "".join(kept)
