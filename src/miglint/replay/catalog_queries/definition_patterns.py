"""Whether a definition contains the pieces of a pattern, if its words are known but not its layout."""

from __future__ import annotations

import re
from typing import Any

from .definition_text import KEYWORDS, TYPE_NAMES, has_star, possible_words
from .known_values import UNKNOWN, Sketch, all_of

_CALL = re.compile(r"(?P<select>\( ?SELECT )?(?P<name>[\w.]+)(?P<call>\(\)?)?", re.I)
"""A piece whose answer does not hang on layout: a name, a call without arguments, a sub-select of one."""


def holds(value: Sketch, pieces: list[str], ignore_case: bool) -> Any:
    """Return whether a definition contains the pieces, one after the other."""
    pieces = [piece for piece in pieces if piece]
    if not all(_CALL.fullmatch(piece) for piece in pieces):
        return UNKNOWN
    if value.edited is None and value.trees is None and not all(re.fullmatch(r"\w+", piece) for piece in pieces):
        return UNKNOWN
    found = all_of(_stands(value, piece, ignore_case) for piece in pieces)
    if found is not True or len(pieces) < 2:
        return found
    text, at = _folded(value.edited or value, ignore_case), 0
    for piece in pieces if value.is_ordered else ():
        at = text.find(_folded(piece, ignore_case), at)
        if at < 0:
            return UNKNOWN
        at += len(piece)
    return True if value.is_ordered else UNKNOWN


def _stands(value: Sketch, piece: str, ignore_case: bool) -> Any:
    """Return whether a definition contains one piece."""
    if _folded(piece, ignore_case) in _folded(value.edited or value, ignore_case):
        return True
    match = _CALL.fullmatch(piece)
    if value.edited is not None or match is None:
        return False
    if match["select"]:
        within = piece[len(match["select"]) :]
        spaced = match["select"].startswith("( ")
        alone = _stands(value, within, ignore_case)
        return False if not spaced or alone is not UNKNOWN else UNKNOWN
    qualifier, _, name = match["name"].rpartition(".")
    wanted = _folded(name, ignore_case)
    if match["call"] and qualifier:
        # Of what the search path finds, PostgreSQL leaves the schema out.
        bare = re.compile(rf"(?<![\w.]){re.escape(wanted)}\(")
        return UNKNOWN if bare.search(_folded(value, ignore_case)) else False
    if match["call"]:
        return UNKNOWN if any(w.endswith(wanted) for w in _folded(KEYWORDS, ignore_case).split()) else False
    if has_star(value.trees):
        return UNKNOWN
    anywhere = re.compile(re.escape(wanted).replace("_", "."))  # in LIKE, _ is any character
    texts = (value, possible_words(value.trees), KEYWORDS, TYPE_NAMES, *value.type_names())
    return UNKNOWN if any(anywhere.search(_folded(text, ignore_case)) for text in texts) else False


def _folded(text: str, ignore_case: bool) -> str:
    return text.lower() if ignore_case else str(text)
