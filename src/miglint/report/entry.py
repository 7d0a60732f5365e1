"""One finding as a person reads it: what, where, the lines of SQL, why it matters, what to write instead."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..result import Reported
from ..source import Place
from . import summary
from .ansi import Paint
from .excerpt import Excerpt, excerpt, line_before
from .paths import relative
from .safe import visible

RELATED = 3
"""How many related places an entry shows."""


def entry(reported: Reported, cwd: Path, paint: Paint, *, notes: bool = True) -> Iterator[str]:
    """The lines of one finding; `notes` are the closing lines (why, fix, docs), given once per rule."""
    finding, severity = reported.finding, reported.severity.value
    shown = finding.related[:RELATED]
    primary, others = excerpt(finding.place), [excerpt(place) for place in shown]
    before = line_before(finding.place)
    width = max(len(str(each.number)) for each in (primary, *others))
    width = max(width, 2)
    bar = paint("frame", " " * (width + 1) + "|")
    head = paint(severity, f"{severity}[{visible(finding.rule)}]")
    yield f"{head}{paint('strong', ': ' + visible(finding.message))}"
    yield f"{paint('frame', ' ' * width + '-->')} {place_of(finding.place, cwd)}"
    yield bar
    if before:
        yield f"{paint('frame', f'{before[0]:>{width}} |')} {before[1]}"
    yield from _marked(primary, "^", finding.place.message, severity, width, paint)
    for place, other in zip(shown, others, strict=True):
        yield bar
        yield f"{paint('frame', ' ' * width + ':::')} {place_of(place, cwd)}"
        yield from _marked(other, "-", place.message, "related", width, paint)
    if len(finding.related) > len(shown):
        yield f"{bar} … and {summary.plural(len(finding.related) - len(shown), 'more place')}"
    if notes:
        yield bar
        for label, text in _notes(reported):
            yield f"{paint('frame', ' ' * (width + 1) + '=')} {label + ':':<5} {visible(text)}"


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
    yield "docs", summary.rule_page(in_force.rule) or f"miglint explain {in_force.name}"


def place_of(place: Place, folder: Path) -> str:
    """path:line:column, fit to print."""
    line, column = place.start
    return f"{visible(relative(place.migration.path, folder))}:{line}:{column}"
