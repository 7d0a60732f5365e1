"""What the rules on style share: sqlfluff's findings with their places."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Migration, Place, Span, style_of

LAYOUT = "LT"
CAPITALS = "CP"


def violations(migration: Migration) -> Iterator[tuple[str, str, Place]]:
    """sqlfluff's code and words, and the place."""
    for found in style_of(migration).violations:
        message = found.message.rstrip(".")
        yield found.code, message[:1].lower() + message[1:], word_at(migration, found.at)


def word_at(migration: Migration, at: int) -> Place:
    """The word or the white space at an offset, else the one character there."""
    text = migration.text
    end = at
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    while end < len(text) and text[at] in " \t" and text[end] in " \t":
        end += 1
    return Place(migration, Span(at, max(end, min(at + 1, len(text)))))
