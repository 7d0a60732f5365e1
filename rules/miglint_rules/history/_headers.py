"""What stands in front of a file's first statement."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Migration


def _lines(text: str) -> Iterator[str]:
    """The lines of a text, a few at a time: what is asked for stands in front."""
    at = 0
    while at < len(text):
        end = text.find("\n", at + 2000) + 1 or len(text)
        yield from text[at:end].splitlines()
        at = end


def header_lines(migration: Migration) -> list[str]:
    """The lines of the comments with which a file begins, without the marks of a comment; up to the first word of
    SQL."""
    lines: list[str] = []
    inside = False
    for raw in _lines(migration.text):
        line = raw.strip()
        if inside or line.startswith("/*"):
            inside = "*/" not in line
        elif line and not line.startswith("--"):
            break
        text = line.strip("-/*=#+ \t")
        if text:
            lines.append(text)
    return lines
