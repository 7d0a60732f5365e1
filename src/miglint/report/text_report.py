"""The report for people: excerpts with carets, why it matters and what to do, then the counts.

A few findings are shown whole. Of many, those of one rule are folded into one entry, and the entries end after a
screen; that changes neither counts nor exit status.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..judge.result import Reported, Result
from ..output.words import plural
from ..rule.finding import Kind
from . import summary
from .ansi import Paint, painter
from .entry import RELATED, WHOLE, entry, heading, place_of
from .repeated_findings import Repeated, without_repeated
from .safe_text import clip, text_width, visible
from .summary import KINDS, Group

FEW = 20
"""Up to this many findings are shown whole."""
ALIKE = 3
"""More findings of one rule than this are folded into one entry."""
SCREEN = 50
"""Lines of whole entries if there are more than FEW findings."""
SHORT = 10
"""Rules that get two lines each after that."""
FOLDED = 4
"""How many of a folded entry's other places are named."""


def render(
    result: Result,
    *,
    cwd: Path,
    color: bool = False,
    terminal: bool = False,
    full: bool = False,
) -> str:
    """Return the report; `full` shows every finding, `terminal` adds the time."""
    paint = painter(color)
    if summary.is_clean(result):
        return _clean(result, paint, terminal) + "\n"
    lines: list[str] = []
    if _lacks_settings(result):
        lines += [paint("dim", visible(_default_constitution(result))), ""]
    found = summary.groups(result)
    lines += _entries(*without_repeated(found), cwd, paint, full)
    lines += _closing(result, found, paint, terminal)
    if not full and _folds(found):
        lines.append(paint("dim", "folded: --all shows each finding"))
    if found and not result.has_settings:
        lines += _next_step(result, paint)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _lacks_settings(result: Result) -> bool:
    """Return whether neither a settings file nor the command line says anything of a constitution."""
    return not (result.configured or result.has_settings)


def _default_constitution(result: Result) -> str:
    names, others = summary.constitution(result), summary.other_presets(result)
    return f"no settings found: using constitution {names} (others: {others})"


def _clean(result: Result, paint: Paint, terminal: bool) -> str:
    law = f"constitution {summary.constitution(result)}{summary.not_chosen(result)}"
    line = f"{paint('ok', 'ok')}  {visible(f'{summary.judged(result)}, {law}')}{_time(result, terminal)}"
    beside = summary.left_out(result)
    if context := summary.context(result):
        beside.insert(0, f"{context} more as context")
    return f"{line}   ({visible(', '.join(beside))})" if beside else line


def _time(result: Result, terminal: bool) -> str:
    return f"   {result.seconds:.2f} s" if terminal and result.seconds else ""


def _folds(found: list[Group]) -> bool:
    """Return whether some findings are only counted."""
    return sum(len(group.findings) for group in found) > FEW or any(len(group.findings) > ALIKE for group in found)


def _entries(found: list[Group], repeated: Repeated, cwd: Path, paint: Paint, full: bool) -> Iterator[str]:
    """Return the entries, each followed by an empty line: whole ones, then short ones, then the count of the rest."""
    total = sum(len(group.findings) for group in found)
    if full or total <= FEW:
        for group in found:
            yield from _group(group, repeated, cwd, paint, full=full)
        return
    room, short = SCREEN, SHORT
    for index, group in enumerate(found):
        lines = _group(group, repeated, cwd, paint, related=1)
        if not index or len(lines) <= room:
            room -= len(lines)
            yield from lines
            continue
        room = 0
        if not short:
            left = found[index:]
            count = plural(sum(len(each.findings) for each in left), "more finding")
            rules = plural(len(left), "other rule")
            yield paint("dim", f"… and {count} of {rules}, in the table below")
            yield ""
            return
        short -= 1
        yield from _short(group, cwd, paint)


def _group(
    group: Group, repeated: Repeated, cwd: Path, paint: Paint, *, full: bool = False, related: int = RELATED
) -> list[str]:
    """Return the entries of one rule: all, or the first and a list of the others."""
    first, *others = group.findings
    if full or len(others) < ALIKE:
        lines = [*entry(first, cwd, paint, related=related, also=repeated.get(id(first), ())), ""]
        for reported in others:
            also = repeated.get(id(reported), ())
            lines += [*entry(reported, cwd, paint, related=related, notes=full, also=also), ""]
        return lines
    also, more = repeated.get(id(first), ()), _folded(others, cwd, paint)
    return [*entry(first, cwd, paint, related=related, also=also, more=more), ""]


def _folded(others: list[Reported], cwd: Path, paint: Paint) -> list[str]:
    """Return how many more there are, and what the first of them are about."""
    named = others[: FOLDED if len(others) > FOLDED + 1 else len(others)]
    subjects = [clip(visible(summary.subject(reported)), 60) for reported in named]
    width = max(map(text_width, subjects)) + 2
    of_files = all(r.finding.object is None and r.finding.place.span == WHOLE for r in others)
    first = summary.subject(others[0])
    if of_files or all(summary.subject(reported) == first for reported in others):  # then the subject adds nothing
        subjects, width = [""] * len(named), 0
    lines = [f"{len(others)} more like it:"]
    for subject, reported in zip(subjects, named, strict=True):
        padding = " " * (width - text_width(subject))
        lines.append(f"{subject}{padding}{paint('dim', place_of(reported.finding.place, cwd))}")
    if len(named) < len(others):
        lines.append(f"… and {len(others) - len(named)} more")
    return lines


def _short(group: Group, cwd: Path, paint: Paint) -> Iterator[str]:
    """Return a rule's first finding in two lines, with the number of the others."""
    message, place = heading(group.findings[0], cwd, paint)
    others = len(group.findings) - 1
    yield message
    yield f"{place} and {others} more like it" if others else place
    yield ""


def _closing(result: Result, found: list[Group], paint: Paint, terminal: bool) -> Iterator[str]:
    if found:
        yield paint("strong", summary.headline(result)) + _time(result, terminal)
    if sum(len(group.findings) for group in found) > 1:
        yield from _table(found, paint)
    beside = summary.left_out(result)
    if context := summary.context(result):
        beside.insert(0, f"{plural(context, 'migration')} read as context")
    if beside:
        yield visible(f"not shown: {' · '.join(beside)}")
    if not _lacks_settings(result):
        yield paint("dim", visible(f"constitution: {summary.constitution(result)}{summary.not_chosen(result)}"))
    if result.errors:
        failures = plural(len(result.errors), "failure")
        yield f"{paint('error', 'incomplete')}: {failures} of miglint itself (see stderr)"


def _next_step(result: Result, paint: Paint) -> Iterator[str]:
    """Return what to do after a first run: which findings still matter, and how to start from here."""
    yield ""
    if hazards := summary.count_of(result, Kind.HAZARD):
        yield f"  {hazards:>5}  hazards only matter while a file runs: in applied files they are over"
    if debt := summary.count_of(result, Kind.DEBT):
        yield f"  {debt:>5}  debt is true of the schema today: a new migration fixes it, however old it is"
    yield f"next: {paint('strong', 'miglint init')} asks for a constitution and writes miglint.toml. From then on"
    yield "applied files are only context, and today's debt is on the accepted list"


def _table(found: list[Group], paint: Paint) -> Iterator[str]:
    """Return every rule with its count and first place, grouped by kind."""
    names = max(text_width(visible(group.name)) for group in found)
    numbers = max(len(str(len(group.findings))) for group in found)
    for kind, meaning in KINDS.items():
        rows = [group for group in found if group.kind is kind]
        if rows:
            yield f"  {kind} ({sum(len(group.findings) for group in rows)}): {meaning}"
        for group in rows:
            severity = paint(group.severity.value, f"{group.severity.value:<7}")
            count = f"{len(group.findings):>{numbers}}"
            yield f"    {severity}  {visible(group.name):<{names}}  {count}  {paint('dim', _where(group))}"


def _where(group: Group) -> str:
    """Return the first place of a group, and how many other files have one."""
    first = group.findings[0].finding.place
    place = f"{clip(visible(first.migration.name), 70)}:{first.start.line}"
    files = len({migration.path for migration in {reported.migration for reported in group.findings}})
    return place if files == 1 else f"{place} and {plural(files - 1, 'more file')}"
