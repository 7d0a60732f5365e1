"""One finding for people: what, where, the lines of SQL, why it matters, what to write instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ..judge.result import Reported
from ..output.paths import relative
from ..output.words import plural
from ..syntax.source import Place, Span
from . import summary
from .ansi import Paint
from .excerpt import Excerpt, excerpt, line_before
from .safe_text import visible

WHOLE = Span(0, 0)
"""The span of findings about a whole file."""
RELATED = 3
"""How many related places an entry shows."""


def entry(
    reported: Reported,
    cwd: Path,
    paint: Paint,
    *,
    notes: bool = True,
    related: int = RELATED,
    also: Sequence[Reported] = (),
    more: Sequence[str] = (),
) -> Iterator[str]:
    """Return the lines of one finding.

    `notes` adds the closing lines (why, fix, docs), which a report shows once per rule; `also` are findings that say
    the same; `more` is a heading and lines about other findings like it.
    """
    finding, severity = reported.finding, reported.severity.value
    shown = finding.related[:related]
    primary, others = excerpt(finding.place), [excerpt(place) for place in shown]
    before = line_before(finding.place)
    width = max(2, *(len(str(each.number)) for each in (primary, *others)))
    margin = " " * (width + 1)
    bar, equals = paint("frame", f"{margin}|"), paint("frame", f"{margin}=")
    yield from heading(reported, cwd, paint, width)
    yield bar
    if primary.text and finding.place.span != WHOLE:  # a finding about a whole file has nothing to show
        if before:
            yield f"{paint('frame', f'{before[0]:>{width}} |')} {before[1]}"
        yield from _marked(primary, "^", finding.place.message, severity, width, paint)
        yield bar
    for place, other in zip(shown, others, strict=True):
        where = f"{paint('frame', ' ' * width + ':::')} {place_of(place, cwd)}"
        if place.span == WHOLE:
            yield f"{where} {paint('related', visible(place.message))}"
        else:
            yield where
            yield from _marked(other, "-", place.message, "related", width, paint)
        yield bar
    if len(finding.related) > len(shown):
        yield f"{equals} {plural(len(finding.related) - len(shown), 'more place')}"
    for label, text in _notes(reported) if notes else ():
        yield f"{equals} {label + ':':<5} {visible(text)}"
    for twin in also:
        yield f"{equals} also: {visible(f'{twin.finding.rule}: {twin.finding.message}')}"
    for index, line in enumerate(more):
        yield f"{equals if not index else margin + '   '} {line}"


def heading(reported: Reported, cwd: Path, paint: Paint, width: int = 2) -> Iterator[str]:
    """Return what and where, in two lines."""
    severity = reported.severity.value
    head = paint(severity, f"{severity}[{visible(reported.finding.rule)}]")
    yield f"{head}{paint('strong', ': ' + visible(reported.finding.message))}"
    yield f"{paint('frame', ' ' * width + '-->')} {place_of(reported.finding.place, cwd)}"


def _marked(shown: Excerpt, mark: str, label: str, role: str, width: int, paint: Paint) -> Iterator[str]:
    yield f"{paint('frame', f'{shown.number:>{width}} |')} {shown.text}"
    words = [visible(label)] if label else []
    if shown.last_line > shown.number:
        words.append(f"(to line {shown.last_line})")
    under = " ".join([mark * shown.length, *words])
    yield f"{paint('frame', ' ' * (width + 1) + '|')} {' ' * shown.start}{paint(role, under)}"


def _notes(reported: Reported) -> Iterator[tuple[str, str]]:
    in_force, finding = reported.in_force, reported.finding
    if reason := summary.why(in_force):
        yield "why", reason
    if advice := finding.help or (finding.fix.title if finding.fix else ""):
        yield "fix", advice
    if article := summary.article(in_force):
        yield "rule", article
    yield "docs", summary.rule_page(in_force.rule) or f"miglint explain {in_force.name}"


def place_of(place: Place, folder: Path) -> str:
    """Return path:line:column, safe to print."""
    line, column = place.start
    return f"{visible(relative(place.migration.path, folder))}:{line}:{column}"
