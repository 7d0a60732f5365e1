"""A line of SQL with carets under the part that matters, in columns of a terminal."""

from __future__ import annotations

from ..record import Value
from ..syntax.source import Place
from .safe_text import cell_width, escape, is_hidden, no_commands

WIDTH = 100
_TAB = 4
_LEAD = 30


class Excerpt(Value):
    """One line of a file, safe to print, and where the carets go."""

    number: int
    """The line's number, from 1."""
    text: str
    start: int
    """The column of the first caret, from 0."""
    length: int
    """The number of carets, at least 1."""
    last_line: int
    """The line where the span ends."""


def excerpt(place: Place, width: int = WIDTH) -> Excerpt:
    """Return the first line of a place: cut around the span if long, tabs expanded, hidden characters spelled out."""
    start, end = place.start, place.end
    line = place.migration.line(start.line)
    begin = min(start.column - 1, len(line))
    finish = len(line) if end.line > start.line else min(end.column - 1, len(line))
    cells, widths = _cells(line)
    edges = [0]
    for each in widths:
        edges.append(edges[-1] + each)
    left, right = edges[begin], max(edges[finish], edges[begin] + 1)
    if edges[-1] <= width:
        return Excerpt(start.line, "".join(cells).rstrip(), left, right - left, end.line)
    return _cut(start.line, end.line, cells, edges, left, right, width)


def line_before(place: Place, width: int = WIDTH) -> tuple[int, str] | None:
    """Return the number and text of the line above a place; None if there is none, or it is blank."""
    number = place.start.line - 1
    if number < 1 or not (line := place.migration.line(number)).strip():
        return None
    cells, widths = _cells(line)
    used, kept = 0, 0
    for each in widths:
        if used + each > width - 1:
            return number, "".join(cells[:kept]).rstrip() + "…"
        used, kept = used + each, kept + 1
    return number, "".join(cells).rstrip()


def _cells(line: str) -> tuple[list[str], list[int]]:
    """Return each character of a line as it is shown, and how many columns that takes."""
    cells: list[str] = []
    widths: list[int] = []
    column = 0
    for index, character in enumerate(line):
        if character == "\t":
            shown = " " * (_TAB - column % _TAB)
            size = len(shown)
        elif is_hidden(character):
            shown = escape(character)
            size = len(shown)
        elif character == "#" and no_commands(line[index : index + 7]).startswith("\\"):
            shown, size = "\\x23", 4
        else:
            shown, size = character, cell_width(character)
        cells.append(shown)
        widths.append(size)
        column += size
    return cells, widths


def _cut(number: int, last: int, cells: list[str], edges: list[int], left: int, right: int, width: int) -> Excerpt:
    """Return the part of a long line around its span, with an ellipsis (one column) where something is missing."""
    room = width - 2
    first = 0
    if right > room:
        wanted = max(0, min(left - _LEAD, right - room // 2))
        first = next(index for index, edge in enumerate(edges) if edge >= min(wanted, left))
    stop = first
    while stop < len(cells) and edges[stop + 1] - edges[first] <= room:
        stop += 1
    stop = max(stop, min(first + 1, len(cells)))
    head, tail = ("…" if first else ""), ("…" if stop < len(cells) else "")
    start = left - edges[first] + len(head)
    length = max(1, min(right, max(edges[stop], left + 1)) - left)
    return Excerpt(number, head + "".join(cells[first:stop]) + tail, start, length, last)
