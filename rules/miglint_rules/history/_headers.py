"""The comments before a file's first statement."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Migration


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a text, split a few at a time, because only the first ones are needed."""
    at = 0
    while at < len(text):
        end = text.find("\n", at + 2000) + 1 or len(text)
        yield from text[at:end].splitlines()
        at = end


def header_lines(migration: Migration) -> list[str]:
    """Return the lines of the comments before a file's first statement, without the comment marks."""
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
