"""What stands in front of a file's first statement."""

from __future__ import annotations

from miglint import Migration


def header_lines(migration: Migration) -> list[str]:
    """The lines of the comments with which a file begins, without the marks of a comment; up to the first word of
    SQL."""
    lines: list[str] = []
    inside = False
    for raw in migration.text.splitlines():
        line = raw.strip()
        if inside or line.startswith("/*"):
            inside = "*/" not in line
        elif line and not line.startswith("--"):
            break
        text = line.strip("-/*=#+ \t")
        if text:
            lines.append(text)
    return lines
