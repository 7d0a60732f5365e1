"""sqlfluff's findings with their places, for the style rules."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Migration, Place, Span, style_of

LAYOUT = "LT"
CAPITALS = "CP"


def violations(migration: Migration) -> Iterator[tuple[str, str, Place]]:
    """Yield the code, message and place of each of sqlfluff's findings."""
    for found in style_of(migration).violations:
        message = found.message.rstrip(".")
        yield found.code, message[:1].lower() + message[1:], word_at(migration, found.at)


def word(place: Place) -> str:
    """Return the text at a place."""
    return place.migration.text[place.span.start : place.span.end]


def word_at(migration: Migration, at: int) -> Place:
    """Return the place of the word, white space or character at an offset."""
    text = migration.text
    end = at
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    while end < len(text) and text[at] in " \t" and text[end] in " \t":
        end += 1
    return Place(migration, Span(at, max(end, min(at + 1, len(text)))))
