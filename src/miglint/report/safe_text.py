"""Untrusted text made safe to print: no control character or workflow command of an SQL file reaches a log."""

from __future__ import annotations

import re
import unicodedata

# Controls; bidi marks, zero-width marks and tags; half surrogates, which UTF-8 can't carry; line and paragraph
# separators, at which some viewers break lines.
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_PLAIN = re.compile(r"[ -~]*\Z")

# GitHub's runner obeys "##[command]" anywhere in a line, Azure's "##vso[command]".
_COMMAND = re.compile(r"#(?=#(?:vso)?\[)", re.I)


def is_hidden(character: str) -> bool:
    """Return whether a character is invisible, or controls the terminal."""
    return unicodedata.category(character) in _HIDDEN_CATEGORIES


def escape(character: str) -> str:
    r"""Return a character spelled in ASCII: \x1b, \u202e, \U000e0001."""
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def visible(text: str) -> str:
    """Return `text` as one line with hidden characters spelled out; line ends and tabs become spaces."""
    if not _PLAIN.match(text):
        text = " ".join(part.strip(" \t") for part in re.split(r"[\r\n]+", text)).replace("\t", " ").strip(" ")
        if not text.isascii() or not text.isprintable():
            text = "".join(escape(c) if is_hidden(c) else c for c in text)
    return no_commands(text) if "##" in text else text


def no_commands(text: str) -> str:
    """Return `text` without the marks that CI systems read as commands anywhere in a log line."""
    return _COMMAND.sub(r"\\x23", text)


def cell_width(character: str) -> int:
    """Return how many columns of a terminal a visible character takes."""
    if character.isascii():
        return 1
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def text_width(text: str) -> int:
    """Return how many columns of a terminal a visible text takes."""
    return len(text) if text.isascii() else sum(map(cell_width, text))


def clip(text: str, width: int) -> str:
    """Return a visible text cut to `width` columns, with an ellipsis if something is missing."""
    if text_width(text) <= width:
        return text
    used, kept = 0, []
    for character in text:
        used += cell_width(character)
        if used >= width:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"
