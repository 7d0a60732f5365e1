"""The report for people: excerpts with carets, why it matters and what to do, then what there is in numbers.

A handful of findings is shown whole. Of many, those of one rule are folded into one entry and the entries stop after
a screen; counts and exit status know nothing of that.
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
from .repeated_findings import Twins, without_twins
from .safe_text import clip, text_width, visible
from .summary import KINDS, Group

FEW = 20
"""Up to so many findings are shown whole."""
ALIKE = 3
"""More findings of one rule than this are folded into one entry."""
SCREEN = 50
"""Lines of whole entries where there are more than FEW findings."""
SHORT = 10
"""Rules that are told in two lines after that."""
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
    """The report; `full` shows every finding, `terminal` lets the time be named."""
    paint = painter(color)
    if summary.is_clean(result):
        return _clean(result, paint, terminal) + "\n"
    lines: list[str] = []
    if _lacks_settings(result):
        lines += [paint("dim", visible(_default_constitution(result))), ""]
    found = summary.groups(result)
    lines += _entries(*without_twins(found), cwd, paint, full)
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
    """Whether some findings are told by their number only."""
    return sum(len(group.findings) for group in found) > FEW or any(len(group.findings) > ALIKE for group in found)


def _entries(found: list[Group], twins: Twins, cwd: Path, paint: Paint, full: bool) -> Iterator[str]:
    """The entries, each followed by an empty line: whole ones, then as many short ones, then a word on the rest."""
    total = sum(len(group.findings) for group in found)
    if full or total <= FEW:
        for group in found:
            yield from _group(group, twins, cwd, paint, full=full)
        return
    room, short = SCREEN, SHORT
    for index, group in enumerate(found):
        lines = _group(group, twins, cwd, paint, related=1)
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
    group: Group, twins: Twins, cwd: Path, paint: Paint, *, full: bool = False, related: int = RELATED
) -> list[str]:
    """The entries of one rule: all, or the first and a list of the others."""
    first, *others = group.findings
    if full or len(others) < ALIKE:
        lines = [*entry(first, cwd, paint, related=related, also=twins.get(id(first), ())), ""]
        for reported in others:
            also = twins.get(id(reported), ())
            lines += [*entry(reported, cwd, paint, related=related, notes=full, also=also), ""]
        return lines
    also, more = twins.get(id(first), ()), _folded(others, cwd, paint)
    return [*entry(first, cwd, paint, related=related, also=also, more=more), ""]


def _folded(others: list[Reported], cwd: Path, paint: Paint) -> list[str]:
    """How many more there are, and what the first of them are about."""
    named = others[: FOLDED if len(others) > FOLDED + 1 else len(others)]
    subjects = [clip(visible(summary.subject(reported)), 60) for reported in named]
    width = max(map(text_width, subjects)) + 2
    of_files = all(r.finding.object is None and r.finding.place.span == WHOLE for r in others)
    first = summary.subject(others[0])
    if of_files or all(summary.subject(reported) == first for reported in others):  # then it says nothing
        subjects, width = [""] * len(named), 0
    lines = [f"{len(others)} more like it:"]
    for subject, reported in zip(subjects, named, strict=True):
        padding = " " * (width - text_width(subject))
        lines.append(f"{subject}{padding}{paint('dim', place_of(reported.finding.place, cwd))}")
    if len(named) < len(others):
        lines.append(f"… and {len(others) - len(named)} more")
    return lines


def _short(group: Group, cwd: Path, paint: Paint) -> Iterator[str]:
    """A rule's first finding in two lines, with the number of the others."""
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
        yield f"{paint('error', 'not complete')}: {failures} of miglint itself, told on standard error"


def _next_step(result: Result, paint: Paint) -> Iterator[str]:
    """What a first run leads to: which of it can still be helped, and how to begin from here."""
    yield ""
    if hazards := summary.count_of(result, Kind.HAZARD):
        yield f"  {hazards:>5}  hazards happened while a file ran; in files that are applied they are over"
    if debt := summary.count_of(result, Kind.DEBT):
        yield f"  {debt:>5}  debt is true of the schema today; a new migration mends it, whatever its age"
    yield f"next: {paint('strong', 'miglint init')} asks for a constitution and writes miglint.toml: from then on"
    yield "files that are applied count as context, and the debt there is now goes on an accepted list"


def _table(found: list[Group], paint: Paint) -> Iterator[str]:
    """Every rule with its count and where, under what its kind means to the reader."""
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
    """The first place of a group, and in how many files the others are."""
    first = group.findings[0].finding.place
    place = f"{clip(visible(first.migration.name), 70)}:{first.start.line}"
    files = len({migration.path for migration in {reported.migration for reported in group.findings}})
    return place if files == 1 else f"{place} and {plural(files - 1, 'more file')}"
