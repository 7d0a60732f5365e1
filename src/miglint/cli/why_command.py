"""`miglint why`: explain why an object or a line has findings, or why it has none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..output.words import listed, plural
from ..record import replace
from ..report.entry import place_of
from ..report.safe_text import visible
from .shared_options import constitution_option, local_rules_option, paths_argument, takes_request, target_options

if TYPE_CHECKING:
    from ..explain.why import Explanation
    from ..judge.request import Request
    from ..judge.result import Reported


@click.command()
@click.argument("subject", metavar="OBJECT|FILE:LINE")
@paths_argument
@click.option(
    "--accepted", type=click.Path(path_type=Path), metavar="FILE", help="Use this list instead of the settings'."
)
@constitution_option
@local_rules_option
@target_options
@takes_request
def command(asked: Request, subject: str) -> None:
    """Explain why an object or a line has findings, or why it has none.

    Lists the rules that check it, their findings, and what holds each finding back: an option, a rule that is off, an
    exception, a comment, the accepted list, applied-until, or something that the replay can't know.

    \b
    Examples:
      miglint why public.deals
      miglint why supabase/migrations/20260112140000_add_deals.sql:17
    """
    from ..explain.why import why

    file = subject.rpartition(":")[0]
    if not asked.paths and file and (asked.cwd / file).is_file():
        asked = replace(asked, paths=(file,))
    answer = why(asked, subject)
    for line in _lines(answer):
        click.echo(visible(line))


def _lines(answer: Explanation) -> Iterator[str]:
    cwd = Path.cwd()
    begins = f", first touched at {place_of(answer.at, cwd)}" if answer.at else ""
    yield f"{answer.subject}{begins}"
    looking = len({*answer.state, *answer.every, *answer.files, *answer.steps})
    yield f"checked by {plural(looking, 'rule')}; {plural(len(answer.off), 'rule')} off"
    for where, names in (
        ("final schema", answer.state),
        ("every statement or file", answer.every),
        ("file names and order", answer.files),
    ):
        if names:
            yield f"  {where}: {', '.join(names)}"
    for name, places in answer.steps.items():
        yield f"  statements: {name} ({listed([place_of(place, cwd) for place in places], 3)})"
    if not answer.findings:
        yield "no findings"
    for reported in answer.findings:
        yield from _finding(reported, cwd)
    if answer.assumed is not None:
        yield f"unknown: no migration creates it; miglint assumes it exists since {place_of(answer.assumed, cwd)}"
    for unknown in answer.unknown:
        place = place_of(unknown.statement.visible.place(), cwd)
        yield f"unknown: its {unknown.aspect}, since {place}: {unknown.reason}; rules report nothing about that"


def _finding(reported: Reported, cwd: Path) -> Iterator[str]:
    yield ""
    yield f"{reported.severity.value}[{reported.finding.rule}]: {reported.finding.message}"
    yield f"  --> {place_of(reported.finding.place, cwd)}"
    yield f"  held back by {reported.held_by}" if reported.held_by else "  shown"
